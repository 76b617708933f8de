package dk.kronborg.kms.postgres;

import dk.kronborg.kms.incarnation.Advance;
import dk.kronborg.kms.incarnation.DatabaseIdentity;
import dk.kronborg.kms.incarnation.MarkedDatabase;
import dk.kronborg.kms.incarnation.SiteMark;
import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The site's mark, in PostgreSQL. */
final class PostgresMarkedDatabase implements MarkedDatabase {

    private static final String COLUMNS = "incarnation, starts, numbers, spendings";
    // The control file names the new timeline only after the first checkpoint; the write-ahead log at once.
    private static final String IDENTITY = "(select system_identifier::text from pg_control_system()),"
            + " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";
    /** The columns that {@link #advance(ResultSet, int, int, int)} reads, of whatever has the mark's. */
    static final String ADVANCE = COLUMNS + ", " + IDENTITY;

    private final KmeId here;
    private final Database database;

    PostgresMarkedDatabase(KmeId here, Database database) {
        this.here = here;
        this.database = database;
    }

    @Override
    public DatabaseIdentity identity() {
        return database.look(connection -> Database.list(connection, row -> identity(row, 1), "select " + IDENTITY))
                .getFirst();
    }

    @Override
    public Optional<SiteMark> mark() {
        return database
                .look(connection -> Database.list(
                        connection,
                        PostgresMarkedDatabase::mark,
                        "select " + COLUMNS + " from site where incarnation is not null"))
                .stream()
                .findFirst();
    }

    @Override
    public SiteMark started() {
        return database.transact(connection -> advance(connection, 1, 0, 0)).after();
    }

    /** Counts numbers given, in the transaction that gives them. */
    static Advance addNumbers(Connection connection, int numbers) throws SQLException {
        return advance(connection, 0, numbers, 0);
    }

    /** Counts a transaction that spends what can be spent once. */
    static Advance addSpending(Connection connection) throws SQLException {
        return advance(connection, 0, 0, 1);
    }

    private static Advance advance(Connection connection, int starts, int numbers, int spendings) throws SQLException {
        return Database.list(
                        connection,
                        row -> advance(row, starts, numbers, spendings),
                        "update site set starts = starts + ?, numbers = numbers + ?, spendings = spendings + ?"
                                + " returning " + ADVANCE,
                        starts,
                        numbers,
                        spendings)
                .getFirst();
    }

    /** A step by those counts, of which the row has the end. */
    static Advance advance(ResultSet row, int starts, int numbers, int spendings) throws SQLException {
        SiteMark after = mark(row);
        SiteMark before = new SiteMark(
                after.incarnation(), after.starts() - starts, after.numbers() - numbers, after.spendings() - spendings);
        return new Advance(before, after, identity(row, 5));
    }

    private static DatabaseIdentity identity(ResultSet row, int column) throws SQLException {
        return new DatabaseIdentity(row.getString(column), Integer.parseInt(row.getString(column + 1), 16));
    }

    private static SiteMark mark(ResultSet row) throws SQLException {
        return new SiteMark(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    @Override
    public void voidEverything(SiteMark mark) {
        // First alone, without touching a block: whoever holds the former incarnation may hold blocks, too.
        database.transact(connection -> {
            Database.list(connection, row -> row.getBoolean(1), "select sole from site for update");
            return write(connection, mark);
        });
        database.transact(connection -> {
            // Assigned keys before blocks, as whoever spends does.
            Database.update(
                    connection,
                    "update assigned_key set state = 'VOID', data_key = null, sealed = null where state = 'WAITING'");
            Database.update(connection, "delete from pool_mask");
            Database.update(connection, "delete from epoch");
            Destruction.destroyAndTell(
                    connection, Database.list(connection, row -> row.getLong(1), "select id from block"), here);
            return Database.update(
                    connection, "update pool set next_number = greatest(next_number, ?)", mark.numbers());
        });
    }

    private static int write(Connection connection, SiteMark mark) throws SQLException {
        return Database.update(
                connection,
                "update site set incarnation = ?, starts = ?, numbers = ?, spendings = ?",
                mark.incarnation(),
                mark.starts(),
                mark.numbers(),
                mark.spendings());
    }
}

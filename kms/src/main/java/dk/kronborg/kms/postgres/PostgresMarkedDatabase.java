package dk.kronborg.kms.postgres;

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

    private final KmeId here;
    private final Database database;

    PostgresMarkedDatabase(KmeId here, Database database) {
        this.here = here;
        this.database = database;
    }

    @Override
    public DatabaseIdentity identity() {
        // The control file names the new timeline only after the first checkpoint; the write-ahead log at once.
        return database.transact(connection -> Database.list(
                        connection,
                        row -> new DatabaseIdentity(row.getString(1), Integer.parseInt(row.getString(2), 16)),
                        "select system_identifier::text, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"
                                + " from pg_control_system()"))
                .getFirst();
    }

    @Override
    public Optional<SiteMark> mark() {
        return database
                .transact(connection -> Database.list(
                        connection,
                        PostgresMarkedDatabase::mark,
                        "select " + COLUMNS + " from site where incarnation is not null"))
                .stream()
                .findFirst();
    }

    @Override
    public SiteMark started() {
        return database.transact(connection -> advance(connection, 1, 0, 0));
    }

    static SiteMark addNumbers(Connection connection, int numbers) throws SQLException {
        return advance(connection, 0, numbers, 0);
    }

    static SiteMark addSpending(Connection connection) throws SQLException {
        return advance(connection, 0, 0, 1);
    }

    private static SiteMark advance(Connection connection, int starts, int numbers, int spendings) throws SQLException {
        return Database.list(
                        connection,
                        PostgresMarkedDatabase::mark,
                        "update site set starts = starts + ?, numbers = numbers + ?, spendings = spendings + ?"
                                + " returning " + COLUMNS,
                        starts,
                        numbers,
                        spendings)
                .getFirst();
    }

    private static SiteMark mark(ResultSet row) throws SQLException {
        return new SiteMark(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    @Override
    public void voidEverything(SiteMark mark) {
        database.transact(connection -> {
            Database.update(connection, "delete from pool_mask");
            Destruction.destroyAndTell(
                    connection, Database.list(connection, row -> row.getLong(1), "select id from block"), here);
            Database.update(
                    connection,
                    "update assigned_key set state = 'VOID', data_key = null, sealed = null where state = 'WAITING'");
            Database.update(connection, "update pool set next_number = greatest(next_number, ?)", mark.numbers());
            return write(connection, mark);
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

package dk.kronborg.kms.postgres;

import dk.kronborg.kms.incarnation.DatabaseIdentity;
import dk.kronborg.kms.incarnation.MarkedDatabase;
import dk.kronborg.kms.incarnation.SiteMark;
import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The site's mark, in PostgreSQL. */
final class PostgresMarkedDatabase implements MarkedDatabase {

    private final KmeId here;
    private final Database database;

    PostgresMarkedDatabase(KmeId here, Database database) {
        this.here = here;
        this.database = database;
    }

    @Override
    public DatabaseIdentity identity() {
        return database.transact(connection -> Database.list(
                        connection,
                        row -> new DatabaseIdentity(row.getString(1), row.getInt(2)),
                        "select system_identifier::text, timeline_id"
                                + " from pg_control_system(), pg_control_checkpoint()"))
                .getFirst();
    }

    @Override
    public Optional<SiteMark> mark() {
        return database
                .transact(connection -> Database.list(
                        connection,
                        row -> new SiteMark(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3)),
                        "select incarnation, starts, numbers from site where incarnation is not null"))
                .stream()
                .findFirst();
    }

    @Override
    public void mark(SiteMark mark) {
        database.transact(connection -> write(connection, mark));
    }

    @Override
    public void voidEverything(SiteMark mark) {
        database.transact(connection -> {
            Database.update(connection, "delete from pool_mask");
            Destruction.destroyAndTell(
                    connection, Database.list(connection, row -> row.getLong(1), "select id from block"), here);
            Database.update(connection, "update pool set next_number = greatest(next_number, ?)", mark.numbers());
            return write(connection, mark);
        });
    }

    private static int write(Connection connection, SiteMark mark) throws SQLException {
        return Database.update(
                connection,
                "update site set incarnation = ?, starts = ?, numbers = ?",
                mark.incarnation(),
                mark.starts(),
                mark.numbers());
    }
}

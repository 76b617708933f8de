package dk.kronborg.kms.postgres;

import dk.kronborg.kms.delivery.DrainLedger;
import java.util.Set;

/** Who is drained, in PostgreSQL. */
final class PostgresDrainLedger implements DrainLedger {

    private final Database database;

    PostgresDrainLedger(Database database) {
        this.database = database;
    }

    @Override
    public Set<String> drained() {
        return Set.copyOf(database.transact(
                connection -> Database.list(connection, row -> row.getString(1), "select sae from drained")));
    }

    @Override
    public void set(String sae, boolean drains) {
        database.transact(connection -> Database.update(
                connection,
                drains
                        ? "insert into drained (sae) values (?) on conflict do nothing"
                        : "delete from drained where sae = ?",
                sae));
    }
}

package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.PoolId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The row number of every pool, made when it is first used; a pool's row is never removed. */
final class PoolRows {

    private final Database database;
    private final Map<PoolId, Integer> rows = new ConcurrentHashMap<>();

    PoolRows(Database database) {
        this.database = database;
    }

    int row(PoolId pool) {
        return rows.computeIfAbsent(pool, this::findOrMake);
    }

    /** A new pool's numbers begin after all that this site ever gave, in case this is not the pool's first row. */
    private int findOrMake(PoolId pool) {
        String from = pool.from().value();
        String to = pool.to().value();
        String origin = pool.origin().name();
        return database.transact(connection -> {
            Database.update(
                    connection,
                    "insert into pool (from_kme, to_kme, origin, next_number) select ?, ?, ?, numbers from site"
                            + " on conflict do nothing",
                    from,
                    to,
                    origin);
            return Database.list(
                            connection,
                            row -> row.getInt(1),
                            "select id from pool where from_kme = ? and to_kme = ? and origin = ?",
                            from,
                            to,
                            origin)
                    .getFirst();
        });
    }
}

package dk.kronborg.kms.postgres;

import dk.kronborg.kms.balance.Balances;
import dk.kronborg.kms.balance.PoolBalance;
import dk.kronborg.kms.balance.PoolStock;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Where the bits are, in PostgreSQL. What was produced is counted in the pool's account when blocks open; everything
 * else is told by the blocks' rows until they are settled, which adds it to the account. So what is read are the
 * accounts and the rows of blocks that are in use or were until a short while ago.
 */
final class PostgresBalances implements Balances {

    /** What is left of a block, in units: behind the cursor at the from end, not marked as used at the to end. */
    private static final String LEFT =
            "case when p.from_kme = ? then length(u.used) - u.cursor else length(u.used) - bit_count(u.used) end";

    private final KmeId here;
    private final Database database;
    private final RunningTime time;

    PostgresBalances(KmeId here, Database database, RunningTime time) {
        this.here = here;
        this.database = database;
        this.time = time;
    }

    @Override
    public List<PoolStock> stocks() {
        return database.look(connection -> Database.list(
                connection,
                this::stock,
                "select statement_timestamp() as at, coalesce(sum(live.usable), 0)::bigint as usable,"
                        + " min(live.made_s) filter (where live.usable > 0) as oldest_made_s,"
                        + " coalesce(avg(live.units) filter (where live.state in ('RECEIVED', 'OFFERED', 'OPEN')),"
                        + BlockLayout.MAX_UNITS
                        + ")::bigint as block_length, p.from_kme, p.to_kme, p.origin, coalesce(sum(live.unconfirmed), 0)::bigint as unconfirmed,"
                        + " coalesce(sum(live.held), 0)::bigint as held,"
                        + " coalesce(max(a.produced), 0)::bigint as produced,"
                        + " coalesce(sum(live.stored), 0)::bigint as stored,"
                        + " (coalesce(max(a.delivered), 0) + coalesce(sum(live.delivered), 0))::bigint as delivered,"
                        + " (coalesce(max(a.spent), 0) + coalesce(sum(live.spent), 0))::bigint as spent,"
                        + " (coalesce(max(a.burnt), 0) + coalesce(sum(live.burnt), 0))::bigint as burnt,"
                        + " (coalesce(max(a.destroyed), 0) + coalesce(sum(live.destroyed), 0))::bigint as destroyed"
                        + " from pool p left join pool_account a on a.pool = p.id"
                        + " left join lateral (" + rows("u.pool = p.id and not u.settled") + ") live on true"
                        + " group by p.id order by p.from_kme, p.to_kme, p.origin",
                here.value()));
    }

    /** What rows of {@code block_use} account for; the parameter is the name of this KME. */
    private static String rows(String condition) {
        return "select u.pool, u.opened, u.state, (u.state in ('RECEIVED', 'OFFERED'))::int as unconfirmed,"
                + " (u.held <> 0 and u.opened)::int as held, u.delivered, u.spent, u.made_s,"
                + " length(u.used) as units,"
                + " case when u.opened and u.state = 'OPEN' and u.retired_s is null then rest.units else 0 end as stored,"
                + " case when u.opened and u.state = 'OPEN' and u.retired_s is null and u.held = 0 then rest.units"
                + " else 0 end as usable,"
                + " case when u.opened then length(u.used) - rest.units - u.delivered - u.spent else 0 end as burnt,"
                + " case when u.opened and (u.state <> 'OPEN' or u.retired_s is not null) then rest.units else 0 end"
                + " as destroyed"
                + " from block_use u join pool p0 on p0.id = u.pool cross join lateral (select "
                + LEFT.replace("p.from_kme", "p0.from_kme") + " as units) rest where " + condition;
    }

    /** Counts blocks as produced; in the transaction that opens them. */
    static void opened(Connection connection, int pool, long units) throws SQLException {
        Database.update(
                connection,
                "insert into pool_account (pool, produced) values (?, ?) on conflict (pool) do update set"
                        + " produced = pool_account.produced + excluded.produced",
                pool,
                units);
    }

    /**
     * Settles blocks that are retired, for good: a commit that is still under way is refused, because the lease that it
     * was made under has passed. Blocks that are settled already stay as they are. Accounts are changed in one order.
     */
    static void settle(Connection connection, KmeId here, Object blocks) throws SQLException {
        Database.update(
                connection,
                "insert into pool_account as a (pool, delivered, spent, burnt, destroyed)"
                        + " select pool, sum(delivered), sum(spent), sum(burnt), sum(stored + destroyed) from ("
                        + rows("u.block = any (?) and not u.settled")
                        + ") gone where opened group by pool order by pool"
                        + " on conflict (pool) do update set delivered = a.delivered + excluded.delivered,"
                        + " spent = a.spent + excluded.spent, burnt = a.burnt + excluded.burnt,"
                        + " destroyed = a.destroyed + excluded.destroyed",
                here.value(),
                blocks);
        Database.update(
                connection,
                "update block_use set settled = true, lease_epoch = lease_epoch + 1 where block = any (?)"
                        + " and not settled",
                blocks);
    }

    private PoolStock stock(ResultSet row) throws SQLException {
        long made = row.getLong("oldest_made_s");
        Optional<Duration> oldest =
                row.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(time.seconds() - made));
        Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
        return new PoolStock(at, balance(row), bits(row, "usable"), bits(row, "block_length"), oldest);
    }

    private static PoolBalance balance(ResultSet row) throws SQLException {
        return new PoolBalance(
                new PoolId(
                        new KmeId(row.getString("from_kme")),
                        new KmeId(row.getString("to_kme")),
                        Origin.valueOf(row.getString("origin"))),
                row.getLong("unconfirmed"),
                row.getLong("held"),
                bits(row, "produced"),
                bits(row, "stored"),
                bits(row, "delivered"),
                bits(row, "spent"),
                bits(row, "burnt"),
                bits(row, "destroyed"));
    }

    private static long bits(ResultSet row, String column) throws SQLException {
        return row.getLong(column) * BlockLayout.UNIT * Byte.SIZE;
    }
}

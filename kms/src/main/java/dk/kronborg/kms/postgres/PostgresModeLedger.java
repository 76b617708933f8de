package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.mode.ModeLedger;
import dk.kronborg.kms.mode.ModeState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The modes of pools, in PostgreSQL: the newest change of a pool in the present incarnation holds. Nothing is ever removed,
 * so that it can be told how long a pool was in which mode.
 */
final class PostgresModeLedger implements ModeLedger {

    /** Blocks by which it is told how far apart they come. */
    private static final int LAST = 17;

    private final SiteIncarnation site;
    private final Database database;
    private final PoolRows pools;

    PostgresModeLedger(SiteIncarnation site, Database database, PoolRows pools) {
        this.site = site;
        this.database = database;
        this.pools = pools;
    }

    /** In one statement: it is looked every second or so, for each pool. */
    @Override
    public Standing standing(PoolId pool) {
        int poolRow = pools.row(pool);
        return database.look(connection -> Database.list(
                        connection,
                        row -> new Standing(
                                Optional.ofNullable(row.getString("stored")).map(ModeState::ofText), blocks(row)),
                        "select (select state from mode_change where pool = ? and incarnation = ? and state is not null"
                                + " order by id desc limit 1) as stored,"
                                + " (select coalesce(gap, 0) from (select made_s - lag(made_s) over (order by made_s) as gap"
                                + " from (select u.made_s from block b join block_use u on u.block = b.id"
                                + " where b.pool = ? and b.number is not null order by b.number desc limit ?) as newest)"
                                + " as gaps order by gap desc nulls last offset 1 limit 1) as apart,"
                                + " count(*) filter (where u.closed_s is null) as live,"
                                + " count(*) filter (where u.state = 'OPEN' and u.held = 0) as free,"
                                + " coalesce(sum(length(u.used) - u.cursor)"
                                + " filter (where u.state = 'OPEN' and u.held = 0), 0)::bigint as free_units,"
                                + " count(*) filter (where u.state = 'OPEN' and u.held <> 0) as held,"
                                + " max(b.number) filter (where u.state = 'OPEN') as highest"
                                + " from block_use u join block b on b.id = u.block"
                                + " where u.pool = ? and u.state in ('RECEIVED', 'OFFERED', 'OPEN')",
                        poolRow,
                        site.id(),
                        poolRow,
                        LAST,
                        poolRow))
                .getFirst();
    }

    private static Blocks blocks(ResultSet row) throws SQLException {
        return new Blocks(
                row.getInt("live"),
                row.getInt("free"),
                row.getLong("free_units"),
                row.getInt("held"),
                whole(row, "highest"),
                whole(row, "apart"));
    }

    private static OptionalLong whole(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public void begin(PoolId pool) {
        int poolRow = pools.row(pool);
        database.transact(connection -> {
            lock(connection, poolRow);
            return Database.update(
                    connection,
                    "insert into mode_change (pool, incarnation, mode, cause) select ?, ?, ?, ?"
                            + " where not exists (select from mode_change where pool = ? and incarnation = ?)",
                    poolRow,
                    site.id(),
                    Mode.BLOCKED.name(),
                    "the store begins",
                    poolRow,
                    site.id());
        });
    }

    /** One change of a pool at a time. */
    private static void lock(Connection connection, int pool) throws SQLException {
        Database.list(connection, row -> row.getInt(1), "select id from pool where id = ? for update", pool);
    }

    private Optional<ModeState> state(Connection connection, int pool) throws SQLException {
        return Database.list(
                        connection,
                        row -> ModeState.ofText(row.getString(1)),
                        "select state from mode_change where pool = ? and incarnation = ? and state is not null"
                                + " order by id desc limit 1",
                        pool,
                        site.id())
                .stream()
                .findFirst();
    }

    @Override
    public boolean change(PoolId pool, Optional<ModeState> before, ModeState after, String cause) {
        int poolRow = pools.row(pool);
        return database.transact(connection -> {
            lock(connection, poolRow);
            return state(connection, poolRow).equals(before)
                    && Database.update(
                                    connection,
                                    "insert into mode_change (pool, incarnation, was, mode, cause, state)"
                                            + " values (?, ?, ?, ?, ?, ?)",
                                    poolRow,
                                    site.id(),
                                    before.map(ModeState::mode)
                                            .orElse(Mode.BLOCKED)
                                            .name(),
                                    after.mode().name(),
                                    cause,
                                    after.text())
                            == 1;
        });
    }
}

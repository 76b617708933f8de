package dk.kronborg.kms.postgres;

import dk.kronborg.kms.housekeeping.RetirementLedger;
import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Housekeeping, in PostgreSQL; a bounded number of rows at a time. */
final class PostgresRetirementLedger implements RetirementLedger {

    private static final int MOST_ROWS = 1000;

    private final KmeId here;
    private final Database database;

    PostgresRetirementLedger(KmeId here, Database database) {
        this.here = here;
        this.database = database;
    }

    @Override
    public long runningSeconds() {
        return database.transact(
                        connection -> Database.list(connection, row -> row.getLong(1), "select running_s from site"))
                .getFirst();
    }

    @Override
    public void runningSeconds(long seconds) {
        database.transact(connection ->
                Database.update(connection, "update site set running_s = ? where running_s < ?", seconds, seconds));
    }

    @Override
    public int abandonUnconfirmed(long arrivedBefore) {
        return database.transact(connection -> Destruction.destroyAndTell(
                connection,
                rows(
                        connection,
                        "select block from block_use where state in ('RECEIVED', 'OFFERED') and held = 0 and arrived_s < ?"
                                + " order by block limit ? for update",
                        arrivedBefore,
                        MOST_ROWS),
                here));
    }

    @Override
    public int expire(long arrivedBefore, long arrivedLongBefore) {
        // Two transactions: in one, rows of the second list would be locked after higher ones of the first.
        int closed = database.transact(connection -> Database.update(
                connection,
                "update block_use set state = 'CLOSED', untold = true, lease_epoch = lease_epoch + 1"
                        + " where block in (select u.block from block_use u join pool p on p.id = u.pool"
                        + " where p.from_kme = ? and u.state = 'OPEN' and u.held = 0 and u.arrived_s < ?"
                        + " order by u.block limit ? for update of u)",
                here.value(),
                arrivedBefore,
                MOST_ROWS));
        int forgotten = database.transact(connection -> Destruction.destroy(
                connection,
                rows(
                        connection,
                        "select u.block from block_use u join pool p on p.id = u.pool where p.to_kme = ?"
                                + " and u.state = 'OPEN' and u.held = 0 and u.arrived_s < ? order by u.block limit ?"
                                + " for update of u",
                        here.value(),
                        arrivedLongBefore,
                        MOST_ROWS)));
        return closed + forgotten;
    }

    @Override
    public int erasePayloads(long now, long closedBefore) {
        return database.transact(connection -> {
            List<Long> rows = rows(
                    connection,
                    "select u.block from block_use u join block b on b.id = u.block where u.retired_s is null and u.held = 0"
                            + " and u.state in ('OPEN', 'CLOSED') and (u.state = 'CLOSED' or b.payload is not null"
                            + " and (bit_count(u.used) = length(u.used) or u.closed_s < ?)) order by u.block limit ? for update of u",
                    closedBefore,
                    MOST_ROWS);
            Object blocks = Database.array(connection, "bigint", rows);
            Database.update(
                    connection,
                    "update block_use set state = case state when 'OPEN' then 'DESTROYED' else state end,"
                            + " retired_s = ? where block = any (?)",
                    now,
                    blocks);
            return Database.update(
                    connection,
                    "update block set payload = null, payload_key = null, second = null, second_key = null"
                            + " where id = any (?)",
                    blocks);
        });
    }

    @Override
    public int settle(long retiredBefore) {
        return database.transact(connection -> {
            List<Long> rows = rows(
                    connection,
                    "select block from block_use where not settled and retired_s < ? order by block limit ? for update",
                    retiredBefore,
                    MOST_ROWS);
            if (!rows.isEmpty()) {
                PostgresBalances.settle(connection, here, Database.array(connection, "bigint", rows));
            }
            return rows.size();
        });
    }

    @Override
    public int expireAssigned(long now, long assignedBefore) {
        return database.transact(connection -> Database.update(
                connection,
                "update assigned_key set state = case state when 'WAITING' then 'VOID' else state end,"
                        + " data_key = null, sealed = null, retired_s = ? where (key_id, target) in"
                        + " (select key_id, target from assigned_key where retired_s is null and assigned_s < ?"
                        + " order by assigned_s limit ? for update)",
                now,
                assignedBefore,
                MOST_ROWS));
    }

    @Override
    public int forget(long retiredBefore) {
        return database.transact(connection -> {
            Object blocks = Database.array(
                    connection,
                    "bigint",
                    rows(
                            connection,
                            "select block from block_use where retired_s < ? and not untold order by block limit ? for update",
                            retiredBefore,
                            MOST_ROWS));
            Database.update(connection, "delete from assigned_key where retired_s < ?", retiredBefore);
            PostgresBalances.settle(connection, here, blocks);
            Tombstones.remember(connection, blocks);
            Database.update(connection, "delete from void_block where voided_s < ?", retiredBefore);
            Database.update(connection, "delete from block_use where block = any (?)", blocks);
            return Database.update(connection, "delete from block where id = any (?)", blocks);
        });
    }

    @Override
    public Set<UUID> dataKeysInUse() {
        return Set.copyOf(database.look(connection -> Database.list(
                connection,
                row -> row.getObject(1, UUID.class),
                "select header_key from block where header_key is not null"
                        + " union select payload_key from block where payload_key is not null"
                        + " union select second_key from block where second_key is not null"
                        + " union select mask_key from pool_mask"
                        + " union select chain_key from epoch where chain_key is not null"
                        + " union select root_key from epoch where root_key is not null"
                        + " union select data_key from relayed_share where data_key is not null"
                        + " union select data_key from assigned_key where data_key is not null")));
    }

    private static List<Long> rows(Connection connection, String sql, Object... values) throws SQLException {
        return Database.list(connection, row -> row.getLong(1), sql, values);
    }
}

package dk.kronborg.kms.postgres;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.epoch.EpochSecrets;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.Wrapped;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.kms.wrapping.WrappingException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Roots of the epochs between the ends of a pool, from which its blocks of quantum key have their second secrets. */
final class EpochRoots {

    private static final String KEPT = " from epoch e join pool p on p.id = e.pool"
            + " where p.from_kme = ? and p.to_kme = ? and p.origin = 'PQC' and e.root is not null";

    private final Wrapping wrapping;
    private final Alarms alarms;

    EpochRoots(Wrapping wrapping, Alarms alarms) {
        this.wrapping = wrapping;
        this.alarms = alarms;
    }

    /** A root in memory, closed with this. */
    record Root(HybridEpoch epoch, SecretBytes secret) implements AutoCloseable {

        /** The second secret of the block of these facts, to be closed by the caller. */
        SecretBytes second(BlockFacts facts) {
            return EpochSecrets.secondSecret(secret, facts.id(), facts.number());
        }

        /** The header of a relayed block, to be closed by the caller. */
        SecretBytes header(UUID block) {
            return EpochSecrets.relayedHeader(secret, block);
        }

        @Override
        public void close() {
            secret.close();
        }
    }

    private record Found(HybridEpoch epoch, Wrapped root) {}

    /** Epochs whose roots are kept. */
    List<UUID> kept(Connection connection, PoolId pool) throws SQLException {
        return pool.origin() == Origin.QKD
                ? Database.list(
                        connection,
                        row -> row.getObject(1, UUID.class),
                        "select e.id" + KEPT,
                        pool.from().value(),
                        pool.to().value())
                : List.of();
    }

    /** The newest epoch whose root is kept; agreed after that, seconds of the running time of this site. */
    Optional<UUID> newest(Connection connection, PoolId pool, long agreedAfter) throws SQLException {
        return pool.origin() == Origin.QKD
                ? Database.list(
                                connection,
                                row -> row.getObject(1, UUID.class),
                                "select e.id" + KEPT + " and e.agreed_s > ? order by e.ordinal desc limit 1",
                                pool.from().value(),
                                pool.to().value(),
                                agreedAfter)
                        .stream()
                        .findFirst()
                : Optional.empty();
    }

    /** The same, with its suite. */
    Optional<HybridEpoch> newestEpoch(Connection connection, PoolId pool, long agreedAfter) throws SQLException {
        return Database.list(
                        connection,
                        row -> new HybridEpoch(row.getObject(1, UUID.class), row.getString(2)),
                        "select e.id, e.suite" + KEPT + " and e.agreed_s > ? order by e.ordinal desc limit 1",
                        pool.from().value(),
                        pool.to().value(),
                        agreedAfter)
                .stream()
                .findFirst();
    }

    /** Whether a root of this epoch is kept, of that suite; whether it can be opened shows when it is. */
    boolean has(Connection connection, PoolId pool, HybridEpoch epoch) throws SQLException {
        return pool.origin() == Origin.QKD
                && !Database.list(
                                connection,
                                row -> row.getInt(1),
                                "select 1" + KEPT + " and e.id = ? and e.suite = ?",
                                pool.from().value(),
                                pool.to().value(),
                                epoch.id(),
                                epoch.suite())
                        .isEmpty();
    }

    /**
     * The root of the newest epoch.
     *
     * @param among       the epochs to choose from
     * @param agreedAfter seconds of the running time of this site
     */
    Optional<Root> newest(Connection connection, PoolId pool, List<UUID> among, long agreedAfter) throws SQLException {
        return open(
                connection,
                pool,
                " and e.id = any (?) and e.agreed_s > ? order by e.ordinal desc",
                Database.array(connection, "uuid", among),
                agreedAfter);
    }

    /** The root of this epoch, if it is one of the pool's, of that suite. */
    Optional<Root> of(Connection connection, PoolId pool, HybridEpoch epoch) throws SQLException {
        return open(connection, pool, " and e.id = ? and e.suite = ?", epoch.id(), epoch.suite());
    }

    /** The first that can be opened. */
    private Optional<Root> open(Connection connection, PoolId pool, String condition, Object... values)
            throws SQLException {
        if (pool.origin() != Origin.QKD) {
            return Optional.empty();
        }
        List<Object> all =
                new ArrayList<>(List.of(pool.from().value(), pool.to().value()));
        all.addAll(List.of(values));
        List<Found> found = Database.list(
                connection,
                row -> new Found(
                        new HybridEpoch(row.getObject("id", UUID.class), row.getString("suite")),
                        new Wrapped(row.getObject("root_key", UUID.class), row.getBytes("root"))),
                "select e.id, e.suite, e.root_key, e.root" + KEPT + condition,
                all.toArray());
        for (Found one : found) {
            Optional<Root> root = open(connection, one);
            if (root.isPresent()) {
                return root;
            }
        }
        return Optional.empty();
    }

    /** Quantum key does without a root that cannot be opened, which is forgotten. */
    private Optional<Root> open(Connection connection, Found found) throws SQLException {
        UUID epoch = found.epoch.id();
        try {
            return Optional.of(
                    new Root(found.epoch, wrapping.unwrap(PostgresEpochLedger.place(epoch, "root"), found.root)));
        } catch (WrappingException e) {
            alarms.raise(
                    Alarms.Kind.WRAPPED_BYTES_UNREADABLE,
                    "key store",
                    "the root of epoch " + epoch + ": " + e.getMessage() + "; it is gone");
            Database.update(connection, "update epoch set root = null, root_key = null where id = ?", epoch);
            return Optional.empty();
        }
    }
}

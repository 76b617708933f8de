package dk.kronborg.kms.postgres;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.epoch.EpochLedger;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.incarnation.Advance;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.postgres.BlockRows.NewBlock;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.Life;
import dk.kronborg.kms.wrapping.Wrapped;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.kms.wrapping.WrappingException;
import dk.kronborg.topology.identity.KmeId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Epochs, in PostgreSQL. Every one is counted as a spending, so that the fence knows of it: a database that went back
 * would take up a chain value that the other end has done with.
 */
final class PostgresEpochLedger implements EpochLedger {

    /** Epochs of a pool whose roots are kept, for blocks on their way, besides those that may still be followed. */
    private static final int ROOTS = 8;
    /** Epochs of one parent whose chain values the to end keeps. */
    private static final int SIBLINGS = 8;
    /** Epochs of a pool that are remembered. */
    private static final int REMEMBERED = 64;

    private final KmeId here;
    private final SiteIncarnation site;
    private final Database database;
    private final PoolRows pools;
    private final BlockBytes bytes;
    private final Wrapping wrapping;
    private final RunningTime time;
    private final Alarms alarms;

    PostgresEpochLedger(
            KmeId here,
            SiteIncarnation site,
            Database database,
            PoolRows pools,
            BlockBytes bytes,
            Wrapping wrapping,
            RunningTime time,
            Alarms alarms) {
        this.here = here;
        this.site = site;
        this.database = database;
        this.pools = pools;
        this.bytes = bytes;
        this.wrapping = wrapping;
        this.time = time;
        this.alarms = alarms;
    }

    @Override
    public Optional<Standing> newest(PoolId pool) {
        int poolRow = pools.row(pool);
        return database.look(connection -> newest(connection, poolRow)).stream().findFirst();
    }

    private static List<Standing> newest(Connection connection, int pool) throws SQLException {
        return Database.list(
                connection,
                row -> new Standing(row.getObject("id", UUID.class), row.getString("suite"), row.getLong("agreed_s")),
                "select id, suite, agreed_s from epoch where pool = ? order by ordinal desc limit 1",
                pool);
    }

    @Override
    public Optional<SecretBytes> chain(PoolId pool, UUID epoch) {
        return secret(pool, epoch, "chain");
    }

    private Optional<SecretBytes> secret(PoolId pool, UUID epoch, String part) {
        int poolRow = pools.row(pool);
        try {
            return database
                    .look(connection -> Database.list(
                            connection,
                            row -> wrapping.unwrap(
                                    place(epoch, part), new Wrapped(row.getObject(1, UUID.class), row.getBytes(2))),
                            "select " + part + "_key, " + part + " from epoch where id = ? and pool = ? and " + part
                                    + " is not null",
                            epoch,
                            poolRow))
                    .stream()
                    .findFirst();
        } catch (WrappingException e) {
            alarms.raise(
                    Alarms.Kind.WRAPPED_BYTES_UNREADABLE,
                    "key store",
                    "the " + part + " of epoch " + epoch + ": " + e.getMessage() + "; it is gone");
            database.transact(connection -> Database.update(
                    connection,
                    "update epoch set " + part + " = null, " + part + "_key = null where id = ? and pool = ?",
                    epoch,
                    poolRow));
            return Optional.empty();
        }
    }

    static String place(UUID epoch, String part) {
        return "epoch/" + epoch + '/' + part;
    }

    @Override
    public int blocks(PoolId pool) {
        int poolRow = pools.row(pool);
        return database.look(connection -> BlockRows.live(connection, poolRow));
    }

    @Override
    public int kept(PoolId pool) {
        int poolRow = pools.row(pool);
        return database.look(connection -> Database.list(
                        connection,
                        row -> row.getInt(1),
                        "select count(*) from block where pool = ? and payload is not null",
                        poolRow))
                .getFirst();
    }

    @Override
    public boolean begin(Agreed epoch, Optional<UUID> newest) {
        Kept kept = keep(epoch, (connection, pool) -> {
            if (!newest(connection, pool).stream().map(Standing::id).findFirst().equals(newest)) {
                return Kept.UNKNOWN_PARENT;
            }
            // The peer knows by now that this end has the newest: what came before is not followed any more.
            Database.update(connection, "update epoch set chain = null, chain_key = null where pool = ?", pool);
            return Kept.KEPT;
        });
        return kept == Kept.KEPT;
    }

    @Override
    public boolean isChain(PoolId pool) {
        int poolRow = pools.row(pool);
        return database.transact(
                connection -> exists(connection, "select from epoch where pool = ? and parent is not null", poolRow));
    }

    @Override
    public boolean wasAgreed(PoolId pool, byte[] proposal) {
        int poolRow = pools.row(pool);
        return database.transact(connection -> wasAgreed(connection, poolRow, proposal));
    }

    private static boolean wasAgreed(Connection connection, int pool, byte[] proposal) throws SQLException {
        return exists(connection, "select from epoch where pool = ? and proposal = ?", pool, proposal);
    }

    @Override
    public Kept agree(Agreed epoch) {
        return keep(epoch, (connection, pool) -> agreeing(connection, pool, epoch));
    }

    private static Kept agreeing(Connection connection, int pool, Agreed epoch) throws SQLException {
        if (wasAgreed(connection, pool, epoch.proposal())) {
            return Kept.REPLAYED;
        }
        if (epoch.parent().isPresent()) {
            UUID parent = epoch.parent().get();
            if (!exists(
                    connection, "select from epoch where pool = ? and id = ? and chain is not null", pool, parent)) {
                return Kept.UNKNOWN_PARENT;
            }
            // The from end has the parent, hence none of those that came about beside or before it.
            Database.update(
                    connection,
                    "update epoch set chain = null, chain_key = null"
                            + " where pool = ? and id <> ? and parent is distinct from ?",
                    pool,
                    parent,
                    parent);
        }
        Database.update(
                connection,
                "update epoch set chain = null, chain_key = null where pool = ? and chain is not null"
                        + " and parent is not distinct from cast(? as uuid) and ordinal <= (select ordinal from epoch"
                        + " where pool = ? and parent is not distinct from cast(? as uuid)"
                        + " order by ordinal desc offset ? limit 1)",
                pool,
                text(epoch.parent()),
                pool,
                text(epoch.parent()),
                SIBLINGS - 1);
        return Kept.KEPT;
    }

    private static @Nullable String text(Optional<UUID> id) {
        return id.map(UUID::toString).orElse(null);
    }

    private static boolean exists(Connection connection, String select, Object... values) throws SQLException {
        return Database.list(connection, row -> row.getBoolean(1), "select exists (" + select + ")", values)
                .getFirst();
    }

    /** Says whether an epoch may be kept, and makes room for it. */
    private interface Rule {
        Kept in(Connection connection, int pool) throws SQLException;
    }

    private record Outcome(Kept kept, Optional<Advance> advance) {}

    private Kept keep(Agreed epoch, Rule rule) {
        int pool = pools.row(epoch.pool());
        List<NewBlock> blocks = blocks(epoch, pool);
        Wrapped chain = wrap(epoch, Life.EPOCH_CHAIN, "chain", epoch.secrets().chain());
        Wrapped root = wrap(epoch, Life.EPOCH_ROOT, "root", epoch.secrets().hybridRoot());
        Outcome outcome = database.transact(connection -> {
            if (!Incarnations.hold(connection, own(epoch), peer(epoch.pool()), ofPeer(epoch))) {
                return new Outcome(Kept.OVERTAKEN, Optional.empty());
            }
            // One epoch of a pool at a time.
            Database.list(connection, row -> row.getInt(1), "select id from pool where id = ? for update", pool);
            Kept kept = rule.in(connection, pool);
            if (kept != Kept.KEPT) {
                return new Outcome(kept, Optional.empty());
            }
            insert(connection, pool, epoch, chain, root);
            for (NewBlock block : blocks) {
                BlockRows.add(connection, block);
            }
            forget(connection, pool);
            Advance advance = PostgresMarkedDatabase.addSpending(connection);
            site.expect(advance);
            return new Outcome(kept, Optional.of(advance));
        });
        outcome.advance.ifPresent(site::committed);
        return outcome.kept;
    }

    private boolean isFromEnd(PoolId pool) {
        return pool.from().equals(here);
    }

    private KmeId peer(PoolId pool) {
        return isFromEnd(pool) ? pool.to() : pool.from();
    }

    private UUID own(Agreed epoch) {
        return isFromEnd(epoch.pool()) ? epoch.fromIncarnation() : epoch.toIncarnation();
    }

    private UUID ofPeer(Agreed epoch) {
        return isFromEnd(epoch.pool()) ? epoch.toIncarnation() : epoch.fromIncarnation();
    }

    private Wrapped wrap(Agreed epoch, Life life, String part, SecretBytes secret) {
        try (secret) {
            return wrapping.wrap(life, place(epoch.secrets().epoch(), part), secret);
        }
    }

    private List<NewBlock> blocks(Agreed epoch, int pool) {
        Provenance provenance = new Provenance.OfEpoch(epoch.secrets().epoch(), epoch.suite(), epoch.agreedAt());
        byte[] context = provenance.toString().getBytes(StandardCharsets.UTF_8);
        List<NewBlock> blocks = new ArrayList<>();
        for (int i = 0; i < epoch.blocks(); i++) {
            UUID id = epoch.secrets().blockId(i);
            try (SecretBytes block = epoch.secrets().block(i, epoch.blockLength())) {
                blocks.add(new NewBlock(
                        id,
                        pool,
                        provenance,
                        epoch.blockLength(),
                        wrapping.fingerprint(context, block),
                        bytes.wrap(id, block),
                        time.seconds(),
                        time.seconds()));
            }
        }
        return blocks;
    }

    private void insert(Connection connection, int pool, Agreed epoch, Wrapped chain, Wrapped root)
            throws SQLException {
        Database.update(
                connection,
                "insert into epoch (id, pool, parent, suite, agreed_at_ms, agreed_s, proposal, chain_key, chain, root_key,"
                        + " root) values (?, ?, cast(? as uuid), ?, ?, ?, ?, ?, ?, ?, ?)",
                epoch.secrets().epoch(),
                pool,
                text(epoch.parent()),
                epoch.suite(),
                epoch.agreedAt().toEpochMilli(),
                time.seconds(),
                epoch.proposal(),
                chain.dataKey(),
                chain.ciphertext(),
                root.dataKey(),
                root.ciphertext());
    }

    private static void forget(Connection connection, int pool) throws SQLException {
        Database.update(
                connection,
                "update epoch set root = null, root_key = null where pool = ? and root is not null and chain is null"
                        + " and ordinal <="
                        + " (select ordinal from epoch where pool = ? order by ordinal desc offset ? limit 1)",
                pool,
                pool,
                ROOTS);
        Database.update(
                connection,
                "delete from epoch where pool = ? and chain is null and ordinal <="
                        + " (select ordinal from epoch where pool = ? order by ordinal desc offset ? limit 1)",
                pool,
                pool,
                REMEMBERED);
    }
}

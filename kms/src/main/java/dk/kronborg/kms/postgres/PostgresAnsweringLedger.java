package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.AnsweringLedger;
import dk.kronborg.kms.confirmation.BlockSecrets;
import dk.kronborg.kms.confirmation.OfferedBlock;
import dk.kronborg.kms.confirmation.UnconfirmedBlock;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.incarnation.SealedMark;
import dk.kronborg.kms.incarnation.SiteMark;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.Wrapped;
import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The to end of confirmation, in PostgreSQL. */
final class PostgresAnsweringLedger implements AnsweringLedger {

    private final Database database;
    private final PoolRows pools;
    private final BlockBytes bytes;
    private final Masks masks;
    private final EpochRoots roots;
    private final RunningTime time;

    PostgresAnsweringLedger(
            Database database, PoolRows pools, BlockBytes bytes, Masks masks, EpochRoots roots, RunningTime time) {
        this.database = database;
        this.pools = pools;
        this.bytes = bytes;
        this.masks = masks;
        this.roots = roots;
        this.time = time;
    }

    @Override
    public List<UnconfirmedBlock> unconfirmed(PoolId pool, List<UUID> blocks) {
        return database.look(connection -> Database.list(
                connection,
                Facts::unconfirmed,
                "select " + Facts.COLUMNS + " from block b join block_use u on u.block = b.id"
                        + " where b.block_id = any (?) and u.pool = ? and u.state = 'RECEIVED' and u.held = 0",
                Database.array(connection, "uuid", blocks),
                pools.row(pool)));
    }

    @Override
    public Map<UUID, Standing> standing(PoolId pool, List<UUID> blocks) {
        return database.transact(connection -> {
            Map<UUID, Standing> standing = new HashMap<>();
            Database.list(
                    connection,
                    row -> standing.put(row.getObject("block_id", UUID.class), standing(row, pool)),
                    "select " + Facts.COLUMNS + ", u.state, b.payload is null as erased from block b"
                            + " join block_use u on u.block = b.id where b.block_id = any (?) and u.pool = ?"
                            + " and not (u.state = 'RECEIVED' and u.held <> 0)",
                    Database.array(connection, "uuid", blocks),
                    pools.row(pool));
            return standing;
        });
    }

    private static Standing standing(ResultSet row, PoolId pool) throws SQLException {
        return switch (row.getString("state")) {
            case "RECEIVED" -> new Standing.Unconfirmed(Facts.unconfirmed(row));
            case "OPEN" ->
                row.getBoolean("erased")
                        ? new Standing.Gone()
                        : new Standing.Open(row.getLong("id"), Facts.agreed(row, pool));
            default -> new Standing.Gone();
        };
    }

    @Override
    public List<UUID> epochs(PoolId pool) {
        return database.transact(connection -> roots.kept(connection, pool));
    }

    @Override
    public BlockSecrets secrets(long row) {
        return bytes.secrets(row);
    }

    @Override
    public Optional<BlockSecrets> secretsUnder(long row, BlockFacts facts) {
        if (facts.hybrid().isEmpty()) {
            return Optional.of(bytes.secrets(row));
        }
        HybridEpoch epoch = facts.hybrid().get();
        Optional<EpochRoots.Root> root = database.transact(connection -> roots.of(connection, facts.pool(), epoch));
        try {
            return root.map(found -> new BlockSecrets(bytes.secrets(row).bytes(), Optional.of(found.second(facts))));
        } finally {
            root.ifPresent(EpochRoots.Root::close);
        }
    }

    @Override
    public List<Long> accept(PoolId pool, List<OfferedBlock> blocks) {
        int poolRow = pools.row(pool);
        return database.transact(connection -> {
            List<OfferedBlock> free = withFreeNumbers(connection, poolRow, ofPresent(connection, pool, blocks));
            List<AgreedFacts> open = new ArrayList<>();
            for (OfferedBlock block : free) {
                Optional<Wrapped> second = second(connection, block.facts());
                if (second.isPresent() != block.facts().hybrid().isPresent()) {
                    continue;
                }
                int changed = Database.update(
                        connection,
                        "update block_use set state = 'OPEN', opened = true where block = ? and state = 'RECEIVED'"
                                + " and held = 0",
                        block.row());
                if (changed == 1) {
                    open.add(new AgreedFacts(block, second));
                    if (block.facts().bringsMask()) {
                        keepMask(connection, pool, poolRow, block);
                    }
                }
            }
            AgreedFacts.write(connection, open);
            PostgresBalances.opened(
                    connection,
                    poolRow,
                    open.stream()
                            .mapToLong(agreed ->
                                    BlockLayout.units(agreed.block().facts().length()))
                            .sum());
            return open.stream().map(agreed -> agreed.block().row()).toList();
        });
    }

    /** The second secret that a block has by these facts; nothing if it has none, or its epoch is gone. */
    private Optional<Wrapped> second(Connection connection, BlockFacts facts) throws SQLException {
        if (facts.hybrid().isEmpty()) {
            return Optional.empty();
        }
        Optional<EpochRoots.Root> root =
                roots.of(connection, facts.pool(), facts.hybrid().get());
        try {
            return root.map(found -> bytes.wrapSecond(facts, found));
        } finally {
            root.ifPresent(EpochRoots.Root::close);
        }
    }

    /** Those whose facts name both ends as they are. */
    private static List<OfferedBlock> ofPresent(Connection connection, PoolId pool, List<OfferedBlock> blocks)
            throws SQLException {
        List<OfferedBlock> present = new ArrayList<>();
        for (OfferedBlock block : blocks) {
            BlockFacts facts = block.facts();
            if (Incarnations.hold(connection, facts.toIncarnation(), pool.from(), facts.fromIncarnation())) {
                present.add(block);
            }
        }
        return present;
    }

    private static List<OfferedBlock> withFreeNumbers(Connection connection, int pool, List<OfferedBlock> blocks)
            throws SQLException {
        Map<Long, Long> rowByNumber = new HashMap<>();
        Database.list(
                connection,
                row -> rowByNumber.put(row.getLong(1), row.getLong(2)),
                "select number, id from block where pool = ? and number = any (?)",
                pool,
                Database.array(
                        connection,
                        "bigint",
                        blocks.stream().map(block -> block.facts().number()).toList()));
        return blocks.stream()
                .filter(block -> rowByNumber.getOrDefault(block.facts().number(), block.row()) == block.row())
                .toList();
    }

    private void keepMask(Connection connection, PoolId pool, int poolRow, OfferedBlock block) throws SQLException {
        try (SecretBytes header = bytes.header(block.row())) {
            masks.keep(connection, pool, poolRow, block.facts().number(), header);
        }
    }

    @Override
    public void destroy(List<Long> rows) {
        database.transact(connection -> Destruction.destroy(connection, rows));
    }

    @Override
    public void retire(PoolId pool, UUID incarnation, List<UUID> voided, List<Long> closed) {
        int poolRow = pools.row(pool);
        // Two transactions: in one, rows of the second list would be locked after higher ones of the first.
        if (!voided.isEmpty()) {
            database.transact(connection -> Incarnations.isPresent(connection, pool.from(), incarnation)
                    ? makeVoid(connection, pool, poolRow, voided)
                    : 0);
        }
        if (!closed.isEmpty()) {
            database.transact(connection -> Incarnations.isPresent(connection, pool.from(), incarnation)
                    ? close(connection, poolRow, closed)
                    : 0);
        }
    }

    private static int makeVoid(Connection connection, PoolId pool, int poolRow, List<UUID> voided)
            throws SQLException {
        List<Long> rows = Database.list(
                connection,
                row -> row.getLong(1),
                "select b.id from block b join block_use u on u.block = b.id"
                        + " where b.block_id = any (?) and u.pool = ?",
                Database.array(connection, "uuid", voided),
                poolRow);
        Tombstones.put(connection, pool.from(), voided);
        return Destruction.destroy(connection, rows);
    }

    private int close(Connection connection, int poolRow, List<Long> closed) throws SQLException {
        return Database.update(
                connection,
                "update block_use set closed_s = ? where block in (select u.block from block_use u"
                        + " join block b on b.id = u.block where b.pool = ? and b.number = any (?)"
                        + " and u.closed_s is null order by u.block for update of u)",
                time.seconds(),
                poolRow,
                Database.array(connection, "bigint", closed));
    }

    @Override
    public Optional<UUID> knownIncarnation(KmeId peer) {
        return database
                .look(connection -> Database.list(
                        connection,
                        row -> row.getObject(1, UUID.class),
                        "select incarnation from peer where kme = ?",
                        peer.value()))
                .stream()
                .findFirst();
    }

    @Override
    public boolean isFormer(KmeId peer, UUID incarnation) {
        return database.look(connection -> Database.list(
                        connection,
                        row -> row.getBoolean(1),
                        "select exists (select from peer where kme = ? and ? = any (former))",
                        peer.value(),
                        incarnation))
                .getFirst();
    }

    @Override
    public Optional<SealedMark> remembered(KmeId peer) {
        return database
                .look(connection -> Database.list(
                        connection,
                        row -> new SealedMark(
                                new SiteMark(
                                        row.getObject(1, UUID.class), row.getLong(2), row.getLong(3), row.getLong(4)),
                                row.getBytes(5)),
                        "select incarnation, starts, numbers, spendings, seal from peer"
                                + " where kme = ? and seal is not null",
                        peer.value()))
                .stream()
                .findFirst();
    }

    @Override
    public void remember(KmeId peer, SealedMark sealed) {
        SiteMark mark = sealed.mark();
        database.transact(connection -> Database.update(
                connection,
                "update peer set starts = ?, numbers = ?, spendings = ?, seal = ? where kme = ? and incarnation = ?"
                        + " and (seal is null or starts <= ? and numbers <= ? and spendings <= ?)",
                mark.starts(),
                mark.numbers(),
                mark.spendings(),
                sealed.seal(),
                peer.value(),
                mark.incarnation(),
                mark.starts(),
                mark.numbers(),
                mark.spendings()));
    }

    @Override
    public int meet(KmeId peer, UUID incarnation) {
        return database.transact(connection -> {
            Database.update(
                    connection,
                    "insert into peer (kme, incarnation) values (?, ?) on conflict (kme) do update set last_order = 0,"
                            + " former = peer.former || peer.incarnation, incarnation = excluded.incarnation,"
                            + " starts = null, numbers = null, spendings = null, seal = null",
                    peer.value(),
                    incarnation);
            List<Long> rows = Database.list(
                    connection,
                    row -> row.getLong(1),
                    "select b.id from block b join block_use u on u.block = b.id join pool p on p.id = b.pool"
                            + " where u.state in ('OFFERED', 'OPEN', 'CLOSED') and ("
                            + "p.from_kme = ? and b.from_incarnation <> ? or p.to_kme = ? and b.to_incarnation <> ?)",
                    peer.value(),
                    incarnation,
                    peer.value(),
                    incarnation);
            Database.update(
                    connection,
                    "delete from pool_mask where pool in (select id from pool where ? in (from_kme, to_kme))",
                    peer.value());
            Database.update(
                    connection,
                    "delete from epoch where pool in (select id from pool where ? in (from_kme, to_kme))",
                    peer.value());
            // The new store may give the old one's numbers again.
            Database.update(
                    connection,
                    "update block set number = null, header = null, header_key = null where from_incarnation <> ?"
                            + " and pool in (select id from pool where from_kme = ?)",
                    incarnation,
                    peer.value());
            return Destruction.destroy(connection, rows);
        });
    }
}

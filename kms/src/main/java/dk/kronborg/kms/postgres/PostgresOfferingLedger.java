package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.BlockSecrets;
import dk.kronborg.kms.confirmation.OfferedBlock;
import dk.kronborg.kms.confirmation.OfferingLedger;
import dk.kronborg.kms.confirmation.SecondSecretTerms;
import dk.kronborg.kms.confirmation.UnconfirmedBlock;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.incarnation.Advance;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The from end of confirmation, in PostgreSQL. */
final class PostgresOfferingLedger implements OfferingLedger {

    /** After that many blocks a pool's ids are masked with a newer block's key. */
    private static final int BLOCKS_PER_MASK = 1024;

    private final KmeId here;
    private final SiteIncarnation site;
    private final Database database;
    private final PoolRows pools;
    private final BlockBytes bytes;
    private final Masks masks;
    private final EpochRoots roots;
    private final RunningTime time;
    private final SecondSecretTerms terms;

    PostgresOfferingLedger(
            KmeId here,
            SiteIncarnation site,
            Database database,
            PoolRows pools,
            BlockBytes bytes,
            Masks masks,
            EpochRoots roots,
            RunningTime time,
            SecondSecretTerms terms) {
        this.here = here;
        this.site = site;
        this.database = database;
        this.pools = pools;
        this.bytes = bytes;
        this.masks = masks;
        this.roots = roots;
        this.time = time;
        this.terms = terms;
    }

    @Override
    public List<PoolId> due() {
        return database.look(connection -> Database.list(
                connection,
                row -> new PoolId(here, new KmeId(row.getString("to_kme")), Origin.valueOf(row.getString("origin"))),
                "select to_kme, origin from pool p where from_kme = ? and (exists (select from block_use"
                        + " where pool = p.id and state in ('RECEIVED', 'OFFERED') and held = 0)"
                        + " or exists (select from block_use where pool = p.id and state in ('DESTROYED', 'CLOSED')"
                        + " and untold))",
                here.value()));
    }

    @Override
    public List<UnconfirmedBlock> unconfirmed(PoolId pool, int most) {
        return database.look(connection -> Database.list(
                connection,
                Facts::unconfirmed,
                "select " + Facts.COLUMNS + " from block b join block_use u on u.block = b.id"
                        + " where u.pool = ? and u.state = 'RECEIVED' and u.held = 0 order by b.id limit ?",
                pools.row(pool),
                most));
    }

    @Override
    public List<OfferedBlock> offered(PoolId pool, int most) {
        return database.look(connection -> Database.list(
                connection,
                row -> new OfferedBlock(row.getLong("id"), Facts.agreed(row, pool)),
                "select " + Facts.COLUMNS + " from block b join block_use u on u.block = b.id"
                        + " where u.pool = ? and u.state = 'OFFERED' and u.held = 0 order by b.number limit ?",
                pools.row(pool),
                most));
    }

    @Override
    public Optional<UUID> epoch(PoolId pool) {
        return database.look(connection -> roots.newest(connection, pool, oldestEpoch()));
    }

    /** Seconds of the site's running time after which an epoch must have been agreed. */
    private long oldestEpoch() {
        return time.seconds() - terms.longestEpoch().toSeconds();
    }

    @Override
    public Numbered offer(
            PoolId pool, List<Proposal> proposals, UUID fromIncarnation, UUID toIncarnation, List<UUID> epochs) {
        int poolRow = pools.row(pool);
        return database.transact(connection -> {
            Optional<EpochRoots.Root> root = roots.newest(connection, pool, epochs, oldestEpoch());
            List<AgreedFacts> agreed = new ArrayList<>();
            try {
                List<Proposal> mine = Incarnations.hold(connection, fromIncarnation, pool.to(), toIncarnation)
                        ? claim(connection, root.isPresent() ? proposals : withoutEpoch(connection, pool, proposals))
                        : List.of();
                long number = Database.list(
                                connection,
                                row -> row.getLong(1),
                                "update pool set next_number = next_number + ? where id = ? returning next_number - ?",
                                mine.size(),
                                poolRow,
                                mine.size())
                        .getFirst();
                boolean bringsMask = needsMask(connection, poolRow, number);
                for (Proposal proposal : mine) {
                    BlockFacts facts = new BlockFacts(
                            number++,
                            proposal.block().id(),
                            pool,
                            proposal.agreed(),
                            proposal.block().length(),
                            fromIncarnation,
                            toIncarnation,
                            bringsMask,
                            root.map(EpochRoots.Root::epoch));
                    bringsMask = false;
                    agreed.add(new AgreedFacts(
                            new OfferedBlock(proposal.block().row(), facts),
                            root.map(found -> bytes.wrapSecond(facts, found))));
                }
            } finally {
                root.ifPresent(EpochRoots.Root::close);
            }
            AgreedFacts.write(connection, agreed);
            Advance advance = PostgresMarkedDatabase.addNumbers(connection, agreed.size());
            site.expect(advance);
            return new Numbered(agreed.stream().map(AgreedFacts::block).toList(), advance);
        });
    }

    /** Those that may be offered without a second secret; post-quantum key never has one. */
    private List<Proposal> withoutEpoch(Connection connection, PoolId pool, List<Proposal> proposals)
            throws SQLException {
        if (pool.origin() != Origin.QKD || terms.blocksWithout() == Integer.MAX_VALUE) {
            return proposals;
        }
        int open = Database.list(
                        connection,
                        row -> row.getInt(1),
                        "select count(*) from block_use where pool = ? and state in ('OFFERED', 'OPEN')",
                        pools.row(pool))
                .getFirst();
        return proposals.subList(0, Math.clamp(terms.blocksWithout() - open, 0, proposals.size()));
    }

    /** Those that are still RECEIVED, now OFFERED: another process may have been quicker, and facts are for ever. */
    private static List<Proposal> claim(Connection connection, List<Proposal> proposals) throws SQLException {
        Set<Long> claimed = new HashSet<>(Database.list(
                connection,
                row -> row.getLong(1),
                "update block_use set state = 'OFFERED' where block = any (?) and state = 'RECEIVED' and held = 0"
                        + " returning block",
                Database.array(
                        connection,
                        "bigint",
                        proposals.stream()
                                .map(proposal -> proposal.block().row())
                                .toList())));
        return proposals.stream()
                .filter(proposal -> claimed.contains(proposal.block().row()))
                .toList();
    }

    /** Whether the pool has no mask key, or an old one, and no newer one is on its way. */
    private static boolean needsMask(Connection connection, int pool, long number) throws SQLException {
        return Database.list(
                        connection,
                        row -> row.getBoolean(1),
                        "select not exists (select from pool_mask where pool = ? and number > ?)"
                                + " and not exists (select from block b join block_use u on u.block = b.id"
                                + " where u.pool = ? and u.state = 'OFFERED' and b.brings_mask)",
                        pool,
                        number - BLOCKS_PER_MASK,
                        pool)
                .getFirst();
    }

    @Override
    public BlockSecrets secrets(long row) {
        return bytes.secrets(row);
    }

    @Override
    public void open(PoolId pool, List<OfferedBlock> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        int poolRow = pools.row(pool);
        database.transact(connection -> {
            long units = 0;
            for (OfferedBlock block : blocks) {
                BlockFacts facts = block.facts();
                boolean present =
                        Incarnations.hold(connection, facts.fromIncarnation(), pool.to(), facts.toIncarnation());
                if (present
                        && Database.update(
                                        connection,
                                        "update block_use set state = 'OPEN', opened = true where block = ?"
                                                + " and state = 'OFFERED' and held = 0",
                                        block.row())
                                == 1) {
                    units += BlockLayout.units(facts.length());
                    if (facts.bringsMask()) {
                        keepMask(connection, pool, poolRow, block);
                    }
                }
            }
            PostgresBalances.opened(connection, poolRow, units);
            return units;
        });
    }

    private void keepMask(Connection connection, PoolId pool, int poolRow, OfferedBlock block) throws SQLException {
        try (SecretBytes header = bytes.header(block.row())) {
            masks.keep(connection, pool, poolRow, block.facts().number(), header);
        }
    }

    @Override
    public int abandon(List<Long> rows) {
        return database.transact(connection -> Destruction.destroyAndTell(
                connection,
                Database.list(
                        connection,
                        row -> row.getLong(1),
                        "select block from block_use where block = any (?) and state in ('RECEIVED', 'OFFERED')"
                                + " order by block for update",
                        Database.array(connection, "bigint", rows)),
                here));
    }

    @Override
    public Untold untold(PoolId pool, int most) {
        Map<Boolean, List<Retired>> closed = database
                .look(connection -> Database.list(
                        connection,
                        row -> Map.entry(
                                row.getBoolean(4),
                                new Retired(row.getLong(1), row.getObject(2, UUID.class), row.getLong(3))),
                        "select b.id, b.block_id, b.number, u.state = 'CLOSED' from block b join block_use u on u.block = b.id"
                                + " where u.pool = ? and u.state in ('DESTROYED', 'CLOSED') and u.untold order by b.id limit ?",
                        pools.row(pool),
                        most))
                .stream()
                .collect(Collectors.partitioningBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return new Untold(closed.getOrDefault(false, List.of()), closed.getOrDefault(true, List.of()));
    }

    @Override
    public void told(Untold untold) {
        database.transact(connection ->
                told(connection, untold.voided(), "DESTROYED") + told(connection, untold.closed(), "CLOSED"));
    }

    /** What a block has become since is still to be told. */
    private static int told(Connection connection, List<Retired> blocks, String state) throws SQLException {
        return Database.update(
                connection,
                "update block_use set untold = false where block in (select block from block_use"
                        + " where block = any (?) and state = ? order by block for update)",
                Database.array(
                        connection, "bigint", blocks.stream().map(Retired::row).toList()),
                state);
    }
}

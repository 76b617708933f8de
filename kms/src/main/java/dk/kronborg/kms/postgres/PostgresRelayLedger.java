package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecurityProof;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.pad.Sealed;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.postgres.BlockRows.NewBlock;
import dk.kronborg.kms.relay.RelayEntry;
import dk.kronborg.kms.relay.RelayLedger;
import dk.kronborg.kms.relay.RelayMessage;
import dk.kronborg.kms.relay.Relaying;
import dk.kronborg.kms.relay.Share;
import dk.kronborg.kms.relay.Testimony;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.wrapping.Life;
import dk.kronborg.kms.wrapping.Wrapped;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.kms.wrapping.WrappingException;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Relayed blocks and their shares, in PostgreSQL. */
final class PostgresRelayLedger implements RelayLedger {

    private static final String SHARE = "block_id, share, shares, path, epoch, suite";
    private static final String RESTS = "links, proof, epsilon_total, detector, made_at_ms";
    private static final int MOST_FORGOTTEN = 1000;

    private final KmeId here;
    private final Database database;
    private final PoolRows pools;
    private final BlockBytes bytes;
    private final EpochRoots roots;
    private final Wrapping wrapping;
    private final RunningTime time;
    private final Clock clock;
    private final Duration longestEpoch;
    private final GroupCommit spending;

    PostgresRelayLedger(
            KmeId here,
            Database database,
            PoolRows pools,
            BlockBytes bytes,
            EpochRoots roots,
            Wrapping wrapping,
            RunningTime time,
            Clock clock,
            Duration longestEpoch,
            GroupCommit spending) {
        this.here = here;
        this.database = database;
        this.pools = pools;
        this.bytes = bytes;
        this.roots = roots;
        this.wrapping = wrapping;
        this.time = time;
        this.clock = clock;
        this.longestEpoch = longestEpoch;
        this.spending = spending;
    }

    /** Which share of which block. */
    record ShareRef(UUID block, int index) {}

    /**
     * A row to be written.
     *
     * @param kept its bits, wrapped, if they stay here
     */
    record ShareRow(RelayEntry entry, Optional<Wrapped> kept, long since) {
        ShareRef ref() {
            return new ShareRef(entry.share().block(), entry.share().index());
        }
    }

    @Override
    public Optional<HybridEpoch> epoch(PoolId pool) {
        return database.look(
                connection -> roots.newestEpoch(connection, pool, time.seconds() - longestEpoch.toSeconds()));
    }

    @Override
    public boolean has(PoolId pool, HybridEpoch epoch) {
        return database.look(connection -> roots.has(connection, pool, epoch));
    }

    @Override
    public int blocks(PoolId pool) {
        int row = pools.row(pool);
        return database.look(connection -> BlockRows.live(connection, row));
    }

    @Override
    public Underway underway(PoolId pool, long since) {
        int row = pools.row(pool);
        return database.look(connection -> Database.list(
                        connection,
                        count -> new Underway(count.getInt(1), count.getInt(2)),
                        "select count(*), count(*) filter (where u.state = 'RECEIVED' and exists (select from relayed_share s"
                                + " where s.block_id = b.block_id and s.held_up_s >= ?))"
                                + " from block_use u join block b on b.id = u.block where u.pool = ?"
                                + " and u.state in ('RECEIVED', 'OFFERED') and b.paths is not null",
                        since,
                        row))
                .getFirst();
    }

    @Override
    public boolean draw(
            UUID block, PoolId pool, HybridEpoch epoch, Provenance.OfRelay provenance, SecretBytes payload) {
        int row = pools.row(pool);
        return database.transact(connection -> add(connection, block, pool, row, epoch, provenance, payload));
    }

    /** With a header that follows from the epoch, hence is the same at both ends and known to nobody between. */
    private boolean add(
            Connection connection,
            UUID block,
            PoolId pool,
            int row,
            HybridEpoch epoch,
            Provenance.OfRelay provenance,
            SecretBytes payload)
            throws SQLException {
        Optional<EpochRoots.Root> root = roots.of(connection, pool, epoch);
        if (root.isEmpty()) {
            return false;
        }
        try (EpochRoots.Root found = root.get();
                SecretBytes header = found.header(block);
                SecretBytes whole = SecretBytes.joined(List.of(header, payload))) {
            long now = time.seconds();
            long age = Math.max(
                    0,
                    Duration.between(provenance.producedAt(), clock.instant()).toSeconds());
            return BlockRows.add(
                    connection,
                    new NewBlock(
                            block,
                            row,
                            provenance,
                            whole.length(),
                            wrapping.fingerprint(provenance.toString().getBytes(StandardCharsets.UTF_8), whole),
                            bytes.wrap(block, whole),
                            now,
                            now - age));
        }
    }

    @Override
    public SpendingLedger.Outcome record(Spending pads, List<RelayEntry> entries) {
        long now = time.seconds();
        return spending.record(
                pads,
                entries.stream()
                        .map(entry -> new ShareRow(entry, entry.kept().map(bits -> wrap(entry.share(), bits)), now))
                        .toList());
    }

    private Wrapped wrap(Share share, SecretBytes bits) {
        return wrapping.wrap(Life.RELAYED_SHARE, place(share), bits);
    }

    private static String place(Share share) {
        return "relayed_share/" + share.block() + '/' + share.index();
    }

    /** Adds rows; those that were there already are returned. */
    static Set<ShareRef> insert(Connection connection, List<ShareRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return Set.of();
        }
        try (PreparedStatement statement = connection.prepareStatement("insert into relayed_share (" + SHARE + ", "
                + RESTS + ", state, received_tag, received_digest, sent_digest, pad_blocks, pad_offsets,"
                + " pad_lengths, incarnation, ciphertext, tag, data_key, sealed, since_s, next)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict do nothing")) {
            for (ShareRow row : rows) {
                set(statement, row);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            Set<ShareRef> there = new HashSet<>();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] != 1) {
                    there.add(rows.get(i).ref());
                }
            }
            return there;
        }
    }

    private static void set(PreparedStatement statement, ShareRow row) throws SQLException {
        RelayEntry entry = row.entry;
        Share share = entry.share();
        KeyProvenance.Quantum rests = entry.rests();
        statement.setObject(1, share.block());
        statement.setInt(2, share.index());
        statement.setInt(3, share.shares());
        statement.setString(4, Facts.text(share.path()));
        statement.setObject(5, share.epoch().id());
        statement.setString(6, share.epoch().suite());
        Connection connection = statement.getConnection();
        statement.setArray(
                7,
                connection.createArrayOf(
                        "text", rests.links().stream().map(LinkId::value).toArray()));
        statement.setString(8, rests.proof().wireName());
        statement.setDouble(9, rests.epsilonTotal());
        statement.setString(10, rests.detector().name());
        statement.setLong(11, rests.createdAt().toEpochMilli());
        statement.setString(12, (entry.sent().isPresent() ? Testimony.State.WAITING : Testimony.State.KEPT).name());
        statement.setBytes(13, entry.received().map(RelayEntry.Received::tag).orElse(null));
        statement.setBytes(14, entry.received().map(RelayEntry.Received::digest).orElse(null));
        statement.setBytes(15, entry.sent().map(RelayEntry.Sent::digest).orElse(null));
        Optional<Sealed> sealed = entry.sent().map(RelayEntry.Sent::sealed);
        List<KeyPointer> pads = new ArrayList<>();
        sealed.ifPresent(next -> {
            pads.addAll(next.pads());
            pads.add(next.tagKey());
        });
        statement.setArray(
                16,
                connection.createArrayOf(
                        "int8", pads.stream().map(KeyPointer::number).toArray()));
        statement.setArray(
                17,
                connection.createArrayOf(
                        "int4", pads.stream().map(KeyPointer::offset).toArray()));
        statement.setArray(
                18,
                connection.createArrayOf(
                        "int4", pads.stream().map(KeyPointer::length).toArray()));
        statement.setObject(19, sealed.map(Sealed::incarnation).orElse(null));
        statement.setBytes(20, sealed.map(Sealed::ciphertext).orElse(null));
        statement.setBytes(21, sealed.map(Sealed::tag).orElse(null));
        statement.setObject(22, row.kept.map(Wrapped::dataKey).orElse(null));
        statement.setBytes(23, row.kept.map(Wrapped::ciphertext).orElse(null));
        statement.setLong(24, row.since);
        statement.setString(25, sealed.map(next -> next.pool().to().value()).orElse(null));
    }

    private static Share share(ResultSet row) throws SQLException {
        return new Share(
                row.getObject("block_id", UUID.class),
                row.getInt("share"),
                row.getInt("shares"),
                Facts.path(row.getString("path")),
                new HybridEpoch(row.getObject("epoch", UUID.class), row.getString("suite")));
    }

    private static KeyProvenance.Quantum rests(ResultSet row) throws SQLException {
        return new KeyProvenance.Quantum(
                Facts.links(row),
                SecurityProof.ofWireName(row.getString("proof")),
                row.getDouble("epsilon_total"),
                DetectorTrust.valueOf(row.getString("detector")),
                Instant.ofEpochMilli(row.getLong("made_at_ms")),
                KeyProvenance.Transport.OTP_XOR,
                List.of(1));
    }

    @Override
    public Optional<Known> find(UUID block, int share) {
        return find(block).stream()
                .filter(known -> known.share().index() == share)
                .findFirst();
    }

    @Override
    public List<Known> find(UUID block) {
        return database.look(connection -> Database.list(
                connection,
                row -> new Known(
                        share(row),
                        Optional.ofNullable(row.getBytes("received_tag")),
                        new Testimony(
                                Testimony.State.valueOf(row.getString("state")),
                                Optional.ofNullable(row.getBytes("received_digest")),
                                Optional.ofNullable(row.getBytes("sent_digest")),
                                row.getString("failure"))),
                "select " + SHARE + ", received_tag, state, received_digest, sent_digest, failure from relayed_share"
                        + " where block_id = ? order by share",
                block));
    }

    /** A share at the end that it is for. */
    private record Arrived(Share share, KeyProvenance.Quantum rests, Wrapped bits) {}

    @Override
    public List<Joined> join(int most) {
        Map<UUID, PoolId> complete = complete(most);
        if (complete.isEmpty()) {
            return List.of();
        }
        complete.values().forEach(pools::row);
        return database.transact(connection -> {
            Map<UUID, List<Arrived>> arrived = Database.list(
                            connection,
                            row -> new Arrived(
                                    share(row),
                                    rests(row),
                                    new Wrapped(row.getObject("data_key", UUID.class), row.getBytes("sealed"))),
                            "select " + SHARE + ", " + RESTS + ", data_key, sealed from relayed_share"
                                    + " where block_id = any(?) and state = 'KEPT' order by block_id, share for update",
                            Database.array(connection, "uuid", List.copyOf(complete.keySet())))
                    .stream()
                    .collect(
                            Collectors.groupingBy(one -> one.share().block(), LinkedHashMap::new, Collectors.toList()));
            List<Joined> joined = new ArrayList<>();
            for (Map.Entry<UUID, List<Arrived>> block : arrived.entrySet()) {
                PoolId pool = Objects.requireNonNull(complete.get(block.getKey()));
                boolean whole = !Tombstones.has(connection, pool.from(), block.getKey())
                        && join(connection, pool, pools.row(pool), block.getValue());
                joined.add(new Joined(block.getKey(), pool, whole));
            }
            Database.update(
                    connection,
                    "update relayed_share set state = case when block_id = any(?) then 'JOINED' else 'FAILED' end,"
                            + " data_key = null, sealed = null where block_id = any(?)",
                    blocks(connection, joined, Joined::whole),
                    blocks(connection, joined, any -> true));
            return joined;
        });
    }

    private static Object blocks(Connection connection, List<Joined> joined, Predicate<Joined> which)
            throws SQLException {
        return Database.array(
                connection,
                "uuid",
                joined.stream().filter(which).map(Joined::block).toList());
    }

    /** Blocks of which all shares are kept here. Another process may join them, too; then it finds nothing to be joined. */
    private Map<UUID, PoolId> complete(int most) {
        record Complete(UUID block, PoolId pool) {}
        return database
                .look(connection -> Database.list(
                        connection,
                        row -> {
                            List<KmeId> path = Facts.path(row.getString("path"));
                            return new Complete(
                                    row.getObject("block_id", UUID.class), new PoolId(path.getFirst(), path.getLast()));
                        },
                        "select block_id, min(path) as path from relayed_share where state = 'KEPT' group by block_id"
                                + " having count(*) = min(shares) order by min(since_s) limit ?",
                        most))
                .stream()
                .collect(Collectors.toMap(Complete::block, Complete::pool));
    }

    private boolean join(Connection connection, PoolId pool, int poolRow, List<Arrived> arrived) throws SQLException {
        List<SecretBytes> shares = new ArrayList<>();
        try {
            for (Arrived one : arrived) {
                shares.add(wrapping.unwrap(place(one.share()), one.bits()));
            }
            Share any = arrived.getFirst().share();
            Provenance.OfRelay provenance = Relaying.provenance(
                    arrived.stream().map(one -> one.share().path()).toList(),
                    arrived.stream()
                            .map(Arrived::rests)
                            .reduce(KeyProvenance.Quantum::and)
                            .orElseThrow());
            try (SecretBytes payload = Relaying.joined(shares)) {
                return BlockLayout.fits(BlockLayout.HEADER + (long) payload.length())
                        && add(connection, any.block(), pool, poolRow, any.epoch(), provenance, payload);
            }
        } catch (WrappingException | IllegalArgumentException e) {
            // Bytes that cannot be opened, or shares that are not of one length or block: it is void.
            return false;
        } finally {
            shares.forEach(SecretBytes::close);
        }
    }

    @Override
    public List<Waiting> waiting(KmeId next, int most) {
        return database.look(connection -> Database.list(
                connection,
                this::waiting,
                "select " + SHARE + ", " + RESTS + ", received_tag, pad_blocks, pad_offsets, pad_lengths, incarnation,"
                        + " ciphertext, tag, since_s, held_up_s from relayed_share where ciphertext is not null and next = ?"
                        + " order by held_up_s is not null, since_s limit ?",
                next.value(),
                most));
    }

    private Waiting waiting(ResultSet row) throws SQLException {
        Share share = share(row);
        Long[] blocks = (Long[]) row.getArray("pad_blocks").getArray();
        Integer[] offsets = (Integer[]) row.getArray("pad_offsets").getArray();
        Integer[] lengths = (Integer[]) row.getArray("pad_lengths").getArray();
        List<KeyPointer> pads = new ArrayList<>();
        for (int i = 0; i < blocks.length; i++) {
            pads.add(new KeyPointer(blocks[i], offsets[i], lengths[i], Making.QKD));
        }
        Sealed sealed = new Sealed(
                new PoolId(here, share.after(here).orElseThrow()),
                row.getObject("incarnation", UUID.class),
                pads.subList(0, pads.size() - 1),
                pads.getLast(),
                row.getBytes("ciphertext"),
                row.getBytes("tag"));
        boolean drawnHere = row.getBytes("received_tag") == null;
        Optional<KeyProvenance.Quantum> sofar = drawnHere ? Optional.empty() : Optional.of(rests(row));
        return new Waiting(
                new RelayMessage(share, sofar, sealed),
                row.getLong("since_s"),
                Optional.ofNullable(row.getObject("held_up_s", Long.class)));
    }

    @Override
    public void sent(Share share) {
        settle(share, Testimony.State.SENT, "");
    }

    @Override
    public void heldUp(Share share, String reason) {
        database.transact(connection -> Database.update(
                connection,
                "update relayed_share set state = ?, failure = ?, held_up_s = ?"
                        + " where block_id = ? and share = ? and ciphertext is not null",
                Testimony.State.SHORT.name(),
                reason,
                time.seconds(),
                share.block(),
                share.index()));
    }

    @Override
    public void heldUp(UUID block) {
        database.transact(connection -> Database.update(
                connection,
                "update relayed_share set held_up_s = ? where block_id = ? and received_tag is null",
                time.seconds(),
                block));
    }

    @Override
    public void ranShort(Share share, String reason) {
        settle(share, Testimony.State.SHORT, reason);
    }

    @Override
    public void failed(Share share, String reason) {
        settle(share, Testimony.State.FAILED, reason);
    }

    private void settle(Share share, Testimony.State state, String failure) {
        database.transact(connection -> Database.update(
                connection,
                "update relayed_share set state = ?, failure = ?, ciphertext = null"
                        + " where block_id = ? and share = ? and ciphertext is not null",
                state.name(),
                failure,
                share.block(),
                share.index()));
    }

    @Override
    public boolean giveUp(UUID block) {
        return database.transact(connection -> Destruction.destroyAndTell(
                        connection,
                        Database.list(
                                connection,
                                row -> row.getLong(1),
                                "select u.block from block_use u join block b on b.id = u.block"
                                        + " where b.block_id = ? and b.paths is not null and u.state = 'RECEIVED'"
                                        + " for update of u",
                                block),
                        here))
                > 0;
    }

    @Override
    public List<UUID> overdue(PoolId pool, long silentSince, long drawnBefore) {
        int row = pools.row(pool);
        return database.look(connection -> Database.list(
                connection,
                found -> found.getObject(1, UUID.class),
                "select b.block_id from block_use u join block b on b.id = u.block where u.pool = ?"
                        + " and b.paths is not null and u.state = 'RECEIVED' and (u.arrived_s < ? or u.arrived_s < ?"
                        + " and not exists (select from relayed_share s where s.block_id = b.block_id"
                        + " and s.held_up_s >= ?))",
                row,
                drawnBefore,
                silentSince,
                silentSince));
    }

    @Override
    public int forget(long before) {
        return database.transact(connection -> Database.update(
                connection,
                "delete from relayed_share where (block_id, share) in (select block_id, share from relayed_share"
                        + " where since_s < ? order by since_s limit ? for update)",
                before,
                MOST_FORGOTTEN));
    }
}

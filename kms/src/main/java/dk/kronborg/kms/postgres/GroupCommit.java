package dk.kronborg.kms.postgres;

import dk.kronborg.kms.assignment.AssignedKeyRef;
import dk.kronborg.kms.audit.AuditLedger.Written;
import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.incarnation.Advance;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.kms.postgres.PostgresAssignedKeys.AssignedKeyRow;
import dk.kronborg.kms.postgres.PostgresRelayLedger.ShareRef;
import dk.kronborg.kms.postgres.PostgresRelayLedger.ShareRow;
import dk.kronborg.kms.spending.CursorMove;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.spending.UnitsUsed;
import dk.kronborg.topology.audit.AuditBatch;
import dk.kronborg.topology.map.Digest;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of what is spent: all requests that wait share one transaction, which takes two round trips, one for
 * what changes and one for its commit; assigned keys take further ones. It chains the audit records with them.
 *
 * <p>A request is answered when its transaction is on disk and the fence knows of it. One that the database refuses does not take others
 * with it. At most {@value #QUEUE} requests wait, each at most {@value #LONGEST_WAIT_SECONDS} seconds; one more, or
 * one that waits longer, is answered as unknown.
 */
final class GroupCommit implements SpendingLedger, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final int QUEUE = 10_000;
    private static final int MOST_TOGETHER = 512;
    private static final int LONGEST_WAIT_SECONDS = 10;
    private static final long NOTES_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String SPEND = "select " + PostgresMarkedDatabase.ADVANCE
            + ", s.refused from spend(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::uuid, ?::bigint,"
            + " ?::bigint, ?::text) s";

    private record Entry(
            Spending spending,
            List<Digest> leaves,
            List<AssignedKeyRow> assigned,
            List<ShareRow> shares,
            CompletableFuture<Outcome> outcome) {

        boolean touches(Refused refused) {
            return spending.moves().stream().anyMatch(move -> refused.blocks.contains(move.block()))
                    || spending.runs().stream().anyMatch(run -> refused.blocks.contains(run.block()))
                    || spending.fetched().stream().anyMatch(refused.keys::contains)
                    || assigned.stream().anyMatch(row -> refused.keys.contains(row.ref()))
                    || shares.stream().anyMatch(row -> refused.shares.contains(row.ref()));
        }
    }

    /** What the database did not allow. */
    private record Refused(Set<Long> blocks, Set<AssignedKeyRef> keys, Set<ShareRef> shares) {

        Refused() {
            this(new HashSet<>(), new HashSet<>(), new HashSet<>());
        }

        boolean isEmpty() {
            return blocks.isEmpty() && keys.isEmpty() && shares.isEmpty();
        }
    }

    /** What one transaction does to one block's row. */
    private static final class BlockChange {
        private int leaseEpoch;
        private int after;
        private boolean closes;
        private int units;
        private int delivered;
        private int spent;
        private final BitSet used = new BitSet();

        void use(int blockUnits, int offset, int count) {
            units = blockUnits;
            used.set(offset, offset + count);
        }

        void count(Spending.Purpose purpose, int more) {
            switch (purpose) {
                case DELIVERY -> delivered += more;
                case PADS -> spent += more;
                case NOTHING -> {
                    // What is neither shows as burnt.
                }
            }
        }

        boolean movesCursor() {
            return after > 0;
        }

        String bits() {
            StringBuilder bits = new StringBuilder(units);
            for (int unit = 0; unit < units; unit++) {
                bits.append(used.get(unit) ? '1' : '0');
            }
            return bits.toString();
        }
    }

    private final DataSource source;
    private final SiteIncarnation site;
    private final PostgresAssignedKeys assignedKeys;
    private final AuditChain audit;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer;
    /** Whoever is interrupted in the midst of something may forget it. */
    private volatile boolean closed;
    /** Used by the writer alone. */
    private @Nullable Connection own;

    GroupCommit(DataSource source, SiteIncarnation site, PostgresAssignedKeys assignedKeys, AuditChain audit) {
        this.source = source;
        this.site = site;
        this.assignedKeys = assignedKeys;
        this.audit = audit;
        this.writer = Thread.ofPlatform().name("group-commit").daemon().start(this::write);
    }

    @Override
    public Outcome record(Spending spending) {
        return record(spending, List.of());
    }

    /** Records also what goes on under pads, or came under them. */
    Outcome record(Spending spending, List<ShareRow> shares) {
        // Hashed here, not by the one thread that all wait for.
        List<Digest> leaves = spending.audit().stream()
                .map(AuditText::of)
                .map(AuditBatch::leaf)
                .toList();
        Entry entry =
                new Entry(spending, leaves, assignedKeys.wrap(spending.assigned()), shares, new CompletableFuture<>());
        return queue.offer(entry)
                ? entry.outcome
                        .completeOnTimeout(Outcome.UNKNOWN, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                        .join()
                : Outcome.UNKNOWN;
    }

    private void write() {
        try {
            chainNotes();
            long chained = System.nanoTime();
            while (!closed) {
                Entry first = queue.poll(NOTES_NANOS, TimeUnit.NANOSECONDS);
                if (first != null) {
                    List<Entry> together = new ArrayList<>();
                    together.add(first);
                    queue.drainTo(together, MOST_TOGETHER - 1);
                    settle(together);
                }
                if (System.nanoTime() - chained >= NOTES_NANOS) {
                    chainNotes();
                    chained = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            List<Entry> left = new ArrayList<>();
            queue.drainTo(left);
            left.forEach(entry -> entry.outcome.complete(Outcome.UNKNOWN));
            drop();
        }
    }

    /** What was noted besides goes on record by the same thread: it alone knows where the chain ends. */
    private void chainNotes() {
        boolean settled = false;
        try {
            audit.chainNotes(ownConnection());
            settled = true;
        } catch (SQLException | RuntimeException | Error e) {
            LOG.debugf("notes could not join the audit log yet: %s", e.getMessage());
        } finally {
            if (!settled) {
                drop();
            }
        }
    }

    /** Whoever gave up waiting meanwhile was told that the outcome is unknown: nothing is recorded for it now. */
    private void settle(List<Entry> together) {
        try {
            List<Entry> rest =
                    together.stream().filter(entry -> !entry.outcome.isDone()).toList();
            while (!rest.isEmpty()) {
                List<Entry> later = new ArrayList<>();
                settleTogether(compatible(rest, later));
                rest = later;
            }
        } finally {
            together.forEach(entry -> entry.outcome.complete(Outcome.UNKNOWN));
        }
    }

    /**
     * Those that one statement for each row can tell apart: two requests for the same unit or key, or two leases of
     * one block, cannot; the second waits for the first.
     */
    private static List<Entry> compatible(List<Entry> entries, List<Entry> later) {
        Map<Long, BlockChange> taken = new TreeMap<>();
        Set<AssignedKeyRef> fetched = new HashSet<>();
        List<Entry> now = new ArrayList<>();
        for (Entry entry : entries) {
            Spending spending = entry.spending;
            if (spending.runs().stream().anyMatch(run -> overlaps(taken.get(run.block()), run.offset(), run.count()))
                    || spending.moves().stream()
                            .anyMatch(move ->
                                    overlaps(taken.get(move.block()), move.after() - move.units(), move.units()))
                    || spending.moves().stream().anyMatch(move -> otherLease(taken.get(move.block()), move))
                    || spending.fetched().stream().anyMatch(fetched::contains)) {
                later.add(entry);
            } else {
                add(taken, spending);
                fetched.addAll(spending.fetched());
                now.add(entry);
            }
        }
        return now;
    }

    private static boolean overlaps(@Nullable BlockChange block, int offset, int count) {
        int next = block == null ? -1 : block.used.nextSetBit(offset);
        return next >= 0 && next < offset + count;
    }

    private static boolean otherLease(@Nullable BlockChange block, CursorMove move) {
        return block != null && block.movesCursor() && block.leaseEpoch != move.leaseEpoch();
    }

    private void settleTogether(List<Entry> entries) {
        try {
            Refused refused = attempt(entries);
            if (refused.isEmpty()) {
                entries.forEach(entry -> entry.outcome.complete(Outcome.RECORDED));
                return;
            }
            List<Entry> clean =
                    entries.stream().filter(entry -> !entry.touches(refused)).toList();
            settleTogetherUnlessEmpty(clean);
            for (Entry entry : entries) {
                if (entry.touches(refused)) {
                    boolean recorded =
                            entries.size() > 1 && attempt(List.of(entry)).isEmpty();
                    entry.outcome.complete(recorded ? Outcome.RECORDED : Outcome.REFUSED);
                }
            }
        } catch (SQLException | RuntimeException | Error e) {
            // An error, too: without its only writer this process would never deliver again.
            LOG.warnf("spending could not be recorded: %s", e.getMessage());
            entries.forEach(entry -> entry.outcome.complete(Outcome.UNKNOWN));
        }
    }

    private void settleTogetherUnlessEmpty(List<Entry> entries) {
        if (!entries.isEmpty()) {
            settleTogether(entries);
        }
    }

    /** One transaction; the rows that did not allow it, and then nothing was changed. */
    private Refused attempt(List<Entry> entries) throws SQLException {
        Map<Long, BlockChange> changes = new TreeMap<>();
        entries.forEach(entry -> add(changes, entry.spending));
        Connection connection = ownConnection();
        boolean settled = false;
        try {
            Written before = audit.ready(connection);
            Refused refused = new Refused();
            for (Entry entry : entries) {
                refused.keys.addAll(PostgresAssignedKeys.insert(connection, entry.assigned));
                refused.keys.addAll(PostgresAssignedKeys.take(connection, entry.spending.fetched()));
                refused.shares.addAll(PostgresRelayLedger.insert(connection, entry.shares));
            }
            List<AuditRecord> records = entries.stream()
                    .flatMap(entry -> entry.spending.audit().stream())
                    .toList();
            Written after = audit.after(
                    before,
                    entries.stream().flatMap(entry -> entry.leaves.stream()).toList());
            Optional<Advance> advance = spend(connection, changes, records, after, refused.blocks);
            if (advance.isPresent() && refused.isEmpty()) {
                site.expect(advance.get());
                connection.commit();
                site.committed(advance.get());
                audit.committed(after);
            } else {
                connection.rollback();
            }
            settled = true;
            return refused;
        } finally {
            if (!settled) {
                drop();
            }
        }
    }

    /** Kept from transaction to transaction, so that spending does not queue behind everything else. */
    private Connection ownConnection() throws SQLException {
        Connection open = own;
        if (open == null) {
            open = source.getConnection();
            own = open;
            Database.limitStandstill(open);
            open.setAutoCommit(false);
        }
        return open;
    }

    /** Ends the connection and what is half done on it. */
    private void drop() {
        audit.doubt();
        try (Connection failed = own) {
            if (failed != null) {
                Database.end(failed, false);
            }
        } catch (SQLException e) {
            LOG.debugf("closing a connection that failed: %s", e.getMessage());
        } finally {
            own = null;
        }
    }

    private static void add(Map<Long, BlockChange> changes, Spending spending) {
        for (CursorMove move : spending.moves()) {
            BlockChange change = changes.computeIfAbsent(move.block(), block -> new BlockChange());
            change.leaseEpoch = move.leaseEpoch();
            change.after = Math.max(change.after, move.after());
            change.closes |= move.closes();
            change.use(move.blockUnits(), move.after() - move.units(), move.units());
            change.count(spending.purpose(), move.units());
        }
        for (UnitsUsed run : spending.runs()) {
            BlockChange change = changes.computeIfAbsent(run.block(), block -> new BlockChange());
            change.use(run.units(), run.offset(), run.count());
            change.count(spending.purpose(), run.count());
        }
    }

    /**
     * Changes blocks, writes audit records and counts the transaction, in one round trip.
     *
     * @param refused gets the blocks that do not allow it; then nothing else was done
     */
    private static Optional<Advance> spend(
            Connection connection,
            Map<Long, BlockChange> changes,
            List<AuditRecord> audit,
            Written after,
            Set<Long> refused)
            throws SQLException {
        boolean audited = !audit.isEmpty();
        Collection<BlockChange> blocks = changes.values();
        List<UUID> keys = new ArrayList<>();
        List<Integer> lastKeys = new ArrayList<>();
        for (AuditRecord record : audit) {
            keys.addAll(record.keyIds());
            lastKeys.add(keys.size());
        }
        List<Optional<Advance>> advance = Database.list(
                connection,
                row -> {
                    Array without = row.getArray("refused");
                    if (without != null) {
                        refused.addAll(List.of((Long[]) without.getArray()));
                        return Optional.empty();
                    }
                    return Optional.of(PostgresMarkedDatabase.advance(row, 0, 0, 1));
                },
                SPEND,
                Database.array(connection, "int8", List.copyOf(changes.keySet())),
                Database.array(
                        connection, "int4", list(blocks, change -> change.movesCursor() ? change.leaseEpoch : null)),
                Database.array(connection, "int4", list(blocks, change -> change.after)),
                Database.array(connection, "text", list(blocks, BlockChange::bits)),
                Database.array(connection, "int4", list(blocks, change -> change.delivered)),
                Database.array(connection, "int4", list(blocks, change -> change.spent)),
                Database.array(connection, "bool", list(blocks, change -> change.closes)),
                Database.array(
                        connection,
                        "timestamptz",
                        list(audit, record -> AuditText.at(record).toString())),
                Database.array(
                        connection, "text", list(audit, record -> record.event().name())),
                Database.array(
                        connection,
                        "text",
                        list(audit, record -> record.initiator().value())),
                Database.array(
                        connection,
                        "text",
                        list(audit, record -> record.target().value())),
                Database.array(
                        connection,
                        "text",
                        list(audit, basis(known -> known.grade().name()))),
                Database.array(
                        connection,
                        "text",
                        list(audit, basis(known -> known.policy().name()))),
                Database.array(
                        connection,
                        "text",
                        list(audit, basis(known -> known.mode().map(Mode::name).orElse(null)))),
                Database.array(
                        connection,
                        "text",
                        list(
                                audit,
                                basis(known -> known.degraded()
                                        .map(Decision.Reason::name)
                                        .orElse(null)))),
                Database.array(connection, "int4", lastKeys),
                Database.array(connection, "uuid", keys),
                audited ? after.point().run() : null,
                audited ? after.point().number() : null,
                audited ? after.records() : null,
                audited ? after.point().chain().text() : null);
        return advance.getFirst();
    }

    private static Function<AuditRecord, @Nullable String> basis(Function<AuditRecord.Basis, @Nullable String> part) {
        return record -> record.basis().isPresent() ? part.apply(record.basis().get()) : null;
    }

    private static <T, R extends @Nullable Object> List<R> list(Collection<T> all, Function<T, R> part) {
        List<R> parts = new ArrayList<>(all.size());
        all.forEach(one -> parts.add(part.apply(one)));
        return parts;
    }

    /** Stops; whoever still waits is told that the outcome is unknown. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
    }
}

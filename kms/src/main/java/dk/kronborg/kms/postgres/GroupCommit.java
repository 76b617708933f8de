package dk.kronborg.kms.postgres;

import dk.kronborg.kms.assignment.AssignedKeyRef;
import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.incarnation.Advance;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.postgres.PostgresAssignedKeys.AssignedKeyRow;
import dk.kronborg.kms.spending.CursorMove;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.spending.UnitsUsed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of what is spent: all requests that wait share one transaction, with one statement batch for
 * cursors, one for used units and one for audit records, blocks in the order of their rows.
 *
 * <p>A request is answered when its transaction is on disk and the fence knows of it. One that the database refuses does not take others
 * with it. At most {@value #QUEUE} requests wait, each at most {@value #LONGEST_WAIT_SECONDS} seconds; one more, or
 * one that waits longer, is answered as unknown.
 */
final class GroupCommit implements SpendingLedger, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final int QUEUE = 10_000;
    private static final int MOST_TOGETHER = 512;
    private static final int LONGEST_WAIT_SECONDS = 30;

    private record Entry(Spending spending, List<AssignedKeyRow> assigned, CompletableFuture<Outcome> outcome) {

        boolean touches(Refused refused) {
            return spending.moves().stream().anyMatch(move -> refused.blocks.contains(move.block()))
                    || spending.runs().stream().anyMatch(run -> refused.blocks.contains(run.block()))
                    || spending.fetched().stream().anyMatch(refused.keys::contains)
                    || assigned.stream().anyMatch(row -> refused.keys.contains(row.ref()));
        }
    }

    /** What the database did not allow. */
    private record Refused(Set<Long> blocks, Set<AssignedKeyRef> keys) {

        Refused() {
            this(new HashSet<>(), new HashSet<>());
        }

        boolean isEmpty() {
            return blocks.isEmpty() && keys.isEmpty();
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
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer;
    /** Used by the writer alone. */
    private @Nullable Connection own;

    GroupCommit(DataSource source, SiteIncarnation site, PostgresAssignedKeys assignedKeys) {
        this.source = source;
        this.site = site;
        this.assignedKeys = assignedKeys;
        this.writer = Thread.ofPlatform().name("group-commit").daemon().start(this::write);
    }

    @Override
    public Outcome record(Spending spending) {
        Entry entry = new Entry(spending, assignedKeys.wrap(spending.assigned()), new CompletableFuture<>());
        return queue.offer(entry)
                ? entry.outcome
                        .completeOnTimeout(Outcome.UNKNOWN, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                        .join()
                : Outcome.UNKNOWN;
    }

    private void write() {
        try {
            while (true) {
                List<Entry> together = new ArrayList<>();
                together.add(queue.take());
                queue.drainTo(together, MOST_TOGETHER - 1);
                settle(together);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            List<Entry> left = new ArrayList<>();
            queue.drainTo(left);
            left.forEach(entry -> entry.outcome.complete(Outcome.UNKNOWN));
        } finally {
            drop();
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
            Refused refused = new Refused();
            moveCursors(connection, changes, refused.blocks);
            useUnits(connection, changes, refused.blocks);
            for (Entry entry : entries) {
                refused.keys.addAll(PostgresAssignedKeys.insert(connection, entry.assigned));
                refused.keys.addAll(PostgresAssignedKeys.take(connection, entry.spending.fetched()));
            }
            if (refused.isEmpty()) {
                insertAudit(connection, entries);
                Advance advance = PostgresMarkedDatabase.addSpending(connection);
                site.expect(advance);
                connection.commit();
                site.committed(advance);
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
            Database.limitStandstill(open, "set");
            open.setAutoCommit(false);
        }
        return open;
    }

    /** Ends the connection and what is half done on it. */
    private void drop() {
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

    private static void moveCursors(Connection connection, Map<Long, BlockChange> changes, Set<Long> refused)
            throws SQLException {
        List<Long> blocks = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("update block_use set cursor = greatest(cursor, ?),"
                        + " used = used | cast(? as varbit), delivered = delivered + ?, spent = spent + ?, state = case when ? then 'CLOSED' else state end, untold = untold or ?"
                        + " where block = ? and lease_epoch = ? and state in ('OPEN', 'CLOSED') and held = 0"
                        + " and bit_count(used & cast(? as varbit)) = 0")) {
            for (Map.Entry<Long, BlockChange> change : changes.entrySet()) {
                BlockChange block = change.getValue();
                if (block.movesCursor()) {
                    String bits = block.bits();
                    statement.setInt(1, block.after);
                    statement.setString(2, bits);
                    statement.setInt(3, block.delivered);
                    statement.setInt(4, block.spent);
                    statement.setBoolean(5, block.closes);
                    statement.setBoolean(6, block.closes);
                    statement.setLong(7, change.getKey());
                    statement.setInt(8, block.leaseEpoch);
                    statement.setString(9, bits);
                    statement.addBatch();
                    blocks.add(change.getKey());
                }
            }
            execute(statement, blocks, refused);
        }
    }

    private static void useUnits(Connection connection, Map<Long, BlockChange> changes, Set<Long> refused)
            throws SQLException {
        List<Long> blocks = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "update block_use set used = used | cast(? as varbit),"
                        + " delivered = delivered + ?, spent = spent + ?"
                        + " where block = ? and state = 'OPEN' and held = 0 and bit_count(used & cast(? as varbit)) = 0")) {
            for (Map.Entry<Long, BlockChange> change : changes.entrySet()) {
                BlockChange block = change.getValue();
                if (!block.movesCursor()) {
                    String bits = block.bits();
                    statement.setString(1, bits);
                    statement.setInt(2, block.delivered);
                    statement.setInt(3, block.spent);
                    statement.setLong(4, change.getKey());
                    statement.setString(5, bits);
                    statement.addBatch();
                    blocks.add(change.getKey());
                }
            }
            execute(statement, blocks, refused);
        }
    }

    private static void execute(PreparedStatement statement, List<Long> blocks, Set<Long> refused) throws SQLException {
        if (blocks.isEmpty()) {
            return;
        }
        int[] counts = statement.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 1) {
                refused.add(blocks.get(i));
            }
        }
    }

    private static void insertAudit(Connection connection, List<Entry> entries) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into audit_record (at, event, initiator, target, key_ids) values (?, ?, ?, ?, ?)")) {
            for (Entry entry : entries) {
                for (AuditRecord audit : entry.spending.audit()) {
                    statement.setTimestamp(1, Timestamp.from(audit.at()));
                    statement.setString(2, audit.event().name());
                    statement.setString(3, audit.initiator().value());
                    statement.setString(4, audit.target().value());
                    statement.setArray(
                            5, connection.createArrayOf("uuid", audit.keyIds().toArray()));
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }

    /** Stops; whoever still waits is told that the outcome is unknown. */
    @Override
    public void close() {
        writer.interrupt();
    }
}

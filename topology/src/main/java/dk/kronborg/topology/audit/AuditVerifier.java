package dk.kronborg.topology.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Follows one audit log in the order in which it was written, and tells every place where it was changed afterwards.
 *
 * <p>Signed heads hold all of their run before them, and what that run followed. What no head holds is counted. Of a run only the newest
 * {@value #REMEMBERED} places are remembered for those that follow them. For one thread.
 */
public final class AuditVerifier {

    private static final int REMEMBERED = 10_000;
    private static final int MOST_FAULTS = 100;

    /** How far a run has been read. */
    private static final class Read {
        private AuditPoint point;
        private long records;
        private long held;
        /** Holds what the run followed, once a head holds the run. */
        private Runnable before = () -> {};

        Read(AuditPoint point) {
            this.point = point;
        }

        void hold(long upTo) {
            held = Math.max(held, upTo);
            Runnable further = before;
            before = () -> {};
            further.run();
        }
    }

    private final String log;
    private final Predicate<String> isPinned;
    private final Map<UUID, Read> runs = new HashMap<>();
    private final Map<AuditPoint, Long> remembered = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AuditPoint, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final List<AuditFault> faults = new ArrayList<>();
    private final Set<String> pins = new TreeSet<>();
    private long batches;
    private long records;
    private long heads;

    /**
     * A verifier that has read nothing.
     *
     * @param log      whose log it has to be
     * @param isPinned whether a key with that pin may sign it
     */
    public AuditVerifier(String log, Predicate<String> isPinned) {
        this.log = log;
        this.isPinned = isPinned;
    }

    /** The next run begins. */
    public void run(AuditRun run) {
        String place = "run " + run.id();
        if (!run.log().equals(log)) {
            fault(place, "it is of the log of " + run.log() + ", not of " + log);
        }
        if (runs.containsKey(run.id())) {
            fault(place, "it begins twice");
            return;
        }
        Optional<AuditPoint> follows = run.follows();
        if (follows.isEmpty() && !runs.isEmpty()) {
            fault(place, "it follows nothing, and others were before it");
        }
        Read read = new Read(run.beginning());
        follows.ifPresent(point -> follow(place, read, point));
        runs.put(run.id(), read);
        remembered.put(read.point, 0L);
    }

    private void follow(String place, Read read, AuditPoint point) {
        Long before = remembered.get(point);
        Read followed = runs.get(point.run());
        if (before == null || followed == null) {
            fault(place, "it follows batch " + point.number() + " of run " + point.run() + ", which is not there so");
        } else {
            read.before = () -> followed.hold(before);
        }
    }

    /**
     * The next batch.
     *
     * @param after   the place that it says to lead to
     * @param content its records, canonical, in order
     */
    public void batch(AuditPoint after, List<String> content) {
        String place = "run " + after.run() + ", batch " + after.number();
        batches++;
        records += content.size();
        Read read = runs.get(after.run());
        if (read == null) {
            fault(place, "its run has not begun");
            return;
        }
        if (after.number() != read.point.number() + 1) {
            fault(place, "it comes after batch " + read.point.number());
        }
        if (content.isEmpty()) {
            fault(place, "it has no records");
        } else if (!AuditBatch.after(
                        read.point, content.stream().map(AuditBatch::leaf).toList())
                .equals(after)) {
            fault(place, "its records or their order are not those that were chained");
        }
        // From what it says itself, so that one fault is told once.
        read.point = after;
        read.records += content.size();
        remembered.put(after, read.records);
    }

    /** A head, which stands after the batch that it is about. */
    public void head(AuditHead.Signed signed) {
        AuditHead head = signed.head();
        String place =
                "run " + head.point().run() + ", head of batch " + head.point().number();
        heads++;
        if (!head.log().equals(log)) {
            fault(place, "it is of the log of " + head.log() + ", not of " + log);
        }
        boolean good = signature(place, signed.signature(), head.bytes());
        Read read = runs.get(head.point().run());
        if (read == null) {
            fault(place, "its run has not begun");
        } else if (!read.point.equals(head.point())) {
            fault(place, "what was signed is not what is here: the chain forks");
        } else if (read.records != head.records()) {
            fault(place, head.records() + " records were signed, here are " + read.records);
        } else if (good) {
            read.hold(read.records);
        }
    }

    /** Checks a signature over something of this log. */
    public boolean signature(String place, AuditSignature signature, byte[] message) {
        String pin;
        try {
            pin = signature.pin();
        } catch (IllegalArgumentException e) {
            fault(place, "it is signed by no key of ML-DSA-87 or ML-DSA-65");
            return false;
        }
        pins.add(pin);
        if (!isPinned.test(pin)) {
            fault(place, "it is signed by a key that is not pinned, " + pin);
            return false;
        }
        if (!signature.isOver(message)) {
            fault(place, "the signature is not over this");
            return false;
        }
        return true;
    }

    /** Adds a fault that somebody else found. */
    public void fault(String place, String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(new AuditFault(place, what));
        }
    }

    /**
     * What was found.
     *
     * @param log     whose it is
     * @param runs    that began
     * @param loose   records that no head and no later run holds
     * @param pins    of all keys that signed, in order
     * @param faults  the first {@value #MOST_FAULTS}, in the order in which they were found; none if the log is whole
     */
    public record Verdict(
            String log,
            int runs,
            long batches,
            long records,
            long heads,
            long loose,
            List<String> pins,
            List<AuditFault> faults) {}

    /** What was found so far. */
    public Verdict verdict() {
        long loose =
                runs.values().stream().mapToLong(run -> run.records - run.held).sum();
        return new Verdict(log, runs.size(), batches, records, heads, loose, List.copyOf(pins), List.copyOf(faults));
    }
}

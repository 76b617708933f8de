package dk.kronborg.kms.spending;

import dk.kronborg.kms.assignment.AssignedKey;
import dk.kronborg.kms.assignment.AssignedKeyRef;
import dk.kronborg.kms.audit.AuditRecord;
import java.util.List;

/**
 * What one request changes on disk, all or nothing.
 *
 * @param purpose  what the runs are for
 * @param moves    runs that the from end takes
 * @param runs     runs that the to end uses up
 * @param assigned keys for the assigned-key table; their bytes stay the caller's to close
 * @param fetched  assigned keys that their targets take, each once
 * @param audit    records of it
 */
public record Spending(
        Purpose purpose,
        List<CursorMove> moves,
        List<UnitsUsed> runs,
        List<AssignedKey> assigned,
        List<AssignedKeyRef> fetched,
        List<AuditRecord> audit) {

    /** What runs are taken or used for. */
    public enum Purpose {
        /** Keys for SAEs. */
        DELIVERY,
        /** One-time pads and keys of one-time tags. */
        PADS,
        /** Nobody gets them. */
        NOTHING
    }

    /** Gives runs up at the from end. */
    public static Spending ofGivenUp(List<CursorMove> moves) {
        return new Spending(Purpose.NOTHING, List.copyOf(moves), List.of(), List.of(), List.of(), List.of());
    }

    /** Takes runs at the from end as pads. */
    public static Spending ofPads(List<CursorMove> moves) {
        return new Spending(Purpose.PADS, List.copyOf(moves), List.of(), List.of(), List.of(), List.of());
    }

    /** Takes runs at the from ends of pools as pads, and uses others up at the to ends. */
    public static Spending ofPads(List<CursorMove> moves, List<UnitsUsed> used) {
        return new Spending(Purpose.PADS, List.copyOf(moves), List.copyOf(used), List.of(), List.of(), List.of());
    }

    /** Takes runs at the from end for an initiator. */
    public static Spending ofDelivery(List<CursorMove> moves, AuditRecord audit) {
        return new Spending(Purpose.DELIVERY, List.copyOf(moves), List.of(), List.of(), List.of(), List.of(audit));
    }

    /** Uses runs up at the to end, and takes assigned keys, for a target. */
    public static Spending ofFetch(List<UnitsUsed> runs, List<AssignedKeyRef> fetched, AuditRecord audit) {
        return new Spending(
                Purpose.DELIVERY, List.of(), List.copyOf(runs), List.of(), List.copyOf(fetched), List.of(audit));
    }

    /** Uses pads up at the to end for keys that are assigned here. */
    public static Spending ofHandover(List<UnitsUsed> pads, List<AssignedKey> assigned, List<AuditRecord> audit) {
        return new Spending(
                Purpose.PADS, List.of(), List.copyOf(pads), List.copyOf(assigned), List.of(), List.copyOf(audit));
    }

    /** Assigns keys at their initiator's home. */
    public static Spending ofAssigned(List<AssignedKey> assigned, List<AuditRecord> audit) {
        return new Spending(
                Purpose.NOTHING, List.of(), List.of(), List.copyOf(assigned), List.of(), List.copyOf(audit));
    }

    /** Uses a run up at the to end for nobody. */
    public static Spending ofVoid(UnitsUsed run) {
        return new Spending(Purpose.NOTHING, List.of(), List.of(run), List.of(), List.of(), List.of());
    }
}

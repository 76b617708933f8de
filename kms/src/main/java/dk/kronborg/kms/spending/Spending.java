package dk.kronborg.kms.spending;

import dk.kronborg.kms.assignment.AssignedKey;
import dk.kronborg.kms.assignment.AssignedKeyRef;
import dk.kronborg.kms.audit.AuditRecord;
import java.util.List;

/**
 * What one request changes on disk, all or nothing.
 *
 * @param moves    runs that the from end takes
 * @param runs     runs that the to end uses up
 * @param assigned keys for the assigned-key table; their bytes stay the caller's to close
 * @param fetched  assigned keys that their targets take, each once
 * @param audit    records of it
 */
public record Spending(
        List<CursorMove> moves,
        List<UnitsUsed> runs,
        List<AssignedKey> assigned,
        List<AssignedKeyRef> fetched,
        List<AuditRecord> audit) {

    /** Takes runs at the from end for what nobody is told of. */
    public static Spending ofMoves(List<CursorMove> moves) {
        return new Spending(List.copyOf(moves), List.of(), List.of(), List.of(), List.of());
    }

    /** Takes runs at the from end for an initiator. */
    public static Spending ofDelivery(List<CursorMove> moves, AuditRecord audit) {
        return new Spending(List.copyOf(moves), List.of(), List.of(), List.of(), List.of(audit));
    }

    /** Uses runs up at the to end, and takes assigned keys, for a target. */
    public static Spending ofFetch(List<UnitsUsed> runs, List<AssignedKeyRef> fetched, AuditRecord audit) {
        return new Spending(List.of(), List.copyOf(runs), List.of(), List.copyOf(fetched), List.of(audit));
    }

    /** Uses pads up at the to end for keys that are assigned here. */
    public static Spending ofHandover(List<UnitsUsed> pads, List<AssignedKey> assigned, List<AuditRecord> audit) {
        return new Spending(List.of(), List.copyOf(pads), List.copyOf(assigned), List.of(), List.copyOf(audit));
    }

    /** Assigns keys at their initiator's home. */
    public static Spending ofAssigned(List<AssignedKey> assigned, List<AuditRecord> audit) {
        return new Spending(List.of(), List.of(), List.copyOf(assigned), List.of(), List.copyOf(audit));
    }
}

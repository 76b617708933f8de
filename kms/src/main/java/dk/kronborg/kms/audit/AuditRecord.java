package dk.kronborg.kms.audit;

import dk.kronborg.topology.identity.SaeId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One request that was answered with keys; it is on disk before the keys leave.
 *
 * @param at        by this KME's clock
 * @param event     what was done
 * @param initiator the SAE that asked for the keys first
 * @param target    the SAE that fetches them by their IDs
 * @param keyIds    of the keys delivered
 */
public record AuditRecord(Instant at, Event event, SaeId initiator, SaeId target, List<UUID> keyIds) {

    /** What was done. */
    public enum Event {
        /** Fresh keys went to their initiator. */
        DELIVERED,
        /** Keys went to their target. */
        FETCHED,
        /** Keys came from the initiator's KME for a target here. */
        ASSIGNED
    }
}

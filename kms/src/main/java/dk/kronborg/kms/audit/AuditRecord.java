package dk.kronborg.kms.audit;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.PairPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One request that was answered with keys; it is on disk before the keys leave.
 *
 * @param at        by this KME's clock
 * @param event     what was done
 * @param initiator the SAE that asked for the keys first
 * @param target    the SAE that fetches them by their IDs
 * @param keyIds    of the keys delivered
 * @param basis     of fresh keys: what they rest on, and why on that
 */
public record AuditRecord(
        Instant at, Event event, SaeId initiator, SaeId target, List<UUID> keyIds, Optional<Basis> basis) {

    /** Of keys that somebody else made. */
    public AuditRecord(Instant at, Event event, SaeId initiator, SaeId target, List<UUID> keyIds) {
        this(at, event, initiator, target, keyIds, Optional.empty());
    }

    /**
     * What the keys of one request rest on, and what decided that.
     *
     * @param grade    of all of them
     * @param policy   that was applied
     * @param mode     that the pool was in; of keys of grade LOCAL none
     * @param degraded why they rest on less than the policy asks for while quantum keys can be had, if they do
     */
    public record Basis(Grade grade, PairPolicy policy, Optional<Mode> mode, Optional<Decision.Reason> degraded) {

        /** Of keys that the initiator's KME made for SAEs of its own. */
        public static final Basis LOCAL =
                new Basis(Grade.LOCAL, PairPolicy.Local.LOCAL, Optional.empty(), Optional.empty());
    }

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

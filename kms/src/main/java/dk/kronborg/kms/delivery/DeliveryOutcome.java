package dk.kronborg.kms.delivery;

import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.policy.Decision;
import java.util.List;
import java.util.Optional;

/** What an initiator is told when it asks for keys. */
public sealed interface DeliveryOutcome {

    /**
     * Fresh keys; recorded on disk.
     *
     * @param service how; nothing if the keys are of grade LOCAL, which come from no store
     */
    record Delivered(List<DeliveredKey> keys, Optional<Service> service) implements DeliveryOutcome {}

    /** There is no such target that could share keys with the caller, by a quantum path or by policy without one. */
    record NoSuchTarget(String reason) implements DeliveryOutcome {}

    /** The two may not share keys. */
    record NotEntitled() implements DeliveryOutcome {}

    /** The pool holds fewer keys of that size; none was taken. */
    record NotEnoughKeys(long stored) implements DeliveryOutcome {}

    /** The policy permits none of the keys that can be had now, of which there are so many; none was taken. */
    record Refused(Decision.Reason reason, long stored) implements DeliveryOutcome {}

    /** The initiator, one of the targets, or everybody is being drained. */
    record Draining() implements DeliveryOutcome {}

    /** The pair has taken what it may take for now. */
    record TooFast(int retryAfterSeconds) implements DeliveryOutcome {}

    /** No stored key meets what the order requires; none was taken. */
    record Unmet() implements DeliveryOutcome {}

    /** The database, or the KME of one of several targets, does not answer; what was taken is destroyed. */
    record Unavailable(String reason) implements DeliveryOutcome {}
}

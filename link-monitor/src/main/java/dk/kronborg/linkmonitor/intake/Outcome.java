package dk.kronborg.linkmonitor.intake;

import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;

/** What became of a record, once that is on disk. */
public sealed interface Outcome {

    /**
     * Stored.
     *
     * @param missedBefore how many events of this boot were never seen between the one before and this one; 0
     *                     for the first of a boot
     */
    record Accepted(Genuine genuine, long missedBefore) implements Outcome {}

    /** Stored before: the same event, or one that its device's sequence numbers have passed. */
    record Duplicate(Genuine genuine) implements Outcome {}

    /** Refused, counted, and to be handed on with the reason. */
    record Refused(Rejected rejected) implements Outcome {}
}

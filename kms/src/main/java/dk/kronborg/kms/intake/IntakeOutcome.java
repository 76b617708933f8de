package dk.kronborg.kms.intake;

/** What a device is told about a block. */
public sealed interface IntakeOutcome {

    /** It is on disk, now or since an earlier push of the same; or both ends are done with it already. */
    record Stored(boolean before) implements IntakeOutcome {}

    /** Not a block this KME can take from anyone: its size. */
    record Malformed(String fault) implements IntakeOutcome {}

    /** There is no such link. */
    record UnknownLink() implements IntakeOutcome {}

    /** The device is not this link's end at this KME. */
    record NotAnEnd() implements IntakeOutcome {}

    /** The id was used for other bytes or other claims. */
    record Conflict() implements IntakeOutcome {}

    /** The pool is full, or the disk nearly: the device keeps the block and tries again. */
    record Full() implements IntakeOutcome {}
}

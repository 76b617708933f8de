package dk.kronborg.kms.confirmation;

/** What the to end says to an offer. */
public sealed interface OfferAnswer {

    /** Number of the block that was offered. */
    long number();

    /**
     * The to end holds the same block and has it open on disk.
     *
     * @param tag 16 bytes, {@link ConfirmationTag}
     */
    @SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
    record Accepted(long number, byte[] tag) implements OfferAnswer {}

    /** The to end has not got the block from its device yet. */
    record NotYet(long number) implements OfferAnswer {}

    /** The to end holds other bytes or metadata, and has destroyed them. */
    record Mismatch(long number) implements OfferAnswer {}

    /** The to end will not have this block, for a reason that will not pass. */
    record Refused(long number, String reason) implements OfferAnswer {}
}

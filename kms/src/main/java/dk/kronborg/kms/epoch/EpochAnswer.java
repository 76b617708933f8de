package dk.kronborg.kms.epoch;

/** What the to end makes of a proposal. */
public sealed interface EpochAnswer {

    /**
     * An epoch begins here, and at the from end once it has the acceptance.
     *
     * @param secrets to be closed by the caller
     */
    record Accepted(EpochAcceptance acceptance, EpochSecrets secrets) implements EpochAnswer {}

    /**
     * None begins.
     *
     * @param refusal for the from end
     * @param fault   the same for this end, which counts it and looks whether it is suspicious
     */
    record Refused(EpochRefusal refusal, EpochFault fault) implements EpochAnswer {}
}

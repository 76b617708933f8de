package dk.kronborg.kms.report;

import dk.kronborg.kms.policy.Decision;

/** Why a well-formed request of two SAEs that may share keys was not answered with keys. */
public enum Refusal {
    /** The store holds fewer keys of that size. */
    NOT_ENOUGH_KEYS,
    /** Quantum keys cannot be had, and the policy permits no others. */
    QKD_UNAVAILABLE,
    /** There are too few quantum keys, and the policy permits no others. */
    QKD_SHORT,
    /** Post-quantum keys cannot be had, and the policy permits no others. */
    PQC_UNAVAILABLE,
    /** The pool is blocked. */
    BLOCKED,
    /** An operator drains one of the two, or everybody. */
    DRAINING,
    /** The database, or the KME of one of several targets, did not answer. */
    UNAVAILABLE,
    /** Keys were recorded as delivered, but the caller had been answered before. */
    TOO_LATE,
    /** The two had taken what they may take. */
    TOO_FAST;

    /** By that reason of a decision. */
    public static Refusal of(Decision.Reason reason) {
        return switch (reason) {
            case QKD_UNAVAILABLE -> QKD_UNAVAILABLE;
            case QKD_SHORT -> QKD_SHORT;
            case PQC_UNAVAILABLE -> PQC_UNAVAILABLE;
            case BLOCKED -> BLOCKED;
        };
    }

    /** Whether it is the network that failed. Beyond their share the two are entitled to nothing. */
    public boolean isAgainstAvailability() {
        return this != TOO_FAST;
    }
}

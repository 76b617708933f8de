package dk.kronborg.etsi014;

import dk.kronborg.kms.pool.StoreLevel;

/**
 * How a pair was served, the key_container_extension of an answer with fresh keys.
 *
 * @param qciPolicyApplied name of the policy
 * @param qciMode          of the pair at that time
 */
record ModeJson(String qciPolicyApplied, String qciMode) {

    /** Until two KMEs have a post-quantum epoch, every pair's policy is this. */
    private static final String QKD_ONLY = "QKD_ONLY";

    static ModeJson of(StoreLevel level) {
        return new ModeJson(QKD_ONLY, mode(level));
    }

    static String mode(StoreLevel level) {
        return switch (level) {
            case NORMAL -> "QKD_NORMAL";
            case LOW, RESERVE -> "QKD_RESERVE";
            case EMPTY -> "BLOCKED";
        };
    }
}

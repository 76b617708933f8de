package dk.kronborg.etsi014;

import dk.kronborg.kms.pool.StoreLevel;
import java.util.Optional;

/**
 * How a pair is served, the key_container_extension of an answer with fresh keys.
 *
 * @param qciPolicyApplied name of the policy
 * @param qciMode          of the pair at that time
 */
record ModeJson(String qciPolicyApplied, String qciMode) {

    /** Until two KMEs have a post-quantum epoch, every pair's policy is this. */
    private static final String QKD_ONLY = "QKD_ONLY";
    /** Policy and mode where a KME gives keys of its own to two of its SAEs. */
    private static final String LOCAL = "LOCAL";

    /**
     * How keys were served.
     *
     * @param level of the store that they came from; nothing for keys of grade LOCAL
     */
    static ModeJson of(Optional<StoreLevel> level) {
        return level.map(known -> new ModeJson(QKD_ONLY, mode(known))).orElseGet(() -> new ModeJson(LOCAL, LOCAL));
    }

    private static String mode(StoreLevel level) {
        return switch (level) {
            case NORMAL -> "QKD_NORMAL";
            case LOW, RESERVE -> "QKD_RESERVE";
            case EMPTY -> "BLOCKED";
        };
    }
}

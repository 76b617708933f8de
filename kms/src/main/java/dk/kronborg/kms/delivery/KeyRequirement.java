package dk.kronborg.kms.delivery;

import java.time.Duration;

/**
 * What an initiator asks of keys beyond the policy of the pair; it can only tighten that. Blocks that do not meet
 * it are passed over.
 *
 * @param leastGrade PQC admits every grade, QKD those with quantum keys, HYBRID only that
 * @param mostAge    of the bits, by the running time of this site since they were made
 * @param leastPaths paths disjoint in nodes, from 1
 * @param mostHops   on each path, from 1
 * @throws IllegalArgumentException if a value is outside its range
 */
public record KeyRequirement(LeastGrade leastGrade, Duration mostAge, int leastPaths, int mostHops) {

    /** Grades, weakest first. */
    public enum LeastGrade {
        PQC,
        QKD,
        HYBRID
    }

    /** No requirement. */
    public static final KeyRequirement NONE =
            new KeyRequirement(LeastGrade.PQC, Duration.ofSeconds(Long.MAX_VALUE), 1, Integer.MAX_VALUE);

    public KeyRequirement {
        if (mostAge.isNegative() || leastPaths < 1 || mostHops < 1) {
            throw new IllegalArgumentException("an age is not negative, paths and hops are from 1");
        }
    }

    /** Both requirements at once. */
    public KeyRequirement and(KeyRequirement other) {
        return new KeyRequirement(
                leastGrade.compareTo(other.leastGrade) > 0 ? leastGrade : other.leastGrade,
                mostAge.compareTo(other.mostAge) < 0 ? mostAge : other.mostAge,
                Math.max(leastPaths, other.leastPaths),
                Math.min(mostHops, other.mostHops));
    }

    /** Whether keys that one link made, one path of one hop, can meet it if they are fresh enough. */
    boolean admitsLinkKeys() {
        return leastGrade != LeastGrade.HYBRID && leastPaths == 1;
    }

    /** Whether bits of that age meet it. */
    boolean admitsAge(long seconds) {
        return seconds <= mostAge.toSeconds();
    }
}

package dk.kronborg.kms.delivery;

import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.PolicyClass;
import java.time.Duration;

/**
 * What an initiator asks of keys beyond the policy of the pair; it can only tighten that. Blocks that do not meet
 * it are passed over.
 *
 * @param leastGrade LOCAL admits every grade, PQC all but that, QKD those with quantum keys, HYBRID only that
 * @param mostAge    of the bits, by the running time of this site since they were made
 * @param leastPaths paths disjoint in nodes, from 0; a key of grade LOCAL has none
 * @param mostHops   on each path, from 1
 * @throws IllegalArgumentException if a value is outside its range
 */
public record KeyRequirement(LeastGrade leastGrade, Duration mostAge, int leastPaths, int mostHops) {

    /** Grades, weakest first. */
    public enum LeastGrade {
        LOCAL(PolicyClass.PQC_ALLOWED),
        PQC(PolicyClass.PQC_ALLOWED),
        QKD(PolicyClass.QKD_ONLY),
        HYBRID(PolicyClass.ALWAYS_HYBRID);

        private final PolicyClass policy;

        LeastGrade(PolicyClass policy) {
            this.policy = policy;
        }

        /** What keys that no one KME draws alone must rest on to be of this grade at least. */
        public KeyPolicy policy() {
            return policy.policy();
        }
    }

    /** No requirement. */
    public static final KeyRequirement NONE =
            new KeyRequirement(LeastGrade.LOCAL, Duration.ofSeconds(Long.MAX_VALUE), 0, Integer.MAX_VALUE);

    public KeyRequirement {
        if (mostAge.isNegative() || leastPaths < 0 || mostHops < 1) {
            throw new IllegalArgumentException("an age and paths are not negative, hops are from 1");
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

    /** Whether keys of such bits can meet it if they are fresh enough: a link is one path of one hop, an epoch is none. */
    boolean admitsPathsOf(Provenance block) {
        return switch (block) {
            case Provenance.OfLink _ -> leastPaths <= 1;
            case Provenance.OfEpoch _ -> leastPaths == 0;
            case Provenance.OfRelay relay ->
                leastPaths <= relay.paths().size()
                        && relay.paths().stream().allMatch(path -> path.size() - 1 <= mostHops);
        };
    }

    /** Whether keys that one KME draws for two SAEs of its own, on the spot and by no path, can meet it. */
    boolean admitsLocalKeys() {
        return leastGrade == LeastGrade.LOCAL && leastPaths == 0;
    }

    /** Whether there may be keys of that origin that meet it: an epoch is no path. */
    boolean mayBeMetBy(Origin origin) {
        return leastPaths == 0 || origin == Origin.QKD;
    }

    /** Whether some keys of a pool may meet it and others not. */
    boolean isAboutBlocks() {
        return !mostAge.equals(NONE.mostAge) || leastPaths > 1 || mostHops < NONE.mostHops;
    }

    /** Whether bits of that age meet it. */
    boolean admitsAge(long seconds) {
        return seconds <= mostAge.toSeconds();
    }
}

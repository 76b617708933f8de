package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.KmeId;
import java.util.Set;

/**
 * Between whom a path is sought, and what it must avoid.
 *
 * @param refusesSuspect whether links under suspicion are closed to it, as for pairs with quantum keys only
 * @param avoidedKmes    relays that it may not pass, as those that failed just now
 * @param avoidedHops    hops that it may not take
 * @throws IllegalArgumentException if both ends are the same
 */
public record PathRequest(KmeId from, KmeId to, boolean refusesSuspect, Set<KmeId> avoidedKmes, Set<Hop> avoidedHops) {

    public PathRequest {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a path leads from one KME to another, got " + from + " twice");
        }
        avoidedKmes = Set.copyOf(avoidedKmes);
        avoidedHops = Set.copyOf(avoidedHops);
    }

    /** Whatever leads there. */
    public PathRequest(KmeId from, KmeId to) {
        this(from, to, false, Set.of(), Set.of());
    }

    /** The same, without links under suspicion. */
    public PathRequest refusingSuspect() {
        return new PathRequest(from, to, true, avoidedKmes, avoidedHops);
    }

    /** The same, but past those. */
    public PathRequest avoiding(Set<KmeId> kmes, Set<Hop> hops) {
        return new PathRequest(from, to, refusesSuspect, kmes, hops);
    }
}

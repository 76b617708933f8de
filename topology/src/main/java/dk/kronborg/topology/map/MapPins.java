package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import java.util.Optional;
import java.util.Set;

/**
 * What a KME was told at its enrolment, or when it was pinned anew by two people at its side: who it is, and whose first
 * map it takes. What comes after that follows from the map that it runs.
 *
 * @param centre   keys of the centre
 * @param officers keys of officers, at least {@link Authorities#QUORUM}
 * @param first    the digest of the first map, if that was pinned too
 * @param atLeast  the highest version that this KME ever ran, by its fence; 0 for none. Nothing older is taken, though
 *                 nothing runs
 */
public record MapPins(
        DomainId domain, KmeId kme, Set<Pin> centre, Set<Pin> officers, Optional<Digest> first, long atLeast) {

    public MapPins {
        centre = Set.copyOf(centre);
        officers = Set.copyOf(officers);
        if (centre.isEmpty() || officers.size() < Authorities.QUORUM) {
            throw new IllegalArgumentException("a key of the centre and those of two officers are pinned, got "
                    + centre.size() + " and " + officers.size());
        }
        if (officers.stream().anyMatch(centre::contains)) {
            throw new IllegalArgumentException("a key is pinned for the centre and for an officer");
        }
    }

    /** The same, of a KME that has run that version, and so the first, too. */
    public MapPins atLeast(long version) {
        return new MapPins(domain, kme, centre, officers, Optional.empty(), Math.max(atLeast, version));
    }
}

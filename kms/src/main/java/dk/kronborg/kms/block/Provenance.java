package dk.kronborg.kms.block;

import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where the bits of a block come from, and what its makers claim for them.
 *
 * @param link         the link that made them
 * @param proof        what the security was proved against
 * @param epsilonTotal failure probability of the proof, above 0 and at most 1
 * @param detector     whether the proof trusts the receiver's detector
 * @param producedAt   when they were made, by the device's clock, whole milliseconds
 * @throws IllegalArgumentException if epsilon is outside its range
 */
public record Provenance(
        LinkId link, SecurityProof proof, double epsilonTotal, DetectorTrust detector, Instant producedAt) {

    public Provenance {
        if (!(epsilonTotal > 0 && epsilonTotal <= 1)) {
            throw new IllegalArgumentException("total epsilon is above 0 and at most 1, got " + epsilonTotal);
        }
        producedAt = producedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * The weaker of both ends' claims, point by point: what both can stand for.
     *
     * @throws IllegalArgumentException if they are of different links
     */
    public Provenance worseOf(Provenance other) {
        if (!link.equals(other.link)) {
            throw new IllegalArgumentException("one block comes from one link, got " + link + " and " + other.link);
        }
        return new Provenance(
                link,
                proof.compareTo(other.proof) < 0 ? proof : other.proof,
                Math.max(epsilonTotal, other.epsilonTotal),
                // A proof that trusts the detector claims less.
                detector == DetectorTrust.TRUSTED ? detector : other.detector,
                producedAt.isBefore(other.producedAt) ? producedAt : other.producedAt);
    }
}

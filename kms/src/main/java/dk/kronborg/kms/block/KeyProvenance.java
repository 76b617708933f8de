package dk.kronborg.kms.block;

import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a key's secrecy rests on, as its users are told: the same at every one of them.
 *
 * @param grade        of the key
 * @param links        that made the bits it rests on
 * @param proof        the weakest of the links' proofs
 * @param epsilonTotal bound on the probability that any of the proofs fails, above 0 and at most 1
 * @param detector     TRUSTED if one of the proofs trusts a detector
 * @param createdAt    when the oldest of the bits were made, whole milliseconds
 * @param transport    how the key came to its users
 */
public record KeyProvenance(
        Grade grade,
        SortedSet<LinkId> links,
        SecurityProof proof,
        double epsilonTotal,
        DetectorTrust detector,
        Instant createdAt,
        Transport transport) {

    /** How a key came to its users. */
    public enum Transport {
        /** It is a run of bits that a link gave both ends. */
        NONE,
        /** One KME drew it at random and sent it to the others, encrypted with one-time pads. */
        OTP_XOR
    }

    /** Of a key that is a run of a block. */
    public static KeyProvenance ofRun(Provenance block) {
        return of(block, Transport.NONE);
    }

    /** Of a key sent under a pad from this block. */
    public static KeyProvenance ofPad(Provenance block) {
        return of(block, Transport.OTP_XOR);
    }

    private static KeyProvenance of(Provenance block, Transport transport) {
        return new KeyProvenance(
                Grade.QKD,
                new TreeSet<>(Set.of(block.link())),
                block.proof(),
                block.epsilonTotal(),
                block.detector(),
                block.producedAt(),
                transport);
    }

    /** Of a key that is as weak as both together. */
    public KeyProvenance and(KeyProvenance other) {
        SortedSet<LinkId> both = new TreeSet<>(links);
        both.addAll(other.links);
        return new KeyProvenance(
                grade,
                both,
                proof.compareTo(other.proof) < 0 ? proof : other.proof,
                Math.min(1, epsilonTotal + other.epsilonTotal),
                detector == DetectorTrust.TRUSTED ? detector : other.detector,
                createdAt.isBefore(other.createdAt) ? createdAt : other.createdAt,
                transport);
    }
}

package dk.kronborg.kms.block;

import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.time.Instant;

/** Of two claims the one that says less: what both can stand for. */
final class Weaker {

    private Weaker() {}

    static SecurityProof of(SecurityProof one, SecurityProof other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** A proof that trusts the detector claims less. */
    static DetectorTrust of(DetectorTrust one, DetectorTrust other) {
        return one == DetectorTrust.TRUSTED ? one : other;
    }

    /** The older one: so long there was time to learn the bits. */
    static Instant of(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}

package dk.kronborg.linkmonitor.telemetry;

/**
 * What the device claims about the security of the keys it makes; shown and checked against policy, not proved
 * here.
 *
 * @param epsilonTotal probability that the key is not as claimed, above 0 and below 1
 * @throws IllegalArgumentException if epsilon is outside its range
 */
public record SecurityClaim(Proof proof, double epsilonTotal, DetectorTrust detectorTrust) {

    /** Strength of the security proof that the device's rate rests on. */
    public enum Proof {
        ASYMPTOTIC,
        FINITE_SIZE_COLLECTIVE,
        COMPOSABLE_COLLECTIVE,
        COMPOSABLE_GENERAL
    }

    /** Whether the proof keeps the receiver's own loss and noise from the eavesdropper. */
    public enum DetectorTrust {
        TRUSTED,
        UNTRUSTED
    }

    public SecurityClaim {
        if (!(epsilonTotal > 0 && epsilonTotal < 1)) {
            throw new IllegalArgumentException("epsilon_total is above 0 and below 1, got " + epsilonTotal);
        }
    }
}

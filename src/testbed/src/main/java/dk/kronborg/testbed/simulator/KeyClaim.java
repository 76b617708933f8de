package dk.kronborg.testbed.simulator;

import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.topology.network.CvQkdParameters;
import java.util.Locale;

/**
 * What a device says of the security of its keys, with every block and in every event.
 *
 * @param proof         {@code finite-size-collective} here
 * @param epsilonTotal  probability that the key is not what the proof says
 * @param detectorTrust {@code trusted} or {@code untrusted}
 */
record KeyClaim(String proof, double epsilonTotal, String detectorTrust) {

    static KeyClaim of(CvQkdParameters setup) {
        return new KeyClaim(
                "finite-size-collective",
                FailureProbabilities.DEFAULT.total(),
                setup.detectorTrust().name().toLowerCase(Locale.ROOT));
    }
}

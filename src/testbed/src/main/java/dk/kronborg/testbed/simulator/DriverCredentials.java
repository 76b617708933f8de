package dk.kronborg.testbed.simulator;

import java.nio.file.Path;
import java.security.PrivateKey;

/**
 * What one driver proves its device's identity with.
 *
 * @param certificateChain PEM, the device's leaf and then its issuing CA
 * @param key              PEM, PKCS#8, the private key of the leaf
 * @param trust            PEM, root of the device plane, by which the KME is recognised
 * @param telemetryKey     Ed25519 private key that signs telemetry
 * @param telemetryKeyId   the name of that key, {@code sig_key_id} of an event
 */
public record DriverCredentials(
        Path certificateChain, Path key, Path trust, PrivateKey telemetryKey, String telemetryKeyId) {

    public DriverCredentials {
        if (telemetryKeyId.isBlank()) {
            throw new IllegalArgumentException("a telemetry key has a name, got a blank one");
        }
    }

    /** Names the files only: a private key stays out of logs. */
    @Override
    public String toString() {
        return "DriverCredentials[" + certificateChain + ", telemetry key " + telemetryKeyId + ']';
    }
}

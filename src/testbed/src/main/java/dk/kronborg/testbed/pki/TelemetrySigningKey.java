package dk.kronborg.testbed.pki;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.network.TelemetryKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;

/**
 * The key pair by which a device signs its telemetry, Ed25519 (RFC 8032).
 *
 * @param keyId the device's name for it
 */
public record TelemetrySigningKey(String keyId, PrivateKey privateKey, PublicKey publicKey) {

    /** A new key pair. */
    public static TelemetrySigningKey create(DeviceId device) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new TelemetrySigningKey(device + "-1", pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /** The key pair kept in that directory, made now if there is none. */
    public static TelemetrySigningKey open(DeviceId device, Path directory) throws IOException {
        Path privateFile = directory.resolve(device + ".key.pem");
        Path publicFile = directory.resolve(device + ".pub.pem");
        // The public half is written last: with it, the private half is there.
        if (Files.exists(publicFile)) {
            return new TelemetrySigningKey(
                    device + "-1", Pem.readPrivateKey(privateFile), Pem.readPublicKey(publicFile));
        }
        TelemetrySigningKey created = create(device);
        Pem.writePrivateKey(privateFile, created.privateKey);
        Pem.writePublicKey(publicFile, created.publicKey);
        return created;
    }

    /** What the network description says of it. */
    public TelemetryKey publicHalf() {
        return new TelemetryKey(keyId, Base64.getEncoder().encodeToString(publicKey.getEncoded()));
    }
}

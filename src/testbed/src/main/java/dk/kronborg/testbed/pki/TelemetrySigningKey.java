package dk.kronborg.testbed.pki;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.network.TelemetryKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * The key pair by which a device signs its telemetry, Ed25519 (RFC 8032).
 *
 * @param keyId the device's name for it
 */
public record TelemetrySigningKey(String keyId, PrivateKey privateKey, PublicKey publicKey) {

    /** Length of the secret of a key pair. */
    public static final int SECRET_BYTES = Ed25519PrivateKeyParameters.KEY_SIZE;

    /**
     * The key pair of a secret, the same every time: for simulations that are to be repeated.
     *
     * @param secret {@link #SECRET_BYTES} bytes
     */
    public static TelemetrySigningKey of(DeviceId device, byte[] secret) {
        Ed25519PrivateKeyParameters pair = new Ed25519PrivateKeyParameters(secret);
        try {
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            PublicKey publicKey = factory.generatePublic(new X509EncodedKeySpec(
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.generatePublicKey())
                            .getEncoded()));
            PrivateKey privateKey = factory.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret));
            return new TelemetrySigningKey(device + "-1", privateKey, publicKey);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

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

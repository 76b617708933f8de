package dk.kronborg.testbed.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The key pair by which the centre signs what it says on the bus, ML-DSA-65 (FIPS 204). */
public final class CentreSigningKey {

    /** The centre's name for it, unless it is set otherwise. */
    public static final String ID = "centre-1";

    private CentreSigningKey() {}

    /** The private key kept in that directory, a PEM file, made now if there is none; {@link #publicHalf} is beside it. */
    public static Path open(Path directory) throws IOException {
        Path privateFile = directory.resolve("centre.key.pem");
        // The public half is written last: with it, the private half is there.
        if (!Files.exists(publicHalf(directory))) {
            try {
                KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-65", new BouncyCastleProvider())
                        .generateKeyPair();
                Pem.writePrivateKey(privateFile, pair.getPrivate());
                Pem.writePublicKey(publicHalf(directory), pair.getPublic());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Bouncy Castle has ML-DSA-65", e);
            }
        }
        return privateFile;
    }

    /** By which everybody checks what the centre says, a PEM file. */
    public static Path publicHalf(Path directory) {
        return directory.resolve("centre.pub.pem");
    }
}

package dk.kronborg.testbed.pki;

import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Base64;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The key by which a KME signs for its post-quantum epochs, ML-DSA-87 (FIPS 204). */
public final class KmeIdentityKey {

    private static final String ALGORITHM = "ML-DSA-87";

    private KmeIdentityKey() {}

    /** The private key kept in that directory, a PEM file, made now if there is none. */
    public static Path open(KmeId kme, Path directory) throws IOException {
        Path privateFile = directory.resolve(kme + ".key.pem");
        // The public half is written last: with it, the private half is there.
        if (!Files.exists(publicHalf(kme, directory))) {
            try {
                KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM, new BouncyCastleProvider())
                        .generateKeyPair();
                Pem.writePrivateKey(privateFile, pair.getPrivate());
                Pem.writePublicKey(publicHalf(kme, directory), pair.getPublic());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Bouncy Castle has " + ALGORITHM, e);
            }
        }
        return privateFile;
    }

    private static Path publicHalf(KmeId kme, Path directory) {
        return directory.resolve(kme + ".pub.pem");
    }

    /** By which other KMEs know it, as the network description names it. */
    public static String pin(KmeId kme, Path directory) throws IOException {
        open(kme, directory);
        PublicKey key = Pem.readPublicKey(publicHalf(kme, directory));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-384").digest(key.getEncoded());
            return ALGORITHM + ':' + Base64.getUrlEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }
}

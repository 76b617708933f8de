package dk.kronborg.kme;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.topology.json.CanonicalJson;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** The public key of what the centre says on the broker: ML-DSA-65 or Ed25519. */
final class CentreMessageKey {

    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final List<String> ALGORITHMS = List.of("ML-DSA-65", "Ed25519");

    private final String algorithm;
    private final PublicKey key;

    private CentreMessageKey(String algorithm, PublicKey key) {
        this.algorithm = algorithm;
        this.key = key;
    }

    /**
     * Reads a key.
     *
     * @param file PEM, {@code PUBLIC KEY}
     * @throws IllegalArgumentException if it holds none
     */
    static CentreMessageKey read(Path file) {
        try (PemReader reader = new PemReader(new StringReader(Files.readString(file, StandardCharsets.US_ASCII)))) {
            PemObject found = reader.readPemObject();
            if (found == null || !found.getType().equals("PUBLIC KEY")) {
                throw new IllegalArgumentException(
                        file + " begins with -----BEGIN PUBLIC KEY-----; got something else");
            }
            return of(found.getContent());
        } catch (IOException e) {
            throw new IllegalArgumentException(file.toAbsolutePath() + " cannot be read: " + e, e);
        }
    }

    /**
     * A key as SubjectPublicKeyInfo.
     *
     * @throws IllegalArgumentException if it is of another algorithm
     */
    static CentreMessageKey of(byte[] encoded) {
        IllegalArgumentException refusal = new IllegalArgumentException(
                "the centre's public key is a SubjectPublicKeyInfo for one of " + ALGORITHMS);
        for (String algorithm : ALGORITHMS) {
            try {
                PublicKey key = KeyFactory.getInstance(algorithm, BOUNCY_CASTLE)
                        .generatePublic(new X509EncodedKeySpec(encoded));
                return new CentreMessageKey(algorithm, key);
            } catch (GeneralSecurityException e) {
                refusal.addSuppressed(e); // A key names its algorithm; this was not it.
            }
        }
        throw refusal;
    }

    /** Whether the centre has signed that object: {@code sig} over its canonical form without {@code sig}. */
    boolean hasSigned(JsonNode message) {
        try {
            byte[] signature = Base64.getDecoder().decode(message.path("sig").asText());
            Signature verifier = Signature.getInstance(algorithm, BOUNCY_CASTLE);
            verifier.initVerify(key);
            verifier.update(CanonicalJson.without("sig", message).getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (IllegalArgumentException | SignatureException e) {
            return false; // Not the encoding of a signature at all.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle verifies " + algorithm, e);
        }
    }

    @Override
    public String toString() {
        return algorithm;
    }
}

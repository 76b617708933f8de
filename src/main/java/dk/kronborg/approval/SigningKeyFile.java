package dk.kronborg.approval;

import dk.kronborg.process.NewFile;
import dk.kronborg.process.SecretFile;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.map.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.io.pem.PemObject;

/** An officer's key, the centre's, or the identity key of a KME in a PEM file: PKCS #8, under a passphrase or not, mode 0600. */
public final class SigningKeyFile {

    private static final String ALGORITHM = "ML-DSA-87";

    private SigningKeyFile() {}

    /**
     * Reads a key.
     *
     * @param passphrase asked only if the key is encrypted
     * @throws IllegalArgumentException if there is no such key, others may read it, or the passphrase is another
     */
    public static SigningKey read(Path file, Supplier<char[]> passphrase) {
        PemObject pem = SecretFile.pem(file);
        byte[] pkcs8 = switch (pem.getType()) {
            case "PRIVATE KEY" -> pem.getContent();
            case "ENCRYPTED PRIVATE KEY" -> opened(file, pem.getContent(), passphrase.get());
            default ->
                throw new IllegalArgumentException(
                        file + " begins with a PKCS #8 key, encrypted or not; got " + pem.getType());
        };
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM, new BouncyCastleProvider())
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return new SigningKey(key, ((MLDSAPrivateKey) key).getPublicKey(), new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " holds no key of " + ALGORITHM, e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static byte[] opened(Path file, byte[] sealed, char[] passphrase) {
        try {
            return PassphraseProtection.opened(sealed, passphrase);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } finally {
            PassphraseProtection.wipe(passphrase);
        }
    }

    /**
     * Makes a key and writes both halves, in files that must not be there yet.
     *
     * @param passphrase nothing for a key that is not encrypted; overwritten
     * @return by which the key is known
     */
    public static Pin make(Path privateHalf, Path publicHalf, char[] passphrase) throws IOException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM, new BouncyCastleProvider())
                    .generateKeyPair();
            byte[] pkcs8 = pair.getPrivate().getEncoded();
            String secret = passphrase.length == 0
                    ? NewFile.pem("PRIVATE KEY", pkcs8)
                    : NewFile.pem(
                            "ENCRYPTED PRIVATE KEY",
                            PassphraseProtection.sealed(pkcs8, passphrase, new SecureRandom()));
            Arrays.fill(pkcs8, (byte) 0);
            NewFile.writeSecret(privateHalf, secret);
            NewFile.write(publicHalf, NewFile.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            return Pin.of(pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle has " + ALGORITHM, e);
        } finally {
            PassphraseProtection.wipe(passphrase);
        }
    }
}

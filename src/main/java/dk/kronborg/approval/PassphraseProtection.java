package dk.kronborg.approval;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/** Private keys under a passphrase: EncryptedPrivateKeyInfo with PBES2 (RFC 8018), by the JDK. */
final class PassphraseProtection {

    /** PBKDF2 with HMAC-SHA-256, AES-256-CBC. */
    private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";

    private static final int ROUNDS = 600_000;
    private static final int BLOCK = 16;

    private PassphraseProtection() {}

    /** The key, DER, under that passphrase. */
    static byte[] sealed(byte[] pkcs8, char[] passphrase, SecureRandom random) {
        byte[] salt = new byte[BLOCK];
        byte[] iv = new byte[BLOCK];
        random.nextBytes(salt);
        random.nextBytes(iv);
        try {
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    key(ALGORITHM, passphrase),
                    new PBEParameterSpec(salt, ROUNDS, new IvParameterSpec(iv)));
            // By the name of the scheme that its encoding has; the cipher's own name has none.
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
            parameters.init(cipher.getParameters().getEncoded());
            return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(pkcs8)).getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "the key cannot be encrypted under this passphrase: " + e.getMessage(), e);
        }
    }

    /**
     * The key, DER.
     *
     * @throws IllegalArgumentException if the passphrase is another, or the key is encrypted in another way
     */
    static byte[] opened(byte[] sealed, char[] passphrase) {
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(sealed);
            // What PBES2 is made of stands in its parameters only.
            String algorithm = info.getAlgParameters().toString();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key(algorithm, passphrase), info.getAlgParameters());
            return cipher.doFinal(info.getEncryptedData());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the passphrase is another, or the key is not under PBES2", e);
        }
    }

    private static SecretKey key(String algorithm, char[] passphrase) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(passphrase);
        try {
            return SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
        } finally {
            spec.clearPassword();
        }
    }

    static void wipe(char[] passphrase) {
        Arrays.fill(passphrase, ' ');
    }
}

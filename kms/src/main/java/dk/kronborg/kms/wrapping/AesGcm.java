package dk.kronborg.kms.wrapping;

import dk.kronborg.kms.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a random 96-bit nonce in front (NIST SP 800-38D). A key seals at most 2^32 messages, which
 * an hourly key never reaches.
 */
public final class AesGcm {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private AesGcm() {}

    /**
     * Seals bytes under a key.
     *
     * @param place what the bytes are and where they rest; opening them elsewhere fails
     */
    public static byte[] seal(SecretBytes key, String place, SecretBytes plain, SecureRandom random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, 0, place);
            byte[] sealed = Arrays.copyOf(nonce, NONCE + plain.length() + TAG_BITS / 8);
            cipher.doFinal(plain.exposed(), 0, plain.length(), sealed, NONCE);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new WrappingException("cannot seal " + place, e);
        }
    }

    /**
     * Opens what {@link #seal} sealed.
     *
     * @throws WrappingException if it was changed, sealed under another key or for another place
     */
    public static SecretBytes open(SecretBytes key, String place, byte[] sealed) {
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, sealed, 0, place);
            return SecretBytes.owning(cipher.doFinal(sealed, NONCE, sealed.length - NONCE));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new WrappingException("cannot open " + place, e);
        }
    }

    private static Cipher cipher(int mode, SecretBytes key, byte[] nonce, int offset, String place)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.asKey("AES"), new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}

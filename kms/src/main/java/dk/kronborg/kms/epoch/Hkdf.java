package dk.kronborg.kms.epoch;

import dk.kronborg.kms.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;

/** HKDF (RFC 5869) and HMAC with SHA-384. The JDK overwrites the copies that it makes of the one key it is given. */
final class Hkdf {

    /** Bytes of a hash, and the fewest of a key that is expanded without being extracted. */
    static final int HASH = 48;

    private static final String ALGORITHM = "HKDF-SHA384";
    private static final String HMAC = "HmacSHA384";
    private static final String KEY = "Generic";

    private Hkdf() {}

    /** Bytes from any secret. */
    static SecretBytes extractAndExpand(byte[] salt, SecretBytes secret, byte[] info, int length) {
        return derive(HKDFParameterSpec.ofExtract()
                .addSalt(salt)
                .addIKM(secret.asKey(KEY))
                .thenExpand(info, length));
    }

    /** Bytes from a key of at least 48 uniform bytes. */
    static SecretBytes expand(SecretBytes key, byte[] info, int length) {
        return derive(HKDFParameterSpec.expandOnly(key.asKey(KEY), info, length));
    }

    private static SecretBytes derive(AlgorithmParameterSpec parameters) {
        try {
            return SecretBytes.owning(KDF.getInstance(ALGORITHM).deriveData(parameters));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 25 on has " + ALGORITHM + " for such keys", e);
        }
    }

    /** HMAC with SHA-384 under a key: 48 bytes that are no secret. */
    static byte[] mac(SecretBytes key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key.asKey(HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    static byte[] sha384(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-384").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }
}

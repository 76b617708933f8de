package dk.kronborg.kms.epoch;

import dk.kronborg.kms.epoch.EpochFault.Reason;
import dk.kronborg.kms.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import javax.crypto.KEM;

/**
 * Key encapsulation by lattices (FIPS 203). The secret is the standard's 32 bytes, with no derivation of a provider's own
 * on top.
 */
public enum KeyEncapsulation {
    ML_KEM_1024("ML-KEM-1024", 1590, 1568),
    ML_KEM_768("ML-KEM-768", 1206, 1088);

    private final String jcaName;
    private final int keyLength;
    private final int ciphertextLength;

    KeyEncapsulation(String jcaName, int keyLength, int ciphertextLength) {
        this.jcaName = jcaName;
        this.keyLength = keyLength;
        this.ciphertextLength = ciphertextLength;
    }

    /** Its name with the Java Cryptography Architecture. */
    public String jcaName() {
        return jcaName;
    }

    /** Bytes of an encapsulation key as SubjectPublicKeyInfo. */
    public int keyLength() {
        return keyLength;
    }

    public int ciphertextLength() {
        return ciphertextLength;
    }

    KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(jcaName, PublicKeys.BOUNCY_CASTLE);
            generator.initialize(new NamedParameterSpec(jcaName), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** A fresh secret, to be closed by whoever gets it, and the ciphertext by which the key's owner has it too. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Encapsulated(SecretBytes secret, byte[] ciphertext) {}

    /**
     * Makes a secret for the owner of a key.
     *
     * @throws EpochFault if the key is of another length, or has a coefficient that is not below q (FIPS 203, 7.2)
     */
    Encapsulated encapsulate(byte[] key, SecureRandom random) {
        EpochFault.unlessLong("an encapsulation key of " + jcaName, key, keyLength);
        PublicKey checked;
        try {
            checked = PublicKeys.read(jcaName, key);
        } catch (GeneralSecurityException e) {
            throw new EpochFault(Reason.ENCAPSULATION_KEY, "not a key of " + jcaName + " as FIPS 203 demands");
        }
        try {
            KEM.Encapsulated made = KEM.getInstance(jcaName, PublicKeys.BOUNCY_CASTLE)
                    .newEncapsulator(checked, random)
                    .encapsulate();
            return new Encapsulated(SecretBytes.owning(made.key().getEncoded()), made.encapsulation());
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * The secret in a ciphertext, to be closed by the caller. A ciphertext that was not made for the key has one too,
     * that nobody knows (FIPS 203, 6.3).
     *
     * @throws EpochFault if the ciphertext is of another length
     */
    SecretBytes decapsulate(PrivateKey key, byte[] ciphertext) {
        EpochFault.unlessLong("a ciphertext of " + jcaName, ciphertext, ciphertextLength);
        try {
            return SecretBytes.owning(KEM.getInstance(jcaName, PublicKeys.BOUNCY_CASTLE)
                    .newDecapsulator(key)
                    .decapsulate(ciphertext)
                    .getEncoded());
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("Bouncy Castle has " + jcaName, e);
    }
}

package dk.kronborg.kms.epoch;

import dk.kronborg.kms.epoch.EpochFault.Reason;
import dk.kronborg.kms.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.KeyAgreement;

/** Diffie-Hellman on an elliptic curve: what holds today, should lattices not. */
public enum KeyExchange {
    /** NIST SP 800-56A on secp384r1. */
    ECDH_P384("EC", "ECDH", "secp384r1", 120),
    /** RFC 7748. */
    X25519("X25519", "X25519", "X25519", 44);

    private final String keyName;
    private final String agreementName;
    private final String curve;
    private final int keyLength;

    KeyExchange(String keyName, String agreementName, String curve, int keyLength) {
        this.keyName = keyName;
        this.agreementName = agreementName;
        this.curve = curve;
        this.keyLength = keyLength;
    }

    /** The name of its keys with the Java Cryptography Architecture. */
    public String keyName() {
        return keyName;
    }

    /** The name of the agreement with the Java Cryptography Architecture. */
    public String agreementName() {
        return agreementName;
    }

    /** Bytes of a public key as SubjectPublicKeyInfo. */
    public int keyLength() {
        return keyLength;
    }

    KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyName, PublicKeys.BOUNCY_CASTLE);
            generator.initialize(new ECGenParameterSpec(curve), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle has " + this, e);
        }
    }

    /**
     * The secret of both keys, to be closed by the caller.
     *
     * @throws EpochFault if the other's key is of another length, is no point of the curve, or makes the secret all zero
     */
    SecretBytes agree(PrivateKey own, byte[] others) {
        EpochFault.unlessLong("a key of " + this, others, keyLength);
        try {
            KeyAgreement agreement = KeyAgreement.getInstance(agreementName, PublicKeys.BOUNCY_CASTLE);
            agreement.init(own);
            agreement.doPhase(PublicKeys.read(keyName, others), true);
            return SecretBytes.owning(agreement.generateSecret());
        } catch (GeneralSecurityException | IllegalStateException e) { // The latter for a secret that is all zero.
            throw new EpochFault(Reason.EXCHANGE_KEY, "not a key that " + this + " can be done with");
        }
    }
}

package dk.kronborg.kms.epoch;

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

    /** The curve by the name that its parameters have with the Java Cryptography Architecture. */
    public String curve() {
        return curve;
    }

    /** Bytes of a public key as SubjectPublicKeyInfo. */
    public int keyLength() {
        return keyLength;
    }
}

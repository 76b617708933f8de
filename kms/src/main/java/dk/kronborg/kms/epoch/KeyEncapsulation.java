package dk.kronborg.kms.epoch;

/** Key encapsulation by lattices (FIPS 203). */
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
}

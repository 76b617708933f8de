package dk.kronborg.linkmonitor.intake;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a device or the centre may sign what it says. Which it is, the key says. */
public enum SignatureAlgorithm {
    /** RFC 8032, no prehash. */
    ED25519("Ed25519", 64),
    /** FIPS 204, empty context, no prehash; holds against a quantum computer. */
    ML_DSA_65("ML-DSA-65", 3309);

    private final String jcaName;
    private final int signatureBytes;

    SignatureAlgorithm(String jcaName, int signatureBytes) {
        this.jcaName = jcaName;
        this.signatureBytes = signatureBytes;
    }

    /** Its name for JCA. */
    public String jcaName() {
        return jcaName;
    }

    int signatureBytes() {
        return signatureBytes;
    }

    /** Whether a signature of some algorithm has that length. */
    static boolean anyHas(int signatureBytes) {
        return Arrays.stream(values()).anyMatch(algorithm -> algorithm.signatureBytes == signatureBytes);
    }

    /** The lengths that signatures have, for people. */
    static String lengths() {
        return Arrays.stream(values())
                .map(algorithm -> algorithm.signatureBytes + " (" + algorithm + ')')
                .collect(Collectors.joining(" or "));
    }

    @Override
    public String toString() {
        return jcaName;
    }
}

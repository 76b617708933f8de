package dk.kronborg.kms.block;

import java.util.Arrays;

/** What the security of a device's key was proved against, weakest first. */
public enum SecurityProof {
    ASYMPTOTIC("asymptotic"),
    FINITE_SIZE_COLLECTIVE("finite-size-collective"),
    COMPOSABLE_COLLECTIVE("composable-collective"),
    COMPOSABLE_GENERAL("composable-general");

    private final String wireName;

    SecurityProof(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /**
     * The proof of that wire name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static SecurityProof ofWireName(String name) {
        return Arrays.stream(values())
                .filter(proof -> proof.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("security proof is asymptotic, finite-size-collective,"
                        + " composable-collective or composable-general"));
    }
}

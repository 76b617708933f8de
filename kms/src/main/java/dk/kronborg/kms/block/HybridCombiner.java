package dk.kronborg.kms.block;

/** How quantum key and post-quantum secret become one key. */
public enum HybridCombiner {
    /** By HKDF-SHA-384: bound to whom and what it is for, and no stronger than 384 bits, however long. */
    CATKDF,
    /**
     * Exclusive or: secret against any computing power if the quantum key is, and against what breaks the quantum key if
     * the lattices hold. What it is for is bound into the post-quantum part only.
     */
    XOR_ITS
}

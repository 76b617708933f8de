package dk.kronborg.kms.mode;

/** How a pool of quantum keys stands, from one KME to another, as its from end judges it; worst first. */
public enum Mode {
    /** There are neither quantum keys nor post-quantum ones, or there never were any yet. */
    BLOCKED,
    /** Quantum keys cannot be had: what is left of them is for those who may have no others. */
    FALLBACK_PQC,
    /** Quantum keys can be had again, and are watched. */
    RECOVERING,
    /** Quantum keys are few, or their supply is in doubt: they are for those who need them. */
    QKD_RESERVE,
    /** There are quantum keys for everybody. */
    QKD_NORMAL
}

package dk.kronborg.kms.block;

/** What the secrecy of a key rests on. Grades never mix. */
public enum Grade {
    /** Quantum key distribution. */
    QKD,
    /** Quantum key distribution and post-quantum cryptography combined: secure if either is. */
    HYBRID,
    /** Post-quantum cryptography alone. */
    PQC,
    /** The random generator of one KME that is home to the initiator and a target. Of keys that are no run of a block. */
    LOCAL
}

package dk.kronborg.kms.block;

/** What the bits of a block come from. Bits of different origin never share a pool. */
public enum Origin {
    /** Quantum key distribution: devices at both ends of a link made them. */
    QKD(Grade.QKD),
    /** A post-quantum epoch, from which both ends derived them. */
    PQC(Grade.PQC);

    private final Grade grade;

    Origin(Grade grade) {
        this.grade = grade;
    }

    /** Of keys that are runs of such bits. */
    public Grade grade() {
        return grade;
    }
}

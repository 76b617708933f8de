package dk.kronborg.kms.block;

import java.util.Arrays;
import java.util.Optional;

/** What the secrecy of a key rests on. Grades never mix. */
public enum Grade {
    /** Quantum key distribution. */
    QKD(0),
    /** Quantum key distribution and post-quantum cryptography combined: secure if either is. */
    HYBRID(1),
    /** Post-quantum cryptography alone. */
    PQC(2);

    private final int code;

    Grade(int code) {
        this.code = code;
    }

    /** The two bits by which key IDs name the grade. */
    public int code() {
        return code;
    }

    /** The grade of that code, if there is one. */
    public static Optional<Grade> ofCode(int code) {
        return Arrays.stream(values()).filter(grade -> grade.code == code).findFirst();
    }
}

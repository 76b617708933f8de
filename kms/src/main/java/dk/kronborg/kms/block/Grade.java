package dk.kronborg.kms.block;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** What the secrecy of a key rests on. Grades never mix. */
public enum Grade {
    /** Quantum key distribution. */
    QKD(OptionalInt.of(0)),
    /** Quantum key distribution and post-quantum cryptography combined: secure if either is. */
    HYBRID(OptionalInt.of(1)),
    /** Post-quantum cryptography alone. */
    PQC(OptionalInt.of(2)),
    /** The random generator of one KME that is home to the initiator and a target. Of keys that are no run of a block. */
    LOCAL(OptionalInt.empty());

    private final OptionalInt code;

    Grade(OptionalInt code) {
        this.code = code;
    }

    /** The two bits by which key IDs name the grade, if keys of this grade have such IDs. */
    public OptionalInt code() {
        return code;
    }

    /** The grade of that code, if there is one. */
    public static Optional<Grade> ofCode(int code) {
        return Arrays.stream(values())
                .filter(grade -> grade.code.equals(OptionalInt.of(code)))
                .findFirst();
    }
}

package dk.kronborg.kms.policy;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.HybridCombiner;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.Network;
import java.util.Arrays;
import java.util.Optional;

/** How a key is made. Its two-bit code stands in the key's ID, so both ends make it in the same way. */
public enum Making {
    /** A run of quantum bits as it is. */
    QKD(0, Grade.QKD),
    /** Derived from a run of quantum bits and a post-quantum secret together: secure, computationally, if either is. */
    HYBRID_CATKDF(1, Grade.HYBRID),
    /** A run of bits derived from a post-quantum secret. */
    PQC(2, Grade.PQC),
    /** A run of quantum bits XOR one from a post-quantum secret: as secure as the better of the two. */
    HYBRID_XOR_ITS(3, Grade.HYBRID);

    private final int code;
    private final Grade grade;

    Making(int code, Grade grade) {
        this.code = code;
        this.grade = grade;
    }

    /** From 0 to 3. */
    public int code() {
        return code;
    }

    /** What the secrecy of such a key rests on. */
    public Grade grade() {
        return grade;
    }

    /** The making of that code, if there is one. */
    public static Optional<Making> ofCode(int code) {
        return Arrays.stream(values()).filter(making -> making.code == code).findFirst();
    }

    /** Of the run that such a key is made of. */
    public Origin origin() {
        return this == PQC ? Origin.PQC : Origin.QKD;
    }

    /** How quantum bits and a post-quantum secret become such a key; nothing if it is made of one of the two alone. */
    public Optional<HybridCombiner> combiner() {
        return switch (this) {
            case HYBRID_CATKDF -> Optional.of(HybridCombiner.CATKDF);
            case HYBRID_XOR_ITS -> Optional.of(HybridCombiner.XOR_ITS);
            case QKD, PQC -> Optional.empty();
        };
    }

    /** Whether a post-quantum secret goes into such a key. */
    public boolean takesPqc() {
        return this != QKD;
    }

    /** Whether a pair of SAEs may ever have such a key, by its policy as it is known here. */
    public boolean isPermittedTo(SaeId initiator, SaeId target, Network network) {
        return network.policy(initiator, target)
                .filter(policy -> policy instanceof KeyPolicy known && isPermittedBy(known))
                .isPresent();
    }

    /**
     * Whether a pair under that policy may ever have such a key. That is for the to end to check too: it cannot know
     * what the from end's {@link Decision} went by, but a key beyond this is below policy whatever that was.
     */
    public boolean isPermittedBy(KeyPolicy policy) {
        return switch (this) {
            case QKD -> !policy.needsPqc();
            case HYBRID_CATKDF -> !policy.itsOnly();
            case PQC -> policy.mayRestOnPqcAlone();
            case HYBRID_XOR_ITS -> true;
        };
    }
}

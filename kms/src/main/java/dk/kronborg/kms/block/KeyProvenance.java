package dk.kronborg.kms.block;

import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** What a key's secrecy rests on, as its users are told: the same at every one of them. */
public sealed interface KeyProvenance {

    /** Of the key. */
    Grade grade();

    /** When the oldest of the bits were made that it rests on, whole milliseconds. */
    Instant createdAt();

    /** How a key came to its users. */
    enum Transport {
        /** It is a run of bits that a link gave both ends. */
        NONE,
        /** One KME drew it at random and sent it to the others, encrypted with one-time pads. */
        OTP_XOR
    }

    /**
     * Of a key that rests on quantum key distribution alone.
     *
     * @param links        that made the bits it rests on
     * @param proof        the weakest of the links' proofs
     * @param epsilonTotal bound on the probability that any of the proofs fails, above 0 and at most 1
     * @param detector     TRUSTED if one of the proofs trusts a detector
     * @param transport    how the key came to its users
     */
    record Quantum(
            SortedSet<LinkId> links,
            SecurityProof proof,
            double epsilonTotal,
            DetectorTrust detector,
            Instant createdAt,
            Transport transport)
            implements KeyProvenance {

        @Override
        public Grade grade() {
            return Grade.QKD;
        }

        /** Of a key that falls if either of the two does. */
        public Quantum and(Quantum other) {
            SortedSet<LinkId> both = new TreeSet<>(links);
            both.addAll(other.links);
            return new Quantum(
                    both,
                    proof.compareTo(other.proof) < 0 ? proof : other.proof,
                    Math.min(1, epsilonTotal + other.epsilonTotal),
                    detector == DetectorTrust.TRUSTED ? detector : other.detector,
                    createdAt.isBefore(other.createdAt) ? createdAt : other.createdAt,
                    transport);
        }
    }

    /** Of a key that went over no link, only through the KME that drew it: nothing is proved of it. */
    record Local(Instant createdAt) implements KeyProvenance {

        public Local {
            createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public Grade grade() {
            return Grade.LOCAL;
        }
    }

    /**
     * Of a key that rests on post-quantum cryptography alone.
     *
     * @param epoch from which both ends derived it
     * @param suite of algorithms by which the epoch was agreed
     */
    record PostQuantum(UUID epoch, String suite, Instant createdAt) implements KeyProvenance {

        @Override
        public Grade grade() {
            return Grade.PQC;
        }
    }

    /**
     * Of a key that rests on both: secure if one of them is.
     *
     * @param quantum  of the run of quantum bits that it is made of
     * @param epoch    that its post-quantum part comes from
     * @param combiner how the two became one
     */
    record Hybrid(Quantum quantum, HybridEpoch epoch, HybridCombiner combiner) implements KeyProvenance {

        @Override
        public Grade grade() {
            return Grade.HYBRID;
        }

        @Override
        public Instant createdAt() {
            return quantum.createdAt();
        }
    }

    /** Of a key that is a run of a block. */
    static KeyProvenance ofRun(Provenance block) {
        return switch (block) {
            case Provenance.OfLink link -> of(link, Transport.NONE);
            case Provenance.OfEpoch epoch -> new PostQuantum(epoch.epoch(), epoch.suite(), epoch.producedAt());
        };
    }

    /**
     * Of a key made of a run of this block and its second secret.
     *
     * @throws IllegalArgumentException if no link made the block
     */
    static Hybrid ofHybrid(Provenance block, HybridEpoch epoch, HybridCombiner combiner) {
        if (block instanceof Provenance.OfLink link) {
            return new Hybrid(of(link, Transport.NONE), epoch, combiner);
        }
        throw new IllegalArgumentException("only blocks of a link have second secrets, got one of " + block.source());
    }

    /**
     * Of a key sent under a pad from this block.
     *
     * @throws IllegalArgumentException if no link made it: only quantum keys are one-time pads
     */
    static Quantum ofPad(Provenance block) {
        if (block instanceof Provenance.OfLink link) {
            return of(link, Transport.OTP_XOR);
        }
        throw new IllegalArgumentException("a one-time pad comes from a link, got " + block.source());
    }

    private static Quantum of(Provenance.OfLink block, Transport transport) {
        return new Quantum(
                new TreeSet<>(Set.of(block.link())),
                block.proof(),
                block.epsilonTotal(),
                block.detector(),
                block.producedAt(),
                transport);
    }
}

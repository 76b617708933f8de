package dk.kronborg.kms.block;

import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
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
     * @param hops         on each of the paths disjoint in nodes that it came over, ascending
     */
    record Quantum(
            SortedSet<LinkId> links,
            SecurityProof proof,
            double epsilonTotal,
            DetectorTrust detector,
            Instant createdAt,
            Transport transport,
            List<Integer> hops)
            implements KeyProvenance {

        /** Of a key that came over one link. */
        static final List<Integer> ONE_HOP = List.of(1);

        @Override
        public Grade grade() {
            return Grade.QKD;
        }

        /** Adds it, in its one form, to what a tag is computed over. */
        public CanonicalForm in(CanonicalForm form) {
            form.integer(links.size());
            links.forEach(link -> form.text(link.value()));
            form.text(proof.wireName())
                    .real(epsilonTotal)
                    .text(detector.name())
                    .number(createdAt.toEpochMilli())
                    .text(transport.name())
                    .integer(hops.size());
            hops.forEach(form::integer);
            return form;
        }

        /** Of a key that falls if either of the two does. */
        public Quantum and(Quantum other) {
            SortedSet<LinkId> both = new TreeSet<>(links);
            both.addAll(other.links);
            return new Quantum(
                    both,
                    Weaker.of(proof, other.proof),
                    Math.min(1, epsilonTotal + other.epsilonTotal),
                    Weaker.of(detector, other.detector),
                    Weaker.of(createdAt, other.createdAt),
                    transport,
                    weaker(hops, other.hops));
        }

        /** Fewer paths, or as many with a longer one. */
        private static List<Integer> weaker(List<Integer> one, List<Integer> other) {
            return Comparator.<List<Integer>>comparingInt(List::size)
                                    .thenComparing(Comparator.<List<Integer>>comparingInt(List::getLast)
                                            .reversed())
                                    .compare(one, other)
                            <= 0
                    ? one
                    : other;
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
            case Provenance.OfRelay relay -> of(relay);
            case Provenance.OfEpoch epoch -> new PostQuantum(epoch.epoch(), epoch.suite(), epoch.producedAt());
        };
    }

    /**
     * Of a key made of a run of this block and its second secret.
     *
     * @throws IllegalArgumentException if the block is not of quantum key
     */
    static Hybrid ofHybrid(Provenance block, HybridEpoch epoch, HybridCombiner combiner) {
        if (ofRun(block) instanceof Quantum quantum) {
            return new Hybrid(quantum, epoch, combiner);
        }
        throw new IllegalArgumentException("only quantum key has second secrets, got a block of " + block.source());
    }

    /**
     * Of a key sent under a pad from this block.
     *
     * @throws IllegalArgumentException if it is not of quantum key: nothing else is a one-time pad
     */
    static Quantum ofPad(Provenance block) {
        return switch (block) {
            case Provenance.OfLink link -> of(link, Transport.OTP_XOR);
            case Provenance.OfRelay relay -> of(relay);
            case Provenance.OfEpoch epoch ->
                throw new IllegalArgumentException("a one-time pad is of quantum key, got " + epoch.source());
        };
    }

    private static Quantum of(Provenance.OfRelay block) {
        return new Quantum(
                block.links(),
                block.proof(),
                block.epsilonTotal(),
                block.detector(),
                block.producedAt(),
                Transport.OTP_XOR,
                block.paths().stream().map(path -> path.size() - 1).sorted().toList());
    }

    private static Quantum of(Provenance.OfLink block, Transport transport) {
        return new Quantum(
                new TreeSet<>(Set.of(block.link())),
                block.proof(),
                block.epsilonTotal(),
                block.detector(),
                block.producedAt(),
                transport,
                Quantum.ONE_HOP);
    }
}

package dk.kronborg.kms.block;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Where the bits of a block come from, and what is claimed for them. */
public sealed interface Provenance {

    /** When they were made, by the clock of whoever made them, whole milliseconds. */
    Instant producedAt();

    /** Of the bits. */
    Origin origin();

    /** The same in a word, for operators. */
    String source();

    /** Whether both are of the same bits as far as one end can tell, so that their claims can be compared. */
    boolean isComparable(Provenance other);

    /**
     * The weaker of both ends' claims, point by point: what both can stand for.
     *
     * @throws IllegalArgumentException if they cannot be compared
     */
    Provenance worseOf(Provenance other);

    /**
     * Of bits that a link made.
     *
     * @param link         the link that made them
     * @param proof        what the security was proved against
     * @param epsilonTotal failure probability of the proof, above 0 and at most 1
     * @param detector     whether the proof trusts the receiver's detector
     * @param producedAt   by the device's clock
     * @throws IllegalArgumentException if epsilon is outside its range
     */
    record OfLink(LinkId link, SecurityProof proof, double epsilonTotal, DetectorTrust detector, Instant producedAt)
            implements Provenance {

        public OfLink {
            if (!(epsilonTotal > 0 && epsilonTotal <= 1)) {
                throw new IllegalArgumentException("total epsilon is above 0 and at most 1, got " + epsilonTotal);
            }
            producedAt = producedAt.truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public Origin origin() {
            return Origin.QKD;
        }

        @Override
        public String source() {
            return "link " + link;
        }

        @Override
        public boolean isComparable(Provenance other) {
            return other instanceof OfLink of && link.equals(of.link);
        }

        @Override
        public OfLink worseOf(Provenance other) {
            if (!(other instanceof OfLink of) || !link.equals(of.link)) {
                throw new IllegalArgumentException(
                        "one block comes from one link, got " + source() + " and " + other.source());
            }
            return new OfLink(
                    link,
                    Weaker.of(proof, of.proof),
                    Math.max(epsilonTotal, of.epsilonTotal),
                    Weaker.of(detector, of.detector),
                    Weaker.of(producedAt, of.producedAt));
        }
    }

    /**
     * Of bits that one end drew at random and sent to the other over trusted nodes, under one-time pads on every hop: they
     * fall if a node on each of the paths does.
     *
     * @param paths        each from one end to the other, no two with a node between in common; the bits are the exclusive or
     *                     of what went over them
     * @param links        that made the pads
     * @param proof        the weakest of the links' proofs
     * @param epsilonTotal bound on the probability that any of the proofs fails, above 0 and at most 1
     * @param detector     TRUSTED if one of the proofs trusts a detector
     * @param producedAt   when the oldest of the pads were made
     * @throws IllegalArgumentException if epsilon is outside its range, or a path has no node between its ends
     */
    record OfRelay(
            List<List<KmeId>> paths,
            SortedSet<LinkId> links,
            SecurityProof proof,
            double epsilonTotal,
            DetectorTrust detector,
            Instant producedAt)
            implements Provenance {

        public OfRelay {
            if (!(epsilonTotal > 0 && epsilonTotal <= 1)) {
                throw new IllegalArgumentException("total epsilon is above 0 and at most 1, got " + epsilonTotal);
            }
            if (paths.isEmpty() || paths.stream().anyMatch(path -> path.size() < 3)) {
                throw new IllegalArgumentException("a path of a relay has a node between its ends, got " + paths);
            }
            paths = paths.stream().map(List::copyOf).toList();
            links = Collections.unmodifiableSortedSet(new TreeSet<>(links));
            producedAt = producedAt.truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public Origin origin() {
            return Origin.QKD;
        }

        @Override
        public String source() {
            return "relay over " + paths;
        }

        @Override
        public boolean isComparable(Provenance other) {
            return other instanceof OfRelay of && paths.equals(of.paths);
        }

        @Override
        public OfRelay worseOf(Provenance other) {
            if (!(other instanceof OfRelay of) || !paths.equals(of.paths)) {
                throw new IllegalArgumentException(
                        "one block comes over the same paths, got " + source() + " and " + other.source());
            }
            SortedSet<LinkId> both = new TreeSet<>(links);
            both.addAll(of.links);
            return new OfRelay(
                    paths,
                    both,
                    Weaker.of(proof, of.proof),
                    Math.max(epsilonTotal, of.epsilonTotal),
                    Weaker.of(detector, of.detector),
                    Weaker.of(producedAt, of.producedAt));
        }
    }

    /**
     * Of bits that both ends derived from an epoch: they know the same of it.
     *
     * @param epoch      agreed by both ends
     * @param suite      of algorithms by which it was
     * @param producedAt when it was, by the responder's clock
     */
    record OfEpoch(UUID epoch, String suite, Instant producedAt) implements Provenance {

        public OfEpoch {
            producedAt = producedAt.truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public Origin origin() {
            return Origin.PQC;
        }

        @Override
        public String source() {
            return "epoch " + epoch;
        }

        @Override
        public boolean isComparable(Provenance other) {
            return equals(other);
        }

        @Override
        public OfEpoch worseOf(Provenance other) {
            if (!equals(other)) {
                throw new IllegalArgumentException(
                        "one block comes from one epoch, got " + source() + " and " + other.source());
            }
            return this;
        }
    }
}

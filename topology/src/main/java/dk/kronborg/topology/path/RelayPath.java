package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.KmeId;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The KMEs that a key passes, from one end to the other, each of them once.
 *
 * @param kmes at least two; the first makes the key
 * @throws IllegalArgumentException if there are fewer than two, or one is passed twice
 */
public record RelayPath(List<KmeId> kmes) implements Comparable<RelayPath> {

    public RelayPath {
        kmes = List.copyOf(kmes);
        if (kmes.size() < 2 || new HashSet<>(kmes).size() != kmes.size()) {
            throw new IllegalArgumentException("a path passes two or more KMEs, each once, got " + kmes);
        }
    }

    public KmeId from() {
        return kmes.getFirst();
    }

    public KmeId to() {
        return kmes.getLast();
    }

    /** The KMEs between the ends: they know what passes. */
    public List<KmeId> relays() {
        return kmes.subList(1, kmes.size() - 1);
    }

    /** Its steps in their order. A bit of key takes a bit of pad on each. */
    public List<Hop> hops() {
        return IntStream.range(1, kmes.size())
                .mapToObj(i -> new Hop(kmes.get(i - 1), kmes.get(i)))
                .toList();
    }

    /** Fewer hops first, then by names. */
    @Override
    public int compareTo(RelayPath other) {
        int order = Integer.compare(kmes.size(), other.kmes.size());
        for (int i = 0; order == 0 && i < kmes.size(); i++) {
            order = kmes.get(i).compareTo(other.kmes.get(i));
        }
        return order;
    }

    @Override
    public String toString() {
        return kmes.stream().map(KmeId::value).collect(Collectors.joining(" > "));
    }
}

package dk.kronborg.topology.planning;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two KMEs that are to share keys, in no order: the smaller name is kept first.
 *
 * @throws IllegalArgumentException if both are the same
 */
public record KmePair(KmeId first, KmeId second) implements Comparable<KmePair> {

    public KmePair {
        if (first.equals(second)) {
            throw new IllegalArgumentException("a pair has two different KMEs, got " + first + " twice");
        }
        if (first.compareTo(second) > 0) {
            KmeId swapped = first;
            first = second;
            second = swapped;
        }
    }

    /** Every two KMEs of a network: about half the square of their number. */
    public static Set<KmePair> all(Network network) {
        List<KmeId> kmes = network.kmes().stream().map(Kme::id).toList();
        Set<KmePair> pairs = new TreeSet<>();
        for (int i = 0; i < kmes.size(); i++) {
            for (KmeId other : kmes.subList(i + 1, kmes.size())) {
                pairs.add(new KmePair(kmes.get(i), other));
            }
        }
        return pairs;
    }

    /** Every two KMEs of a network of which at least one is among those. */
    public static Set<KmePair> with(Network network, Set<KmeId> those) {
        Set<KmePair> pairs = new TreeSet<>();
        for (KmeId one : those) {
            network.kmes().stream()
                    .map(Kme::id)
                    .filter(other -> !other.equals(one))
                    .map(other -> new KmePair(one, other))
                    .forEach(pairs::add);
        }
        return pairs;
    }

    /** Whether that KME is one of them. */
    public boolean has(KmeId kme) {
        return first.equals(kme) || second.equals(kme);
    }

    @Override
    public int compareTo(KmePair other) {
        int byFirst = first.compareTo(other.first);
        return byFirst != 0 ? byFirst : second.compareTo(other.second);
    }
}

package dk.kronborg.topology.planning;

import dk.kronborg.topology.path.Hop;
import dk.kronborg.topology.path.RelayPath;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a bit of key costs on its way, without what authentication takes.
 *
 * @param bits on each hop, bits of link key for each bit of key
 */
public record KeyCost(SortedMap<Hop, Integer> bits) {
    public KeyCost {
        bits = Collections.unmodifiableSortedMap(new TreeMap<>(bits));
    }

    /** Of a key that goes along one path, or in as many shares as there are paths, each as long as the key. */
    public static KeyCost of(Collection<RelayPath> paths) {
        SortedMap<Hop, Integer> bits = new TreeMap<>();
        paths.forEach(path -> path.hops().forEach(hop -> bits.merge(hop, 1, Integer::sum)));
        return new KeyCost(bits);
    }

    /** On all hops together. */
    public int total() {
        return bits.values().stream().mapToInt(Integer::intValue).sum();
    }
}

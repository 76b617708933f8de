package dk.kronborg.topology.path;

import java.util.List;

/**
 * Paths between the same two KMEs of which no two share a relay or a cable; the cheapest first.
 *
 * <p>To find as many as there are is NP-hard as soon as cables hold several links. The search is exact where no cable
 * does, and in networks small enough for its {@link PathSettings#effort}; elsewhere it may miss a set of paths, and
 * says so. What it finds never shares anything.
 *
 * @param paths  as many as were asked for, or fewer
 * @param proven whether there are no more, up to the number that was asked for
 */
public record DisjointPaths(List<WeighedPath> paths, boolean proven) {
    public DisjointPaths {
        paths = List.copyOf(paths);
    }
}

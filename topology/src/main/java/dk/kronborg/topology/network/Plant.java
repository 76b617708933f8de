package dk.kronborg.topology.network;

import java.util.Map;
import java.util.Set;

/**
 * What of a network touches no security, by the names of its document (kronborg-network/1): no key comes to whom it should
 * not, nor rests on less than it should, if this is said in bad faith. All else touches it, and what is new does until it is
 * named here.
 *
 * <p>Links do not: what devices and KMEs may do there, their certificates and the confirmation of blocks say.
 */
public final class Plant {

    /** Lists that are plant as a whole. */
    public static final Set<String> LISTS = Set.of("links", "cables", "guarantees");

    private static final Map<String, Set<String>> MEMBERS =
            Map.of("sites", Set.of("name", "latitude", "longitude"), "kmes", Set.of("peer_uri"));

    private Plant() {}

    /** Members of the entries of another list that are plant; the rest of each entry is not. */
    public static Set<String> members(String list) {
        return MEMBERS.getOrDefault(list, Set.of());
    }
}

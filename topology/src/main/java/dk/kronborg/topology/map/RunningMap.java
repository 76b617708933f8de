package dk.kronborg.topology.map;

import dk.kronborg.topology.network.Network;

/**
 * The map that a KME runs.
 *
 * @param network as far as it concerns this KME: all sites, KMEs and links, its own SAEs, their pairs, the other ends
 */
public record RunningMap(MapVersion version, Network network) {}

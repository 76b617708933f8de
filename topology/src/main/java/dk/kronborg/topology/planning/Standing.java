package dk.kronborg.topology.planning;

/**
 * How two KMEs are joined.
 *
 * @param disjointPaths paths that share no relay and no cable: 0, 1, or 2 for two or more
 * @param rate          what could go between them at most, over all paths together and if nobody else took any; whole
 *     bits a second
 */
public record Standing(int disjointPaths, double rate) {}

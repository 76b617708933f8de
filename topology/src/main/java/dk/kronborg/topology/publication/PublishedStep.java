package dk.kronborg.topology.publication;

import dk.kronborg.topology.map.KeySignature;
import dk.kronborg.topology.map.MapStep;

/**
 * A version of the map as it was published.
 *
 * @param signature the centre's
 * @param network   number of the version of the network that it says
 */
public record PublishedStep(MapStep step, KeySignature signature, long network) {}

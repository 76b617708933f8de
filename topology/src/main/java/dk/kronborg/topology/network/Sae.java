package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;

/**
 * A consumer of keys and the key manager that serves it, its home.
 *
 * @param kme the home KME
 */
public record Sae(SaeId id, KmeId kme) {}

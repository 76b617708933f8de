package dk.kronborg.kms.keyid;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.topology.identity.SaeId;

/**
 * For whom a key was made: the tag of its ID holds for these and for nobody else.
 *
 * @param pool      from which it was allocated
 * @param initiator the SAE that got it first
 * @param target    the SAE that may fetch it by its ID
 */
public record KeyBinding(PoolId pool, SaeId initiator, SaeId target) {}

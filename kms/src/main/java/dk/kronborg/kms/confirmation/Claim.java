package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.block.Provenance;
import java.util.UUID;

/**
 * What the other end's device claims for a block that the other end holds.
 *
 * @param length bytes, header included
 */
public record Claim(UUID block, Provenance provenance, int length) {}

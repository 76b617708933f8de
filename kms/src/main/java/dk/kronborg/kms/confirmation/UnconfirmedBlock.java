package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.block.Provenance;
import java.util.UUID;

/**
 * A block that this end got from its device and that is in no pool yet.
 *
 * @param row    of the block
 * @param length bytes, header included
 */
public record UnconfirmedBlock(long row, UUID id, Provenance provenance, int length) {}

package dk.kronborg.kms.block;

import java.util.UUID;

/**
 * The epoch from which a block of quantum key has its second secret.
 *
 * @param id    agreed by both ends
 * @param suite name of the algorithms by which it was
 */
public record HybridEpoch(UUID id, String suite) {}

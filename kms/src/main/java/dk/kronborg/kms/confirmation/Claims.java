package dk.kronborg.kms.confirmation;

import java.util.List;
import java.util.UUID;

/**
 * Which of the blocks asked for the other end holds unconfirmed.
 *
 * @param introduction of the other end
 * @param epochs       from which it can derive second secrets for blocks of the pool
 */
public record Claims(Introduction introduction, List<Claim> held, List<UUID> epochs) {}

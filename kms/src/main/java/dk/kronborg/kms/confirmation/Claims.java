package dk.kronborg.kms.confirmation;

import java.util.List;
import java.util.UUID;

/**
 * Which of the blocks asked for the other end holds unconfirmed.
 *
 * @param incarnation of the other end's store
 */
public record Claims(UUID incarnation, List<Claim> held) {}

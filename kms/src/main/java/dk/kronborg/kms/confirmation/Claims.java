package dk.kronborg.kms.confirmation;

import java.util.List;

/**
 * Which of the blocks asked for the other end holds unconfirmed.
 *
 * @param introduction of the other end
 */
public record Claims(Introduction introduction, List<Claim> held) {}

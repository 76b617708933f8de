package dk.kronborg.kms.delivery;

import dk.kronborg.kms.secret.SecretBytes;
import java.util.UUID;

/**
 * A key on its way to an SAE.
 *
 * @param key closed by whoever sends it
 */
public record DeliveredKey(UUID id, SecretBytes key) {}

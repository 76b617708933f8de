package dk.kronborg.kms.keyid;

import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.UUID;

/**
 * A key on its way to an SAE.
 *
 * @param key        closed by whoever sends it
 * @param provenance what its secrecy rests on, the same for all its users
 */
public record DeliveredKey(UUID id, SecretBytes key, KeyProvenance provenance) {}

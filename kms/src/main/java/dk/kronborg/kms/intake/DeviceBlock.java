package dk.kronborg.kms.intake;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.UUID;

/**
 * A block as a device delivers it.
 *
 * @param id         the devices' name for it, the same at both ends
 * @param pool       to which it belongs
 * @param provenance what this device claims for it
 * @param bytes      closed by whoever made them
 */
public record DeviceBlock(UUID id, PoolId pool, Provenance.OfLink provenance, SecretBytes bytes) {}

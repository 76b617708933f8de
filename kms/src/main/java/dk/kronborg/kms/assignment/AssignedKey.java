package dk.kronborg.kms.assignment;

import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.SaeId;
import java.util.Optional;
import java.util.UUID;

/**
 * A key that one SAE gave to another under a random ID, for the assigned-key table.
 *
 * @param key absent where the target's home is another KME, which has it
 */
public record AssignedKey(
        UUID id, SaeId initiator, SaeId target, KeyProvenance provenance, Optional<SecretBytes> key) {}

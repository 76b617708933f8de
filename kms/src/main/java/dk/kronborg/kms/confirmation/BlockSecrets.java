package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.secret.SecretBytes;
import java.util.Optional;

/**
 * What the two ends prove to each other that they have the same of; closed as one.
 *
 * @param bytes  the whole block
 * @param second its second secret, if it has one
 */
public record BlockSecrets(SecretBytes bytes, Optional<SecretBytes> second) implements AutoCloseable {

    @Override
    public void close() {
        bytes.close();
        second.ifPresent(SecretBytes::close);
    }
}

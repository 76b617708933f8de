package dk.kronborg.kms.wrapping;

import dk.kronborg.kms.secret.SecretBytes;

/**
 * The key that wraps the data keys of one site. It lives outside the database: in a file that only the
 * process may read, or in a hardware security module.
 */
public interface KeyEncryptionKey {

    /** Wraps a key, bound to its name. */
    byte[] wrap(String name, SecretBytes key);

    /**
     * Unwraps a key.
     *
     * @throws WrappingException if this is not what was wrapped under this name by this key
     */
    SecretBytes unwrap(String name, byte[] wrapped);
}

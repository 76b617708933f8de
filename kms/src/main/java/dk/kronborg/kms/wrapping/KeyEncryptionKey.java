package dk.kronborg.kms.wrapping;

import dk.kronborg.kms.secret.SecretBytes;
import java.util.NavigableSet;

/**
 * The key that wraps the data keys of one site, in numbered versions. It lives outside the database: in files that
 * only the process may read, or in a hardware security module.
 *
 * <p>Safe for use by several threads. Every method throws {@link KeyEncryptionKeyUnavailable} if the key cannot be
 * reached now; what the same call does later is open.
 */
public interface KeyEncryptionKey {

    /** Numbers of the versions that are there, from 1; empty before the first is made and after the last is destroyed. */
    NavigableSet<Integer> versions();

    /**
     * Makes a version of fresh random bits; it is kept for good when this returns.
     *
     * @throws IllegalStateException if there is one of that number
     */
    void create(int version);

    /** Wraps a key under a version, bound to its name. */
    byte[] wrap(int version, String name, SecretBytes key);

    /**
     * Unwraps a key.
     *
     * @throws WrappingException if this is not what was wrapped under this name by this version
     */
    SecretBytes unwrap(int version, String name, byte[] wrapped);

    /** Destroys a version for good, if it is there; nothing that it wrapped can be opened when this returns. */
    void destroy(int version);

    /** Destroys all versions for good, and what unfinished work may have left of them. */
    void destroyAll();
}

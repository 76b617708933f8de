package dk.kronborg.kms.wrapping;

import dk.kronborg.kms.block.StoreUnavailable;

/**
 * The key-encryption key cannot be reached: its token is away, nobody is logged in, its file cannot be read. What it
 * wrapped is not lost; the same call may succeed later.
 */
public class KeyEncryptionKeyUnavailable extends StoreUnavailable {

    private static final long serialVersionUID = 1;

    public KeyEncryptionKeyUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public KeyEncryptionKeyUnavailable(String message) {
        super(message);
    }
}

package dk.kronborg.kms.wrapping;

/**
 * A data key as it rests on the shelf.
 *
 * @param version    which version of the key-encryption key opens it, from 1
 * @param ciphertext what {@link KeyEncryptionKey#wrap} made of it; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record WrappedDataKey(int version, byte[] ciphertext) {

    public WrappedDataKey {
        if (version < 1) {
            throw new IllegalArgumentException("versions of a key-encryption key count from 1, got " + version);
        }
    }
}

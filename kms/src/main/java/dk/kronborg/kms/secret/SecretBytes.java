package dk.kronborg.kms.secret;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;

/**
 * Bytes that must not leak: key bytes live in this type and nowhere else.
 *
 * <p>It does not print, hash or serialise them, compares in constant time, and overwrites them when closed.
 * Whoever calls {@link #exposed()} handles raw key bytes; a text search for that word finds all who do.
 * Not safe for use by several threads while one of them closes it.
 */
public final class SecretBytes implements AutoCloseable {

    private final byte[] bytes;
    private boolean destroyed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over: the caller keeps no reference to it. */
    public static SecretBytes owning(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    /** Fresh random bytes. */
    public static SecretBytes random(int length, SecureRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    /** Copies of all these one after the other, to be closed by the caller; the parts remain his. */
    public static SecretBytes joined(List<SecretBytes> parts) {
        ByteBuffer joined =
                ByteBuffer.allocate(parts.stream().mapToInt(SecretBytes::length).sum());
        parts.forEach(part -> joined.put(part.exposed()));
        return new SecretBytes(joined.array());
    }

    public int length() {
        return bytes.length;
    }

    /**
     * A copy of part of the bytes, to be closed by the caller.
     *
     * @param offset first byte
     * @param length number of bytes
     * @throws IndexOutOfBoundsException if the part does not lie within
     */
    public SecretBytes slice(int offset, int length) {
        if (offset < 0 || length < 0 || offset > bytes.length - length) {
            throw new IndexOutOfBoundsException(
                    "part of " + length + " bytes from " + offset + " in " + bytes.length + " bytes");
        }
        return new SecretBytes(Arrays.copyOfRange(exposed(), offset, offset + length));
    }

    /**
     * The raw bytes, not a copy: neither changed nor kept by the caller.
     *
     * @throws IllegalStateException if they were destroyed
     */
    public byte[] exposed() {
        if (destroyed) {
            throw new IllegalStateException("these secret bytes were destroyed");
        }
        return bytes;
    }

    /**
     * These bytes as a key of the JDK: a view that keeps no copy and is of no use once they are destroyed. The JDK's
     * AES and HMAC overwrite the copies that they ask it for.
     */
    public SecretKey asKey(String algorithm) {
        return new KeyView(this, algorithm);
    }

    /**
     * The exclusive or of both, to be closed by the caller.
     *
     * @throws IllegalArgumentException if they are not of one length
     */
    public SecretBytes xor(SecretBytes other) {
        if (bytes.length != other.bytes.length) {
            throw new IllegalArgumentException(
                    "exclusive or of " + bytes.length + " and " + other.bytes.length + " bytes");
        }
        byte[] one = exposed();
        byte[] two = other.exposed();
        byte[] result = new byte[one.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (one[i] ^ two[i]);
        }
        return new SecretBytes(result);
    }

    /** Whether both hold the same bytes, found out in a time that depends on the length only. */
    public boolean sameAs(SecretBytes other) {
        return MessageDigest.isEqual(exposed(), other.exposed());
    }

    /** Overwrites the bytes. */
    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
        destroyed = true;
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + ']';
    }

    private static final class KeyView implements SecretKey {

        private static final long serialVersionUID = 1;

        private final transient SecretBytes secret;
        private final String algorithm;

        KeyView(SecretBytes secret, String algorithm) {
            this.secret = secret;
            this.algorithm = algorithm;
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return secret.exposed().clone();
        }

        private void writeObject(ObjectOutputStream out) throws NotSerializableException {
            throw new NotSerializableException("keys are not serialised");
        }
    }
}

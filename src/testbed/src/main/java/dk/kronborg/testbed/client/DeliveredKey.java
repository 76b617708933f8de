package dk.kronborg.testbed.client;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * A key as an SAE holds it. Two are equal if id and bytes are, compared in constant time; the bytes are not printed.
 */
public final class DeliveredKey {

    private final UUID id;
    private final byte[] bytes;

    DeliveredKey(UUID id, byte[] bytes) {
        this.id = id;
        this.bytes = bytes.clone();
    }

    /**
     * A key of a Key container.
     *
     * @throws IllegalArgumentException if the text is not Base64
     */
    public static DeliveredKey of(UUID id, String base64) {
        return new DeliveredKey(id, Base64.getDecoder().decode(base64));
    }

    /** {@code key_ID} of the standard. */
    public UUID id() {
        return id;
    }

    /** Length, bits. */
    public int bits() {
        return bytes.length * 8;
    }

    /** A copy of the secret bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Overwrites the secret bytes. */
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeliveredKey key && id.equals(key.id) && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "key " + id + " of " + bits() + " bits";
    }
}

package dk.kronborg.testbed.client;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

/**
 * A key as an SAE holds it. Two are equal if id and bytes are, compared in constant time; the bytes are not printed.
 */
public final class DeliveredKey {

    private final UUID id;
    private final byte[] bytes;
    private final Set<String> links;

    private DeliveredKey(UUID id, byte[] bytes, Set<String> links) {
        this.id = id;
        this.bytes = bytes;
        this.links = Set.copyOf(links);
    }

    /**
     * A key of a Key container of which nothing is said.
     *
     * @throws IllegalArgumentException if the text is not Base64
     */
    public static DeliveredKey of(UUID id, String base64) {
        return of(id, base64, Set.of());
    }

    /** The same, of which it is said which links it rests on. */
    static DeliveredKey of(UUID id, String base64, Set<String> links) {
        return new DeliveredKey(id, Base64.getDecoder().decode(base64), links);
    }

    /** {@code key_ID} of the standard. */
    public UUID id() {
        return id;
    }

    /** The QKD links that it rests on, as the KME says. */
    public Set<String> links() {
        return links;
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

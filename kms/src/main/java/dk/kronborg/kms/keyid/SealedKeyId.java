package dk.kronborg.kms.keyid;

import dk.kronborg.kms.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;

/**
 * The key_ID of a unicast key: a masked pointer of 58 bits and a tag of 64 bits, in the shape of a UUID
 * version 4 (RFC 9562).
 *
 * <p>The tag is keyed by the block, so that nobody can make an ID for another pair of SAEs or another range.
 * The mask hides how fast others consume.
 */
public final class SealedKeyId {

    private static final String HMAC = "HmacSHA256";
    private static final byte[] TAG_LABEL = "kronborg/keyid/1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] MASK_LABEL = "kronborg/mask/1".getBytes(StandardCharsets.UTF_8);
    private static final long POINTER_MASK = (1L << KeyPointer.BITS) - 1;
    private static final long LOW_62 = (1L << 62) - 1;

    private SealedKeyId() {}

    /** Makes the ID of a key. */
    public static UUID seal(KeyPointer pointer, KeyBinding binding, SecretBytes tagKey, SecretBytes mask) {
        long tag = tag(pointer, binding, tagKey);
        return join(pointer.packed() ^ maskBits(mask, tag), tag);
    }

    /** The pointer in an ID under one mask key, or nothing if that mask cannot be the right one. */
    public static Optional<KeyPointer> pointer(UUID id, SecretBytes mask) {
        long bits = maskedPointer(id) ^ maskBits(mask, tagOf(id));
        return KeyPointer.unpacked(bits);
    }

    /** Whether the ID was made for this range and these SAEs; the time taken tells nothing. */
    public static boolean isBoundTo(UUID id, KeyPointer pointer, KeyBinding binding, SecretBytes tagKey) {
        // A difference of longs has no early exit.
        return (tagOf(id) ^ tag(pointer, binding, tagKey)) == 0;
    }

    /** Whether the ID has the shape of one of ours at all. */
    public static boolean hasShape(UUID id) {
        return id.version() == 4 && id.variant() == 2;
    }

    private static long tag(KeyPointer pointer, KeyBinding binding, SecretBytes tagKey) {
        byte[] from = bytes(binding.from().value());
        byte[] to = bytes(binding.to().value());
        byte[] initiator = bytes(binding.initiator().value());
        byte[] target = bytes(binding.target().value());
        ByteBuffer message = ByteBuffer.allocate(TAG_LABEL.length
                + 4 * Integer.BYTES
                + from.length
                + to.length
                + Long.BYTES
                + initiator.length
                + target.length);
        message.put(TAG_LABEL);
        message.putInt(from.length).put(from);
        message.putInt(to.length).put(to);
        message.putLong(pointer.packed());
        message.putInt(initiator.length).put(initiator);
        message.putInt(target.length).put(target);
        return hmac(tagKey, message.array());
    }

    private static long maskBits(SecretBytes mask, long tag) {
        byte[] message = ByteBuffer.allocate(MASK_LABEL.length + Long.BYTES)
                .put(MASK_LABEL)
                .putLong(tag)
                .array();
        return hmac(mask, message) & POINTER_MASK;
    }

    private static long hmac(SecretBytes key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key.asKey(HMAC));
            return ByteBuffer.wrap(mac.doFinal(message)).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** 122 bits, pointer first, around the fixed bits of version and variant. */
    private static UUID join(long pointer, long tag) {
        long high60 = pointer << 2 | tag >>> 62;
        return new UUID((high60 >>> 12) << 16 | 0x4000 | (high60 & 0xfff), 0x8000_0000_0000_0000L | (tag & LOW_62));
    }

    private static long high60(UUID id) {
        long most = id.getMostSignificantBits();
        return (most >>> 16) << 12 | (most & 0xfff);
    }

    private static long maskedPointer(UUID id) {
        return high60(id) >>> 2;
    }

    private static long tagOf(UUID id) {
        return (high60(id) & 3) << 62 | (id.getLeastSignificantBits() & LOW_62);
    }
}

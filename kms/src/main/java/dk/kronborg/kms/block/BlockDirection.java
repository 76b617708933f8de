package dk.kronborg.kms.block;

import dk.kronborg.topology.identity.KmeId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** To which of the two directed pools a block from a device belongs: both ends decide alike, without a message. */
public final class BlockDirection {

    private BlockDirection() {}

    /** The pool, by the low bit of SHA-256 of the block id: 0 is from the KME whose name is smaller. */
    public static PoolId of(UUID blockId, KmeId one, KmeId other) {
        KmeId smaller = one.compareTo(other) < 0 ? one : other;
        KmeId greater = smaller.equals(one) ? other : one;
        byte[] id = ByteBuffer.allocate(16)
                .putLong(blockId.getMostSignificantBits())
                .putLong(blockId.getLeastSignificantBits())
                .array();
        return (sha256(id)[31] & 1) == 0 ? new PoolId(smaller, greater) : new PoolId(greater, smaller);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

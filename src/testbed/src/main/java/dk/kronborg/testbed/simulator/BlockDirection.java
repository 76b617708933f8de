package dk.kronborg.testbed.simulator;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Which way the keys of a block go between the two KMEs of its link: it follows from the block's id alone. */
enum BlockDirection {
    /** From the KME whose name is smaller. */
    FROM_SMALLER,
    /** From the KME whose name is greater. */
    FROM_GREATER;

    /** By the low bit of SHA-256 of the id's 16 bytes. */
    static BlockDirection of(UUID blockId) {
        byte[] id = ByteBuffer.allocate(16)
                .putLong(blockId.getMostSignificantBits())
                .putLong(blockId.getLeastSignificantBits())
                .array();
        return (sha256(id)[31] & 1) == 0 ? FROM_SMALLER : FROM_GREATER;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What follows from the secret of an epoch, which itself is gone. Both ends have the same. Of one thread.
 *
 * <p>Blocks come off a ratchet that only goes forward: who has what is left after block i cannot compute blocks 0 to i.
 */
public final class EpochSecrets implements AutoCloseable {

    /** Bytes of the secret of an epoch, and of each of its parts. */
    static final int LENGTH = Hkdf.HASH;
    /** Bytes of the secret that makes keys of one block hybrid. */
    public static final int SECOND_SECRET = 32;

    private static final long VERSION_MASK = 0xffff_ffff_ffff_0fffL;
    private static final long VERSION_4 = 0x4000;
    private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;
    private static final long VARIANT_2 = 0x8000_0000_0000_0000L;

    private final UUID epoch;
    private final SecretBytes chain;
    private final SecretBytes hybridRoot;
    private final SecretBytes names;
    private SecretBytes ratchet;
    private int next;

    private EpochSecrets(UUID epoch, SecretBytes secret) {
        this.epoch = epoch;
        chain = part(secret, "chain");
        hybridRoot = part(secret, "hybrid");
        names = part(secret, "block-names");
        ratchet = part(secret, "blocks");
    }

    /** Derives all there is and overwrites the secret of the epoch, 48 bytes. */
    static EpochSecrets of(UUID epoch, SecretBytes secret) {
        try (secret) {
            return new EpochSecrets(epoch, secret);
        }
    }

    /** The key by which the responder shows that it has the secret. To be closed by the caller. */
    static SecretBytes confirmationKey(SecretBytes secret) {
        return part(secret, "confirmation");
    }

    private static SecretBytes part(SecretBytes secret, String label) {
        return Hkdf.expand(secret, info(label).bytes(), LENGTH);
    }

    private static CanonicalForm info(String label) {
        return new CanonicalForm("kronborg/epoch/1").text(label);
    }

    public UUID epoch() {
        return epoch;
    }

    /** What goes into the next epoch, so that its secret needs this one too: a copy, to be closed by the caller. */
    public SecretBytes chain() {
        return chain.slice(0, LENGTH);
    }

    /** What the secrets of blocks are derived from: a copy, to be closed by the caller. */
    public SecretBytes hybridRoot() {
        return hybridRoot.slice(0, LENGTH);
    }

    /** The name of block i, in the shape of a UUID version 4. It tells nothing of the block, and may be asked any time. */
    public UUID blockId(int i) {
        if (i < 0) {
            throw new IllegalArgumentException("blocks are counted from 0, got " + i);
        }
        return version4(Hkdf.mac(names, info("name").integer(i).bytes()));
    }

    /** A UUID version 4 with the first of these bytes, but for the six bits that are fixed. */
    static UUID version4(byte[] bytes) {
        ByteBuffer bits = ByteBuffer.wrap(bytes);
        return new UUID((bits.getLong() & VERSION_MASK) | VERSION_4, (bits.getLong() & VARIANT_MASK) | VARIANT_2);
    }

    /**
     * The bytes of block i, header included; to be closed by the caller. Blocks may be left out, but none can be had
     * after a later one. Blocks of different lengths have nothing in common.
     *
     * @throws IllegalArgumentException if no block has that length
     * @throws IllegalStateException    if this block or a later one was asked for before
     */
    public SecretBytes block(int i, int length) {
        if (!BlockLayout.fits(length)) {
            throw new IllegalArgumentException("a block has " + BlockLayout.MIN_LENGTH + " to " + BlockLayout.MAX_LENGTH
                    + " bytes, a multiple of 8, got " + length);
        }
        if (i < next) {
            throw new IllegalStateException("block " + i + " is gone, the next is " + next);
        }
        while (next < i) {
            advance();
        }
        SecretBytes block = Hkdf.expand(ratchet, info("block").integer(length).bytes(), length);
        advance();
        return block;
    }

    private void advance() {
        SecretBytes before = ratchet;
        try (before) {
            ratchet = part(before, "next");
        }
        next++;
    }

    /**
     * The secret that makes keys of one block hybrid, 32 bytes; to be closed by the caller. Both ends keep it with the
     * block, and the epoch may go.
     *
     * @param hybridRoot of the epoch
     * @param number     of the block in its pool
     */
    public static SecretBytes secondSecret(SecretBytes hybridRoot, UUID blockId, long number) {
        return Hkdf.expand(
                hybridRoot,
                new CanonicalForm("kronborg/second-secret/1")
                        .uuid(blockId)
                        .number(number)
                        .bytes(),
                SECOND_SECRET);
    }

    /**
     * The header of a relayed block, 96 bytes; to be closed by the caller. Those who relay the block do not have it.
     *
     * @param hybridRoot of the epoch
     */
    public static SecretBytes relayedHeader(SecretBytes hybridRoot, UUID blockId) {
        return Hkdf.expand(
                hybridRoot,
                new CanonicalForm("kronborg/relayed-header/1").uuid(blockId).bytes(),
                BlockLayout.HEADER);
    }

    /** Overwrites all that is left. */
    @Override
    public void close() {
        chain.close();
        hybridRoot.close();
        names.close();
        ratchet.close();
    }

    @Override
    public String toString() {
        return "EpochSecrets[" + epoch + ']';
    }
}

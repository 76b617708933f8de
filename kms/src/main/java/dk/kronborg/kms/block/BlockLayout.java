package dk.kronborg.kms.block;

import dk.kronborg.kms.secret.SecretBytes;

/**
 * How a block is divided: a header of 96 bytes that is never delivered, then the payload, which is allocated
 * in units of 8 bytes.
 *
 * <p>Header: {@code r} 16, {@code padOffer} 16, {@code padAccept} 16, {@code mask} 16, {@code tagKey} 32.
 */
public final class BlockLayout {

    /** Bytes of the header. */
    public static final int HEADER = 96;
    /** Bytes of one unit of allocation. */
    public static final int UNIT = 8;
    /** Most units of a payload: an offset in a key ID has 10 bits. */
    public static final int MAX_UNITS = 1024;
    /** Least bytes of a block: below 1 KiB of payload the header would cost too much. */
    public static final int MIN_LENGTH = HEADER + 1024;
    /** Most bytes of a block. */
    public static final int MAX_LENGTH = HEADER + MAX_UNITS * UNIT;

    private static final int PAD = 16;
    private static final int PAD_OFFER = 16;
    private static final int PAD_ACCEPT = 32;
    private static final int MASK = 48;
    private static final int TAG_KEY = 64;

    private BlockLayout() {}

    /** Whether a block of that many bytes can be divided so. */
    public static boolean fits(long length) {
        return length >= MIN_LENGTH && length <= MAX_LENGTH && length % UNIT == 0;
    }

    /** Units in the payload of a block of that many bytes. */
    public static int units(int length) {
        return (length - HEADER) / UNIT;
    }

    public static SecretBytes header(SecretBytes block) {
        return block.slice(0, HEADER);
    }

    public static SecretBytes payload(SecretBytes block) {
        return block.slice(HEADER, block.length() - HEADER);
    }

    /** The evaluation point of the confirmation tags. */
    public static SecretBytes confirmationKey(SecretBytes header) {
        return header.slice(0, PAD);
    }

    /** The pad of the from end's tag. */
    public static SecretBytes padOffer(SecretBytes header) {
        return header.slice(PAD_OFFER, PAD);
    }

    /** The pad of the to end's tag. */
    public static SecretBytes padAccept(SecretBytes header) {
        return header.slice(PAD_ACCEPT, PAD);
    }

    /** The key under which the pointers in key IDs are masked. */
    public static SecretBytes mask(SecretBytes header) {
        return header.slice(MASK, PAD);
    }

    /** The key of the tags in key IDs. */
    public static SecretBytes tagKey(SecretBytes header) {
        return header.slice(TAG_KEY, HEADER - TAG_KEY);
    }
}

package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.kms.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One-time authentication of a block: Poly1305 at a secret point of the block, plus a pad of the block that
 * is used for this one tag (Wegman and Carter 1981; Bernstein, FSE 2005). Whoever does not hold the block
 * forges it with probability at most 8 * ceil(L/16) / 2^106 for L bytes, whatever their computing power.
 *
 * <p>It covers the facts, all of the block but the point and the pads themselves, and the block's second secret.
 */
final class ConfirmationTag {

    /** Where the part of the header begins that keys are made with. */
    private static final int AUTHENTICATED_FROM = 48;

    private static final byte[] NONE = {};

    private ConfirmationTag() {}

    /** The from end's tag, 16 bytes. */
    static byte[] ofOffer(BlockFacts facts, BlockSecrets secrets) {
        try (SecretBytes pad = BlockLayout.padOffer(secrets.bytes())) {
            return tag("offer", facts, secrets, pad);
        }
    }

    /** The to end's tag, 16 bytes. */
    static byte[] ofAccept(BlockFacts facts, BlockSecrets secrets) {
        try (SecretBytes pad = BlockLayout.padAccept(secrets.bytes())) {
            return tag("accept", facts, secrets, pad);
        }
    }

    private static byte[] tag(String label, BlockFacts facts, BlockSecrets secrets, SecretBytes pad) {
        if (facts.hybrid().isPresent() != secrets.second().isPresent()) {
            throw new IllegalArgumentException(
                    "block " + facts.number() + " has a second secret if, and only if, its facts say from where");
        }
        SecretBytes block = secrets.bytes();
        byte[] key = new byte[OneTimeTag.KEY_LENGTH];
        try (SecretBytes point = BlockLayout.confirmationKey(block);
                SecretBytes tagKey = SecretBytes.owning(key)) {
            System.arraycopy(point.exposed(), 0, key, 0, 16);
            System.arraycopy(pad.exposed(), 0, key, 16, 16);
            byte[] labelled = label.getBytes(StandardCharsets.UTF_8);
            byte[] canonical = facts.canonical();
            return OneTimeTag.of(
                    tagKey,
                    ByteBuffer.allocate(2 * Integer.BYTES)
                            .putInt(labelled.length)
                            .putInt(canonical.length)
                            .flip(),
                    ByteBuffer.wrap(labelled),
                    ByteBuffer.wrap(canonical),
                    ByteBuffer.wrap(block.exposed(), AUTHENTICATED_FROM, block.length() - AUTHENTICATED_FROM),
                    ByteBuffer.wrap(secrets.second().map(SecretBytes::exposed).orElse(NONE)));
        }
    }
}

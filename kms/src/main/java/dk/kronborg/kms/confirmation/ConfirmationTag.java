package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * One-time authentication of a block: Poly1305 at a secret point of the block, plus a pad of the block that
 * is used for this one tag (Wegman and Carter 1981; Bernstein, FSE 2005). Whoever does not hold the block
 * forges it with probability at most 8 * ceil(L/16) / 2^106 for L bytes, whatever their computing power.
 *
 * <p>It covers the facts and all of the block but the point and the pads themselves.
 */
final class ConfirmationTag {

    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final String POLY1305 = "POLY1305";
    /** Where the part of the header begins that keys are made with. */
    private static final int AUTHENTICATED_FROM = 48;

    private ConfirmationTag() {}

    /** The from end's tag, 16 bytes. */
    static byte[] ofOffer(BlockFacts facts, SecretBytes block) {
        try (SecretBytes pad = BlockLayout.padOffer(block)) {
            return tag("offer", facts, block, pad);
        }
    }

    /** The to end's tag, 16 bytes. */
    static byte[] ofAccept(BlockFacts facts, SecretBytes block) {
        try (SecretBytes pad = BlockLayout.padAccept(block)) {
            return tag("accept", facts, block, pad);
        }
    }

    /** Compares tags in constant time. */
    static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    private static byte[] tag(String label, BlockFacts facts, SecretBytes block, SecretBytes pad) {
        byte[] key = new byte[32];
        try (SecretBytes point = BlockLayout.confirmationKey(block)) {
            System.arraycopy(point.exposed(), 0, key, 0, 16);
            System.arraycopy(pad.exposed(), 0, key, 16, 16);
            Mac mac = Mac.getInstance(POLY1305, BOUNCY_CASTLE);
            mac.init(new SecretKeySpec(key, POLY1305));
            byte[] labelled = label.getBytes(StandardCharsets.UTF_8);
            byte[] canonical = facts.canonical();
            mac.update(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(labelled.length)
                    .putInt(canonical.length)
                    .flip());
            mac.update(labelled);
            mac.update(canonical);
            mac.update(block.exposed(), AUTHENTICATED_FROM, block.length() - AUTHENTICATED_FROM);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle has Poly1305", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}

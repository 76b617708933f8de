package dk.kronborg.plane;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads PEM (RFC 7468) from bytes, so that no private key becomes a string. What is outside of blocks is comment. */
final class PemFile {

    private static final byte[] BEGIN = ascii("-----BEGIN ");
    private static final byte[] END = ascii("-----END ");
    private static final byte[] DASHES = ascii("-----");

    private PemFile() {}

    /** One block: its label, such as CERTIFICATE, and the DER in it. */
    static final class Block {
        private final String label;
        private final byte[] der;

        private Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        String label() {
            return label;
        }

        /** Not a copy: whoever is done with a private key overwrites it. */
        byte[] der() {
            return der;
        }
    }

    /** Whether there is a block at all. */
    static boolean looksLike(byte[] content) {
        return find(content, BEGIN, 0) >= 0;
    }

    /**
     * All blocks of a file.
     *
     * @throws PlaneFileException if one is cut off or not Base64
     */
    static List<Block> blocks(Path file, byte[] content) throws PlaneFileException {
        List<Block> blocks = new ArrayList<>();
        int at = find(content, BEGIN, 0);
        while (at >= 0) {
            int labelAt = at + BEGIN.length;
            int labelEnd = find(content, DASHES, labelAt);
            int end = labelEnd < 0 ? -1 : find(content, END, labelEnd);
            String label = end < 0 ? "" : new String(content, labelAt, labelEnd - labelAt, StandardCharsets.US_ASCII);
            byte[] last = ascii("-----END " + label + "-----");
            if (end < 0 || find(content, last, end) != end) {
                throw new PlaneFileException(file + ": PEM block " + (blocks.size() + 1) + " has no end");
            }
            byte[] text = Arrays.copyOfRange(content, labelEnd + DASHES.length, end);
            try {
                blocks.add(new Block(label, Base64.getMimeDecoder().decode(text)));
            } catch (IllegalArgumentException e) {
                throw new PlaneFileException(file + ": PEM block " + (blocks.size() + 1) + " is not Base64", e);
            } finally {
                Arrays.fill(text, (byte) 0);
            }
            at = find(content, BEGIN, end);
        }
        return blocks;
    }

    private static int find(byte[] content, byte[] what, int from) {
        for (int at = from; at <= content.length - what.length; at++) {
            if (Arrays.equals(content, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

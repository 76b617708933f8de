package dk.kronborg.topology.version;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which version: its number, and a digest of it and all before it, so that a number that a restored database gave a
 * second time is told from the first.
 *
 * @param number from 1, without gaps
 * @param digest SHA-256 over number, digest of the version before and document, hexadecimal
 * @throws IllegalArgumentException if either is spelt otherwise
 */
public record VersionTag(long number, String digest) {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String FORMAT = "kronborg-network-version/1";

    public VersionTag {
        if (number < 1 || !DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("a version is a number from 1 and 64 hexadecimal digits, got " + number);
        }
    }

    /** Of the version with that document that follows that one, or is the first. */
    static VersionTag after(Optional<VersionTag> before, String document) {
        long number = before.map(VersionTag::number).orElse(0L) + 1;
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(FORMAT.getBytes(StandardCharsets.US_ASCII));
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
            before.ifPresent(tag -> sha.update(HexFormat.of().parseHex(tag.digest())));
            sha.update(document.getBytes(StandardCharsets.UTF_8));
            return new VersionTag(number, HexFormat.of().formatHex(sha.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Such as {@code 7-0123456789abcdef}: what a client names to say which version it has seen. */
    @Override
    public String toString() {
        return number + "-" + digest.substring(0, 16);
    }
}

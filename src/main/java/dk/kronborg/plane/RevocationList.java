package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/**
 * Reads the explicit list, one line for each that is shut out: {@code urn:kronborg:...}, {@code sha256=<64 hexadecimal
 * digits>} or {@code serial=<hexadecimal> issuer=<RFC 2253 name>}, as openssl prints them. A comment is a line of its own
 * and begins with #.
 */
final class RevocationList {

    private static final Pattern FINGERPRINT = Pattern.compile("(?i)sha256(?: fingerprint)?=([0-9a-f:]+)");
    private static final Pattern SERIAL = Pattern.compile("(?i)serial=([0-9a-f]{1,40}) +issuer=(.+)");
    private static final int HEX_DIGITS = 64;

    private RevocationList() {}

    /** @throws PlaneFileException if a line is none of these; the message gives its number */
    static Revocations read(Path file, byte[] content) throws PlaneFileException {
        Set<Revocations.Serial> serials = new HashSet<>();
        Set<String> fingerprints = new HashSet<>();
        Set<Identity> identities = new HashSet<>();
        List<String> lines = text(file, content).lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                if (line.startsWith("urn:")) {
                    identities.add(Identity.parse(line));
                } else if (line.toLowerCase(Locale.ROOT).startsWith("serial")) {
                    serials.add(serial(line));
                } else {
                    fingerprints.add(fingerprint(line));
                }
            } catch (IllegalArgumentException e) {
                throw new PlaneFileException(file + " line " + (i + 1), e);
            }
        }
        return new Revocations(serials, fingerprints, identities);
    }

    private static String text(Path file, byte[] content) throws PlaneFileException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PlaneFileException(file + " is not UTF-8");
        }
    }

    private static String fingerprint(String line) {
        Matcher matcher = FINGERPRINT.matcher(line);
        String digits = matcher.matches() ? matcher.group(1).replace(":", "").toLowerCase(Locale.ROOT) : "";
        if (digits.length() != HEX_DIGITS) {
            throw new IllegalArgumentException("expected urn:kronborg:<domain>:<role>:<id>, sha256=<64 hexadecimal"
                    + " digits>, or serial=<hexadecimal> issuer=<name>");
        }
        return digits;
    }

    private static Revocations.Serial serial(String line) {
        Matcher matcher = SERIAL.matcher(line);
        // A name with # in it would hide a comment that was meant to be one.
        if (!matcher.matches() || line.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "expected serial=<hexadecimal> issuer=<RFC 2253 name>, and comments on lines of their own");
        }
        return new Revocations.Serial(new X500Principal(matcher.group(2)), new BigInteger(matcher.group(1), 16));
    }
}

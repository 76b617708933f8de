package dk.kronborg.topology.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name in a certificate by which its holder is known where the PKI is not ours: {@code dns:enc1.mfa.example}, {@code
 * uri:urn:example:enc1} or {@code cn:Encryptor 1}.
 *
 * @param kind  which name of the certificate is meant
 * @param value DNS names in lower case; common names in Unicode's composed form
 * @throws IllegalArgumentException if no certificate of one holder can have that name, or it is a Kronborg identity of
 *                                  another role than SAE
 */
public record CertificateName(Kind kind, String value) {

    /** Which name of a certificate. */
    public enum Kind {
        /** A subject alternative name of type URI: 1 to 512 characters. */
        URI("uri"),
        /** A subject alternative name of type DNS: 1 to 253 characters, no wildcard. */
        DNS("dns"),
        /** The common name of the subject: 1 to 64 characters (RFC 5280 appendix A.1). */
        COMMON_NAME("cn");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private static final Pattern HOST =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern COMMON = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]{1,64}");

    public CertificateName {
        value = switch (kind) {
            case URI -> uri(value);
            case DNS -> host(value);
            case COMMON_NAME -> common(value);
        };
    }

    /** The name that certificates of Kronborg's own form have, see {@link Identity}. */
    public static CertificateName of(Identity identity) {
        return new CertificateName(Kind.URI, identity.urn());
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if the text is no such name
     */
    public static CertificateName parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? "" : text.substring(0, colon);
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word.equals(word))
                .findFirst()
                .map(kind -> new CertificateName(kind, text.substring(colon + 1)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "a certificate is known by uri:, dns: or cn: and the name, got " + NameSyntax.quoted(text)));
    }

    /**
     * Whether one certificate could be taken for both. DNS and common names are compared with each other, and without
     * regard to case, since many certificates have the same text in both.
     */
    public boolean overlaps(CertificateName other) {
        return clash().equals(other.clash());
    }

    /** Equal for names that overlap. */
    public String clash() {
        return kind == Kind.URI ? toString() : "name:" + value.toLowerCase(Locale.ROOT);
    }

    private static String uri(String value) {
        try {
            URI uri = new URI(value);
            if (value.length() <= 512 && uri.isAbsolute() && value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                if (uri.toString().toLowerCase(Locale.ROOT).startsWith("urn:kronborg:")
                        && Identity.parse(value).role() != Identity.Role.SAE) {
                    throw new IllegalArgumentException(
                            "a certificate of an SAE has no Kronborg identity of another role, got "
                                    + NameSyntax.quoted(value));
                }
                return value;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(notAbsolute(value), e);
        }
        throw new IllegalArgumentException(notAbsolute(value));
    }

    private static String notAbsolute(String value) {
        return "after uri: comes an absolute URI of at most 512 characters, got " + NameSyntax.quoted(value);
    }

    private static String host(String value) {
        String host = value.toLowerCase(Locale.ROOT);
        if (host.length() > 253 || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "after dns: comes a host name of at most 253 letters, digits, '-', '_' and '.', no wildcard, got "
                            + NameSyntax.quoted(value));
        }
        return host;
    }

    private static String common(String value) {
        String name = Normalizer.normalize(value, Normalizer.Form.NFC);
        if (!COMMON.matcher(name).matches() || !name.strip().equals(name)) {
            throw new IllegalArgumentException(
                    "after cn: come 1 to 64 printable characters, no space first or last, got "
                            + NameSyntax.quoted(value));
        }
        return name;
    }

    @Override
    public String toString() {
        return kind.word + ':' + value;
    }
}

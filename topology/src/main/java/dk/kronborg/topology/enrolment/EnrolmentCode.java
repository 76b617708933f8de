package dk.kronborg.topology.enrolment;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is told from mouth to ear, once, and proves to each end that it deals with the other: 100 random bits, as five groups
 * of four letters and digits without those that are taken for others (Crockford's Base32). Prints no more than its name.
 */
public final class EnrolmentCode {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 20;
    private static final Pattern TEXT = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");

    private final String symbols;

    private EnrolmentCode(String symbols) {
        this.symbols = symbols;
    }

    /** A new one. */
    public static EnrolmentCode random(SecureRandom random) {
        StringBuilder symbols = new StringBuilder();
        random.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> symbols.append(ALPHABET.charAt(i)));
        return new EnrolmentCode(symbols.toString());
    }

    /**
     * Reads what somebody typed: in either case, with or without dashes and spaces, O for 0, I and L for 1.
     *
     * @throws IllegalArgumentException if it is no code; the message does not repeat it
     */
    public static EnrolmentCode parse(String text) {
        String symbols = text.replaceAll("[\\s-]", "")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replaceAll("[IL]", "1");
        if (!TEXT.matcher(symbols).matches()) {
            throw new IllegalArgumentException("a one-time code has " + LENGTH
                    + " letters and digits without U, such as 7K3M-...; got " + symbols.length());
        }
        return new EnrolmentCode(symbols);
    }

    /** For a person: {@code XXXX-XXXX-XXXX-XXXX-XXXX}. */
    public String spelled() {
        return symbols.replaceAll("(.{4})(?!$)", "$1-");
    }

    /** By which messages are sealed; the code does not follow from it. */
    public CodeKey key() {
        return CodeKey.of(symbols.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "EnrolmentCode";
    }
}

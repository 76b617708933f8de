package dk.kronborg.topology.identity;

import java.util.regex.Pattern;

/** The one rule for the spelling of names: 1 to 64 characters that need no escaping in a URL path or a URN. */
final class NameSyntax {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

    private NameSyntax() {}

    static String checked(String kind, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(kind
                    + " is 1 to 64 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit, got "
                    + quoted(value));
        }
        return value;
    }

    /** A hostile value must not flood or forge a log line. */
    static String quoted(String value) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "..." : value;
        return '"' + shown.replaceAll("[^\\x20-\\x7e]", "?") + '"';
    }
}

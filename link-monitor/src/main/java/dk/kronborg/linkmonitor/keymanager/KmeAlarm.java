package dk.kronborg.linkmonitor.keymanager;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * An alarm that stands in a KME.
 *
 * @param type     the KME's word for it, 1 to 64 capital letters, digits and {@code _}
 * @param subject  what it is about, 1 to 400 characters; together with the type, which alarm it is
 * @param severity {@code WARNING} to {@code CRITICAL}
 * @param text     for people, at most 400 characters
 * @param since    when the KME raised it first, by its clock
 * @throws IllegalArgumentException if a value is outside its range
 */
public record KmeAlarm(String type, String subject, Severity severity, String text, Instant since) {

    private static final Pattern WORD = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final int LONGEST = 400;

    public KmeAlarm {
        if (!WORD.matcher(type).matches()) {
            throw new IllegalArgumentException(
                    "type is 1 to 64 capital letters, digits and _, beginning with a letter");
        }
        if (subject.isBlank() || subject.length() > LONGEST) {
            throw new IllegalArgumentException("subject has 1 to " + LONGEST + " characters");
        }
        if (!severity.atLeast(Severity.WARNING)) {
            throw new IllegalArgumentException("severity is warning to critical, got " + severity);
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("text has at most " + LONGEST + " characters");
        }
    }
}

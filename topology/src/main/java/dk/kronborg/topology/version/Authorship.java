package dk.kronborg.topology.version;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who did something, why, and when.
 *
 * @param who 1 to 100 characters, as stated
 * @param why 1 to 1000 characters
 * @param at  by the centre's clock, to the microsecond
 * @throws IllegalArgumentException if a text is outside its range or holds control characters other than line ends
 */
public record Authorship(String who, String why, Instant at) {

    public Authorship {
        check("operator", who, 100);
        check("why", why, 1000);
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    private static void check(String member, String text, int most) {
        boolean forged = text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n');
        if (text.isBlank() || text.length() > most || forged) {
            throw new IllegalArgumentException(member + " has 1 to " + most + " printable characters");
        }
    }
}

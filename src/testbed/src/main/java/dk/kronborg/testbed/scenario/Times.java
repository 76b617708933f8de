package dk.kronborg.testbed.scenario;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them: a whole number and {@code ms}, {@code s}, {@code m} or {@code h}. */
final class Times {

    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private Times() {}

    /**
     * Reads a time.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    static Duration parse(String text) {
        Matcher read = TIME.matcher(text);
        if (!read.matches()) {
            throw new IllegalArgumentException(
                    "a time is a whole number and ms, s, m or h, such as 90s, got \"" + text + '"');
        }
        long amount = Long.parseLong(read.group(1));
        return switch (read.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** In the largest unit that needs no fraction. */
    static String text(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }
}

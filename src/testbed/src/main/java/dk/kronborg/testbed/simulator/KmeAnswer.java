package dk.kronborg.testbed.simulator;

import java.time.Duration;

/** What a KME's answer to a block asks of the driver. */
sealed interface KmeAnswer {

    /** The KME holds the block durably: now, or since an earlier push of it. */
    record Stored() implements KmeAnswer {}

    /** The KME cannot take the block now; the same block again after that time. */
    record Later(Duration pause) implements KmeAnswer {}

    /** The KME will never take this block. */
    record Refused() implements KmeAnswer {}

    /** For a KME that names no time. */
    Duration DEFAULT_PAUSE = Duration.ofSeconds(1);

    /** A KME that asks for no pause is not flooded either. */
    Duration SHORTEST_PAUSE = Duration.ofMillis(200);

    /** A KME that names a longer time is asked again earlier. */
    Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /**
     * Reads an answer.
     *
     * @param retryAfter the header of that name, or the empty text
     */
    static KmeAnswer of(int status, String retryAfter) {
        return switch (status) {
            case 200, 201 -> new Stored();
            // Time-out, too early, too many and the server's own faults pass; all else is about the block.
            case 408, 425, 429 -> new Later(pause(retryAfter));
            default -> status >= 500 ? new Later(pause(retryAfter)) : new Refused();
        };
    }

    private static Duration pause(String retryAfter) {
        if (!retryAfter.matches("[0-9]{1,9}")) {
            return DEFAULT_PAUSE;
        }
        long asked = Duration.ofSeconds(Long.parseLong(retryAfter)).toMillis();
        return Duration.ofMillis(Math.clamp(asked, SHORTEST_PAUSE.toMillis(), LONGEST_PAUSE.toMillis()));
    }
}

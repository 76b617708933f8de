package dk.kronborg.topology.version;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An officer's signature under a proposal, as it came.
 *
 * @param document what the officer's tool wrote, 1 to {@value #MOST} characters; only {@link Approvals} understands it
 * @param at       when it came
 * @throws IllegalArgumentException if it is empty or too long
 */
public record Approval(String document, Instant at) {

    /** Room for a signature of ML-DSA-87 with its key in Base64, and more. */
    public static final int MOST = 16 * 1024;

    public Approval {
        if (document.isBlank() || document.length() > MOST || document.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "an approval is a text of 1 to " + MOST + " characters, got " + document.length());
        }
        at = at.truncatedTo(ChronoUnit.MICROS);
    }
}

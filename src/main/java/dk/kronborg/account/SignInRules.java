package dk.kronborg.account;

import java.time.Duration;

/**
 * How long somebody is let in, and how often they may try.
 *
 * @param idle     after which a session ends that is not used
 * @param longest  after which a session ends in any case
 * @param attempts wrong passwords in a row until an account is locked
 * @param lockOut  for how long
 * @throws IllegalArgumentException if a time is not positive, or fewer than three attempts are allowed
 */
public record SignInRules(Duration idle, Duration longest, int attempts, Duration lockOut) {

    /** 30 minutes, 12 hours; 5 attempts, 15 minutes. */
    public static final SignInRules USUAL =
            new SignInRules(Duration.ofMinutes(30), Duration.ofHours(12), 5, Duration.ofMinutes(15));

    public SignInRules {
        if (!idle.isPositive() || !longest.isPositive() || !lockOut.isPositive()) {
            throw new IllegalArgumentException(
                    "times of sessions and lock-outs are positive, got " + idle + ", " + longest + ", " + lockOut);
        }
        if (attempts < 3) {
            throw new IllegalArgumentException("at least 3 wrong passwords are forgiven, got " + attempts);
        }
    }
}

package dk.kronborg.testbed.launcher;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What the person at the terminal sees: lines with the time since the command was given. Thread-safe. */
final class Progress {

    private final PrintStream out;
    private final Clock clock;
    private final Instant commandGiven;
    private boolean quiet;

    Progress(PrintStream out, Clock clock, Instant commandGiven) {
        this.out = out;
        this.clock = clock;
        this.commandGiven = commandGiven;
    }

    /** Time since the command was given. */
    Duration elapsed() {
        return Duration.between(commandGiven, clock.instant());
    }

    /** One step, with its time. */
    synchronized void step(String text) {
        if (!quiet) {
            out.printf(Locale.ROOT, "[%6.1f s] %s%n", elapsed().toMillis() / 1000.0, text);
            out.flush();
        }
    }

    /** A line as it is. */
    synchronized void line(String text) {
        if (!quiet) {
            out.println(text);
            out.flush();
        }
    }

    /** The last step: nothing after it is news, since all processes end now. */
    synchronized void last(String text) {
        step(text);
        quiet = true;
    }
}

package dk.kronborg.testbed.launcher;

import java.io.IOException;

/** The network cannot be started or reached; the message is for the person at the terminal and says what to do. */
public final class DemoFailedException extends IOException {

    private static final long serialVersionUID = 1;

    DemoFailedException(String message) {
        super(message);
    }

    DemoFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dk.kronborg.process;

import java.io.Console;
import java.util.Optional;

/** Where somebody can be asked. */
public final class Terminal {

    private Terminal() {}

    /** The terminal, if there is somebody at one. */
    public static Optional<Console> find() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }
}

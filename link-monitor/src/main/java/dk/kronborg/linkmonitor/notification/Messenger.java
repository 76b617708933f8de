package dk.kronborg.linkmonitor.notification;

import java.util.UUID;

/** Takes a message out of the house; answers within a time that it knows. */
public interface Messenger {

    /** What became of it. */
    sealed interface Outcome {

        /** The other side has it. */
        record Taken() implements Outcome {}

        /** The other side does not have it; it may take it later. */
        record NotTaken(String detail) implements Outcome {}

        /** Nobody knows whether the other side has it. */
        record InDoubt(String detail) implements Outcome {}

        /** The other side will never take it. */
        record Refused(String detail) implements Outcome {}
    }

    /**
     * Sends it once.
     *
     * @param key the same whenever the same message is sent
     */
    Outcome send(UUID key, Message message);
}

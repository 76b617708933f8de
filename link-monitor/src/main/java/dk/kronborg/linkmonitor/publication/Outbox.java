package dk.kronborg.linkmonitor.publication;

import java.util.List;
import java.util.Optional;

/** What is to go out, written in the transaction of what it tells of. One process at a time has its turn to send it. */
public interface Outbox {

    /**
     * Takes the turn; nothing if another process has it.
     *
     * @throws HeldUpException if the database does not answer
     */
    Optional<Turn> take();

    /** Whoever has it is the only one, until it is closed or lost with the database's connection. */
    interface Turn extends AutoCloseable {

        /**
         * The messages that are to go next, in their order.
         *
         * @throws HeldUpException if the turn is lost
         */
        List<OutgoingMessage> next(int most);

        /**
         * Those are out.
         *
         * @throws HeldUpException if the turn is lost; they go out once more
         */
        void gone(List<OutgoingMessage> messages);

        @Override
        void close();
    }
}

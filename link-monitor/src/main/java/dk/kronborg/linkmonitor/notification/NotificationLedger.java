package dk.kronborg.linkmonitor.notification;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The notifications, as all processes of the centre share them. What is claimed is on disk as being sent before anything
 * goes out, and nobody else claims it until its lease is over.
 */
public interface NotificationLedger {

    /**
     * One message that is to be sent now.
     *
     * @param attempt counts from 1
     */
    record Claim(long id, UUID key, int attempt, Message message) {}

    /**
     * Decides on what is due on a channel, and claims what is to be told.
     *
     * @throws LedgerUnavailableException if the database does not answer
     */
    List<Claim> claim(Channel channel, Wording wording, Instant now, int most);

    /**
     * Notes what became of it; nothing if its lease was over and somebody else went on with it.
     *
     * @throws LedgerUnavailableException if the database does not answer
     */
    void settle(Channel channel, Claim claim, Messenger.Outcome outcome, Instant now);

    /** What waits for channels that there are no more is told nowhere. */
    void keepOnly(Collection<Channel> channels, Instant now);

    /** The ledger cannot be read or written now. */
    class LedgerUnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public LedgerUnavailableException(Throwable cause) {
            super("the notifications cannot be read or written: " + cause.getMessage(), cause);
        }
    }
}

package dk.kronborg.linkmonitor.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The notifications, to be looked at. */
public interface NotificationLog {

    /** What became of the wish to try one again. */
    sealed interface Retry {

        /** It is tried now. */
        record Ordered(Notification notification) implements Retry {}

        /** It was not given up. */
        record NotDead(Notification.State state) implements Retry {}

        /** There is none. */
        record Unknown() implements Retry {}
    }

    /**
     * The newest.
     *
     * @param state  only those
     * @param before only those with a lower id
     * @throws NotificationLedger.LedgerUnavailableException if they cannot be read
     */
    List<Notification> newest(Optional<Notification.State> state, OptionalLong before, int most);

    /**
     * One that was given up is sent again, whatever has become of its alarm.
     *
     * @throws NotificationLedger.LedgerUnavailableException if that did not succeed
     */
    Retry retry(long id, Instant now);
}

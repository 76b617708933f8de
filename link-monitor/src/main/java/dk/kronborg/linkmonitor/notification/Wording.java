package dk.kronborg.linkmonitor.notification;

import dk.kronborg.linkmonitor.alarm.Alarm;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Puts alarms into words for a channel. */
public interface Wording {

    /**
     * Something to tell.
     *
     * @param key   of the message, known to the other side
     * @param at    when it happened
     * @param alarm as it is now
     */
    record News(long notification, UUID key, long change, Telling what, Instant at, Alarm alarm) {}

    /** One alarm. */
    Message of(News news);

    /**
     * Many at once.
     *
     * @param key    of the message
     * @param newses the most severe first
     */
    Message ofStorm(UUID key, List<News> newses);
}

package dk.kronborg.linkmonitor.notification;

import dk.kronborg.linkmonitor.alarm.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Says which channels are to be told of a change of an alarm, and when that is decided at last. */
public final class NotificationPlan {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    /** Nobody is told. */
    public static final NotificationPlan SILENT = new NotificationPlan(List.of(), Duration.ZERO);

    /** One channel, not to be told before that time. */
    public record Planned(Channel channel, Instant dueAt) {}

    private final List<Channel> channels;
    private final Duration delay;

    /**
     * A plan for those channels.
     *
     * @param delay in which a root cause may show, 0 to 5 minutes
     * @throws IllegalArgumentException if the delay is outside its range
     */
    public NotificationPlan(List<Channel> channels, Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("notifications wait 0 s to 5 minutes, got " + delay);
        }
        this.channels = List.copyOf(channels);
        this.delay = delay;
    }

    public List<Channel> channels() {
        return channels;
    }

    /** For that change, which led to the alarm as it is. What has become of it by then is looked at when it is due. */
    public List<Planned> of(Alarm alarm, Telling what, Instant at) {
        return channels.stream()
                .filter(channel -> channel.wants(alarm, what == Telling.CLEARED ? alarm.worst() : alarm.severity()))
                .map(channel -> new Planned(channel, at.plus(delay)))
                .toList();
    }
}

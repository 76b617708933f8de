package dk.kronborg.linkmonitor.notification;

/** Hears what becomes of notifications, for logs and counts. Does not throw. */
public interface NotificationObserver {

    /**
     * One is settled: {@code SENT}, {@code SKIPPED} or {@code DEAD}.
     *
     * @param detail why; empty if it was sent
     */
    void settled(Channel channel, long notification, Notification.State state, String detail);
}

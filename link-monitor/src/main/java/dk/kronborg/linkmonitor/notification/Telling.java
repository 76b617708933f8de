package dk.kronborg.linkmonitor.notification;

/** What of an alarm is worth telling. */
public enum Telling {
    /** It is there, or there again. */
    RAISED,
    /** It is worse than it was. */
    WORSE,
    /** It is over. */
    CLEARED
}

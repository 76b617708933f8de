package dk.kronborg.linkmonitor.notification;

/**
 * What goes out, the same at every attempt of which nobody knows whether it arrived.
 *
 * @param subject one line; for channels that have such a thing
 */
public record Message(String subject, String body) {}

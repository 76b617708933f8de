package dk.kronborg.linkmonitor.publication;

import java.time.Instant;

/**
 * A message that is to go to the bus.
 *
 * @param id    rises in the order in which messages of one key are to go out
 * @param value one JSON object
 * @param since when there was something to tell
 */
public record OutgoingMessage(long id, String topic, String key, String value, Instant since) {

    /** The same with another value. */
    public OutgoingMessage saying(String newValue) {
        return new OutgoingMessage(id, topic, key, newValue, since);
    }
}

package dk.kronborg.linkmonitor.intake;

import java.time.Instant;

/**
 * Where a record stands on the bus, which names it for ever.
 *
 * @param appendedAt the record's own time stamp; tells records apart when a topic has been made anew and its
 *                   offsets began again
 */
public record RecordPlace(String topic, int partition, long offset, Instant appendedAt) {}

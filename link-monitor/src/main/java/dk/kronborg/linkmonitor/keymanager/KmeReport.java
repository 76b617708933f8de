package dk.kronborg.linkmonitor.keymanager;

import dk.kronborg.topology.identity.KmeId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which alarms stand in one process of a KME: all of them.
 *
 * @param process    which process; one that was started anew is another one
 * @param sequence   rises from one report of the process to the next
 * @param reportedAt by the clock of the process
 * @param alarms     at most {@link #MOST}
 * @param omitted    how often the process raised more than it keeps
 * @throws IllegalArgumentException if a value is outside its range
 */
public record KmeReport(
        KmeId kme, UUID process, long sequence, Instant reportedAt, List<KmeAlarm> alarms, long omitted) {

    /** No process says more. */
    public static final int MOST = 100;

    public KmeReport {
        alarms = List.copyOf(alarms);
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence is 1 or more, got " + sequence);
        }
        if (alarms.size() > MOST) {
            throw new IllegalArgumentException("a report has at most " + MOST + " alarms, got " + alarms.size());
        }
        if (omitted < 0) {
            throw new IllegalArgumentException("omitted is 0 or more, got " + omitted);
        }
    }
}

package dk.kronborg.kme;

import com.fasterxml.jackson.core.JsonProcessingException;
import dk.kronborg.kms.alarm.Alarms.Kind;
import dk.kronborg.kms.alarm.StandingAlarms.Account;
import dk.kronborg.kms.alarm.StandingAlarms.Standing;
import dk.kronborg.plane.Exchange;
import dk.kronborg.topology.identity.KmeId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Which alarms stand in a process of a KME: {@code qkd.kme-alarms/1}, JSON, see docs/alarms.md. All of them each time, so
 * that it does not matter which report is lost.
 *
 * @param process    any name that no other process has, one that was started anew neither
 * @param sequence   rises from one report of the process to the next
 * @param reportedAt RFC 3339 in UTC, by the clock of the process
 * @param omitted    how often the process raised more than it keeps
 */
record KmeAlarmsReport(
        String schema,
        String kmeId,
        String process,
        long sequence,
        String reportedAt,
        List<AlarmJson> alarms,
        long omitted)
        implements ReportTopic.Report {

    static final String TOPIC = "qkd.kme-alarms.v1";
    private static final String SCHEMA = "qkd.kme-alarms/1";
    private static final int LONGEST = 400;

    /**
     * An alarm that stands.
     *
     * @param type     the KME's word for it
     * @param subject  what it is about; together with the type, which alarm it is
     * @param severity {@code warning} to {@code critical}
     * @param text     for people
     * @param since    when it was raised first
     */
    record AlarmJson(String type, String subject, String severity, String text, String since) {
        static AlarmJson of(Standing alarm) {
            return new AlarmJson(
                    alarm.kind().name(),
                    shortened(alarm.subject()),
                    alarm.severity().name().toLowerCase(Locale.ROOT),
                    shortened(alarm.detail()),
                    alarm.since().toString());
        }

        private static String shortened(String text) {
            String line = text.replaceAll("\\p{Cntrl}", " ");
            return line.length() <= LONGEST
                    ? line
                    : line.substring(0, LONGEST - 3).stripTrailing() + "...";
        }
    }

    static KmeAlarmsReport of(KmeId kme, UUID process, long sequence, Instant at, Account account) {
        return new KmeAlarmsReport(
                SCHEMA,
                kme.value(),
                process.toString(),
                sequence,
                at.toString(),
                account.alarms().stream()
                        // The centre judges stores by their reports, and earlier.
                        .filter(alarm -> alarm.kind() != Kind.KEY_STORE_LOW)
                        .map(AlarmJson::of)
                        .toList(),
                account.omitted());
    }

    @Override
    public String key() {
        return kmeId;
    }

    @Override
    public byte[] bytes() {
        try {
            return Exchange.JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers always have a JSON form", e);
        }
    }
}

package dk.kronborg.kme;

import com.fasterxml.jackson.core.JsonProcessingException;
import dk.kronborg.kms.alarm.StandingAlarms.Account;
import dk.kronborg.kms.alarm.StandingAlarms.Standing;
import dk.kronborg.plane.Exchange;
import dk.kronborg.topology.identity.KmeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Which alarms stand in a process of a KME: {@code qkd.kme-alarms/1}, JSON, see docs/alarms.md. All of them each time, so
 * that it does not matter which report is lost. Of at most {@link #MOST_BYTES}: where that is too little, the mildest
 * alarms lose their text, and then are left out.
 *
 * @param process    any name that no other process has, one that was started anew neither
 * @param sequence   rises from one report of the process to the next
 * @param reportedAt RFC 3339 in UTC, by the clock of the process
 * @param alarms     the gravest first
 * @param omitted    how often the process left one out of what it keeps, and how many this report leaves out
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
    /** Less than what the centre takes at most, 64 KiB. */
    static final int MOST_BYTES = 60 * 1024;

    private static final int LONGEST = 400;
    private static final String CUT = "...";

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
                    named(alarm.subject()),
                    alarm.severity().name().toLowerCase(Locale.ROOT),
                    shortened(alarm.detail()),
                    alarm.since().toString());
        }

        AlarmJson withoutText() {
            return new AlarmJson(type, subject, severity, "", since);
        }

        /** With the comma before it. */
        int size() {
            return json(this).length + 1;
        }

        private static String named(String subject) {
            String line = shortened(subject);
            return line.isBlank() ? "?" : line;
        }

        /** One line that has a form in UTF-8: without halves of surrogate pairs. */
        private static String shortened(String text) {
            String line = text.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
            if (line.length() <= LONGEST) {
                return line;
            }
            int end = LONGEST - CUT.length();
            return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end)
                            .stripTrailing()
                    + CUT;
        }
    }

    static KmeAlarmsReport of(KmeId kme, UUID process, long sequence, Instant at, Account account) {
        List<AlarmJson> standing = account.alarms().stream()
                .sorted(Comparator.comparing(Standing::severity, Comparator.reverseOrder()))
                .map(AlarmJson::of)
                .toList();
        KmeAlarmsReport none = new KmeAlarmsReport(
                SCHEMA,
                kme.value(),
                process.toString(),
                sequence,
                at.toString(),
                List.of(),
                account.omitted() + standing.size());
        List<AlarmJson> told = fitting(standing, MOST_BYTES - none.bytes().length);
        return new KmeAlarmsReport(
                none.schema,
                none.kmeId,
                none.process,
                sequence,
                none.reportedAt,
                told,
                account.omitted() + standing.size() - told.size());
    }

    /** As many of them as there is room for, bytes, and then as many of their texts, from the first on. */
    private static List<AlarmJson> fitting(List<AlarmJson> alarms, int bytes) {
        int room = bytes;
        List<AlarmJson> told = new ArrayList<>();
        for (AlarmJson alarm : alarms) {
            AlarmJson bare = alarm.withoutText();
            room -= bare.size();
            if (room < 0) {
                return told;
            }
            told.add(bare);
        }
        for (int i = 0; i < told.size(); i++) {
            AlarmJson whole = alarms.get(i);
            room -= whole.size() - told.get(i).size();
            if (room < 0) {
                return told;
            }
            told.set(i, whole);
        }
        return told;
    }

    @Override
    public String key() {
        return kmeId;
    }

    @Override
    public byte[] bytes() {
        return json(this);
    }

    private static byte[] json(Object report) {
        try {
            return Exchange.JSON.writeValueAsBytes(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers always have a JSON form", e);
        }
    }
}

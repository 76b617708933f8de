package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.keymanager.KmeAlarm;
import dk.kronborg.linkmonitor.keymanager.KmeReport;
import dk.kronborg.topology.identity.KmeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A report of a KME's alarms as it stands on the wire, member for member; see docs/alarms.md. */
public record KmeReportJson(
        String schema,
        String kmeId,
        String process,
        long sequence,
        String reportedAt,
        @JsonSetter(contentNulls = Nulls.FAIL) List<AlarmJson> alarms,
        long omitted) {

    static final String SCHEMA = "qkd.kme-alarms/1";

    /** An alarm that stands. */
    public record AlarmJson(String type, String subject, String severity, String text, String since) {

        KmeAlarm toDomain(String place) throws RefusedTextException {
            Severity known =
                    WireValues.member(place + ".severity", () -> Severity.valueOf(severity.toUpperCase(Locale.ROOT)));
            Instant at = WireValues.instant(place + ".since", since);
            return WireValues.member(place, () -> new KmeAlarm(type, subject, known, text, at));
        }
    }

    /** The report, if every value is possible. */
    KmeReport toDomain() throws RefusedTextException {
        KmeId kme = WireValues.member("kme_id", () -> new KmeId(kmeId));
        UUID from = WireValues.member("process", () -> UUID.fromString(process));
        Instant at = WireValues.instant("reported_at", reportedAt);
        List<KmeAlarm> standing = new ArrayList<>();
        for (AlarmJson alarm : alarms) {
            standing.add(alarm.toDomain("alarms[" + standing.size() + "]"));
        }
        return WireValues.value(() -> new KmeReport(kme, from, sequence, at, standing, omitted));
    }

    /** The document of a report, which {@link #parse} reads back. It may be longer than the record was that said the same. */
    public static String write(KmeReport report) {
        KmeReportJson json = new KmeReportJson(
                SCHEMA,
                report.kme().value(),
                report.process().toString(),
                report.sequence(),
                report.reportedAt().toString(),
                report.alarms().stream()
                        .map(alarm -> new AlarmJson(
                                alarm.type(),
                                alarm.subject(),
                                alarm.severity().name().toLowerCase(Locale.ROOT),
                                alarm.text(),
                                alarm.since().toString()))
                        .toList(),
                report.omitted());
        try {
            return StrictJson.MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers always have a JSON form", e);
        }
    }

    /**
     * Reads what {@link #write} wrote, however long it is.
     *
     * @throws IllegalArgumentException if it is no such document
     */
    public static KmeReport parse(String document) {
        try {
            return StrictJson.MAPPER.readValue(document, KmeReportJson.class).toDomain();
        } catch (JsonProcessingException | RefusedTextException e) {
            throw new IllegalArgumentException("no report of a KME: " + document, e);
        }
    }
}

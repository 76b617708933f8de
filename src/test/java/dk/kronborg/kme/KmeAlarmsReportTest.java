package dk.kronborg.kme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.kms.alarm.Alarms.Kind;
import dk.kronborg.kms.alarm.Alarms.Severity;
import dk.kronborg.kms.alarm.StandingAlarms;
import dk.kronborg.kms.alarm.StandingAlarms.Account;
import dk.kronborg.kms.alarm.StandingAlarms.Standing;
import dk.kronborg.linkmonitor.json.JsonKmeReportReader;
import dk.kronborg.linkmonitor.keymanager.KmeAlarm;
import dk.kronborg.linkmonitor.keymanager.KmeConditions;
import dk.kronborg.linkmonitor.keymanager.KmeReport;
import dk.kronborg.linkmonitor.keymanager.KmeReportReader;
import dk.kronborg.linkmonitor.keymanager.KmeReportReader.Understood;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KmeAlarmsReportTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Instant EIGHT = Instant.parse("2026-07-02T08:00:00Z");

    private static KmeAlarmsReport report(Standing... alarms) {
        return KmeAlarmsReport.of(
                new KmeId("KME-MFA"),
                UUID.fromString("0d7f4c7e-5f63-4f5e-9a3c-2f0a9c1b7d11"),
                42,
                EIGHT.plusMillis(5250),
                new Account(List.of(alarms), 0));
    }

    @Test
    void isWhatIsDocumented() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "alarms.md"));
        String example = document.substring(document.indexOf("```json") + 7, document.indexOf("```\n\n| member"));

        KmeAlarmsReport report = report(new Standing(
                Kind.CERTIFICATE_ENDS,
                "sae plane, CN=SAE-MFA-1",
                Severity.MINOR,
                "the certificate of \"CN=SAE-MFA-1\", serial 2a, ends in at most 7 days, at 2026-07-09T08:00:00Z",
                EIGHT));

        assertThat(MAPPER.readTree(report.bytes())).isEqualTo(MAPPER.readTree(example));
        assertThat(report.key()).isEqualTo("KME-MFA");
    }

    @Test
    void shortensWhatIsLong() throws IOException {
        KmeAlarmsReport report =
                report(new Standing(Kind.DISK_NEARLY_FULL, "/state", Severity.MAJOR, "x\n".repeat(1000), EIGHT));

        JsonNode alarms = MAPPER.readTree(report.bytes()).path("alarms");
        assertThat(alarms).hasSize(1);
        assertThat(alarms.get(0).path("text").asText())
                .hasSize(400)
                .startsWith("x x")
                .endsWith("...");
    }

    @Test
    void hasTextsThatTheCentreTakes() {
        String pairs = "x" + "\ud83d\udd11".repeat(300);
        List<KmeAlarm> alarms = understood(report(
                        new Standing(Kind.PEER_CONTRADICTION, "\n\u0000\t", Severity.MAJOR, "a\ud83db\udd11", EIGHT),
                        new Standing(Kind.PLANE_FILES_REFUSED, pairs, Severity.MAJOR, pairs.substring(1), EIGHT)))
                .alarms();

        assertThat(alarms).extracting(KmeAlarm::subject).containsExactly("?", pairs.substring(0, 397) + "...");
        assertThat(alarms).extracting(KmeAlarm::text).containsExactly("a b ", pairs.substring(1, 397) + "...");
    }

    @Test
    void leavesOutTextsAndThenAlarmsTheMildestFirstWhereThereIsNoRoom() {
        Standing[] manyTexts = many("");
        assertThat(manyTexts).hasSize(StandingAlarms.MOST);
        KmeReport shortOfTexts = understood(report(manyTexts));
        assertThat(shortOfTexts.omitted()).isZero();
        assertThat(shortOfTexts.alarms()).hasSize(StandingAlarms.MOST);
        assertThat(texts(shortOfTexts, "CRITICAL")).doesNotContain("");
        assertThat(texts(shortOfTexts, "WARNING")).contains("");

        KmeAlarmsReport fewer = report(many("\u00e6".repeat(390)));
        assertThat(fewer.bytes()).hasSizeBetween(KmeAlarmsReport.MOST_BYTES - 2048, KmeAlarmsReport.MOST_BYTES);
        KmeReport understood = understood(fewer);
        assertThat(understood.alarms()).hasSizeBetween(50, 70);
        assertThat(understood.alarms().size() + understood.omitted()).isEqualTo(StandingAlarms.MOST);
        assertThat(texts(understood, "CRITICAL")).hasSize(StandingAlarms.MOST / 2);
    }

    /** As many as are kept, the grave ones last, with the longest text. */
    private static Standing[] many(String subject) {
        return IntStream.range(0, StandingAlarms.MOST)
                .mapToObj(i -> new Standing(
                        Kind.CERTIFICATE_ENDS,
                        subject + i,
                        i < StandingAlarms.MOST / 2 ? Severity.WARNING : Severity.CRITICAL,
                        "\u00e6".repeat(400),
                        EIGHT))
                .toArray(Standing[]::new);
    }

    private static List<String> texts(KmeReport report, String severity) {
        return report.alarms().stream()
                .filter(alarm -> alarm.severity().name().equals(severity))
                .map(KmeAlarm::text)
                .toList();
    }

    private static KmeReport understood(KmeAlarmsReport report) {
        KmeReportReader.Reading reading = new JsonKmeReportReader().read(report.bytes());
        assertThat(reading).isInstanceOf(Understood.class);
        return ((Understood) reading).report();
    }

    /** Every word of a KME is one of the centre too. */
    @Test
    void theCentreKnowsEveryAlarm() {
        List<Kind> kinds = Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.KEY_STORE_LOW)
                .toList();
        Standing[] many = kinds.stream()
                .map(kind -> new Standing(kind, "s".repeat(400), kind.severity(), "\u00e6".repeat(400), EIGHT))
                .toArray(Standing[]::new);

        assertThat(KmeConditions.of(List.of(understood(report(many)))))
                .extracting(condition -> condition.kind().name())
                .containsExactlyInAnyOrderElementsOf(
                        kinds.stream().map(Kind::name).toList());
    }
}

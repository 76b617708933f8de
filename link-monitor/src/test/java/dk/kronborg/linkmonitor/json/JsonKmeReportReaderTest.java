package dk.kronborg.linkmonitor.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.keymanager.KmeAlarm;
import dk.kronborg.linkmonitor.keymanager.KmeReport;
import dk.kronborg.linkmonitor.keymanager.KmeReportReader.Understood;
import dk.kronborg.linkmonitor.keymanager.KmeReportReader.Unreadable;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JsonKmeReportReaderTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final KmeReport DOCUMENTED = new KmeReport(
            new KmeId("KME-MFA"),
            UUID.fromString("0d7f4c7e-5f63-4f5e-9a3c-2f0a9c1b7d11"),
            42,
            Instant.parse("2026-07-02T08:00:05.250Z"),
            List.of(new KmeAlarm(
                    "CERTIFICATE_ENDS",
                    "sae plane, CN=SAE-MFA-1",
                    Severity.MINOR,
                    "the certificate of \"CN=SAE-MFA-1\", serial 2a, ends in at most 7 days, at 2026-07-09T08:00:00Z",
                    Instant.parse("2026-07-02T08:00:00Z"))),
            0);

    private final JsonKmeReportReader reader = new JsonKmeReportReader();
    private final String example;

    JsonKmeReportReaderTest() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "alarms.md"));
        example = document.substring(document.indexOf("```json") + 7, document.indexOf("```\n\n| member"));
    }

    private String refusal(Consumer<ObjectNode> change) {
        try {
            ObjectNode report = (ObjectNode) MAPPER.readTree(example);
            change.accept(report);
            var refusal = ((Unreadable) reader.read(MAPPER.writeValueAsBytes(report))).refusal();
            return refusal.reason() + ": " + refusal.detail();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode alarm(ObjectNode report) {
        return (ObjectNode) report.withArray("alarms").get(0);
    }

    @Test
    void readsWhatIsDocumentedAndWhatItWrites() {
        assertThat(reader.read(example.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Understood(DOCUMENTED));
        assertThat(reader.read(KmeReportJson.write(DOCUMENTED).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Understood(DOCUMENTED));
    }

    @Test
    void refusesWithThePlaceWhatIsNoReport() {
        assertThat(refusal(report -> report.put("schema", "qkd.key-store/1")))
                .startsWith(RefusalReason.UNKNOWN_SCHEMA + ": schema is qkd.kme-alarms/1");
        assertThat(refusal(report -> report.put("process", "7"))).startsWith("INVALID_MEMBER: at process");
        assertThat(refusal(report -> report.put("sequence", 0)))
                .isEqualTo("OUT_OF_RANGE: sequence is 1 or more, got 0");
        assertThat(refusal(report -> alarm(report).put("severity", "grave")))
                .startsWith("INVALID_MEMBER: at alarms[0].severity");
        assertThat(refusal(report -> alarm(report).put("severity", "cleared")))
                .isEqualTo("INVALID_MEMBER: at alarms[0]: severity is warning to critical, got CLEARED");
        assertThat(refusal(report -> alarm(report).put("type", "no word")))
                .startsWith("INVALID_MEMBER: at alarms[0]: type is 1 to 64 capital letters");
        assertThat(refusal(report -> alarm(report).put("subject", " "))).contains("subject has 1 to 400 characters");
        assertThat(refusal(report -> alarm(report).put("since", "yesterday"))).contains("alarms[0].since is RFC 3339");
        assertThat(refusal(report -> alarm(report).put("key", "00ff"))).contains("not a member of qkd.kme-alarms/1");
        assertThat(refusal(report -> report.withArray("alarms").addNull()))
                .isEqualTo("INVALID_MEMBER: at alarms[1]: missing, null or not an object");
        assertThat(refusal(report -> report.putNull("alarms")))
                .isEqualTo("INVALID_MEMBER: at alarms: missing, null or not an array");
        assertThat(refusal(report -> {
                    ArrayNode alarms = report.withArray("alarms");
                    for (int i = 0; i < 100; i++) {
                        alarms.add(alarm(report).deepCopy().put("text", ""));
                    }
                }))
                .isEqualTo("OUT_OF_RANGE: a report has at most 100 alarms, got 101");
    }
}

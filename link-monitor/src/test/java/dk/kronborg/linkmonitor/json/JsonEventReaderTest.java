package dk.kronborg.linkmonitor.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.intake.EventReader.Reading;
import dk.kronborg.linkmonitor.intake.EventReader.SignedEvent;
import dk.kronborg.linkmonitor.intake.EventReader.Unreadable;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.telemetry.DeviceAlarm;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.Metrics;
import dk.kronborg.linkmonitor.telemetry.SecurityClaim;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEventReaderTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    private final DemoLink link = new DemoLink();
    private final JsonEventReader reader = new JsonEventReader();

    @Test
    void readsAnEvent() {
        TelemetryEvent event = accepted(change -> {});

        assertThat(event.side()).isEqualTo(LinkSide.RECEIVER);
        assertThat(event.measuredAt()).isEqualTo(NOON);
        assertThat(event.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(event.keyBlock()).isEmpty();
        assertThat(event.metrics())
                .isEqualTo(new Metrics(
                        Map.of(
                                Metric.SECRET_KEY_RATE,
                                12345.6,
                                Metric.EXCESS_NOISE,
                                -0.0003,
                                Metric.CHANNEL_LOSS,
                                1.93),
                        Map.of("a_newer_metric", 7.0)));
        assertThat(event.security())
                .contains(new SecurityClaim(
                        SecurityClaim.Proof.FINITE_SIZE_COLLECTIVE, 4e-10, SecurityClaim.DetectorTrust.TRUSTED));
        assertThat(event.alarms()).containsExactly(new DeviceAlarm("LASER_TEMP", Severity.WARNING, "Laser is warm"));
    }

    @Test
    void doesWithoutOptionalMembers() {
        TelemetryEvent event = accepted(change -> {
            change.remove("block_id");
            change.remove("security");
            change.remove("device_state");
            change.remove("alarms");
            change.putObject("metrics").putNull("skr_bps");
        });

        assertThat(event.security()).isEmpty();
        assertThat(event.metrics()).isEqualTo(Metrics.none());
    }

    @Test
    void keepsWhatItDoesNotKnowUnderTheSignature() {
        assertThat(read(change -> {}))
                .isInstanceOfSatisfying(
                        SignedEvent.class,
                        read -> assertThat(read.signed().canonicalJson())
                                .contains("\"a_newer_metric\":7")
                                .doesNotContain("\"sig\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "no json",
                "[]",
                "null",
                "1",
                "{",
                "{}{}",
                "{\"schema\":\"a\",\"schema\":\"b\"}",
                "{\"metrics\":{\"skr_bps\":NaN}}",
                "{\"metrics\":{\"skr_bps\":Infinity}}",
                "{'schema':'a'}",
                "{\"schema\":\"\\u0000\"}",
                "{\"schema\":\"\\ud800\"}",
                "\ufeff{}"
            })
    void refusesWhatIsNotStrictJson(String text) {
        assertThat(refusal(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(RefusalReason.NOT_JSON);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThat(refusal(new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'}))
                .isEqualTo(RefusalReason.NOT_JSON);
        assertThat(refusal(new byte[] {(byte) 0xff})).isEqualTo(RefusalReason.NOT_JSON);
    }

    @Test
    void refusesDeepNestingAndLongNumbers() {
        assertThat(refusal(("{\"a\":".repeat(30) + "1" + "}".repeat(30)).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(RefusalReason.NOT_JSON);
        assertThat(refusal(("{\"a\":" + "1".repeat(200) + "}").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(RefusalReason.NOT_JSON);
    }

    @Test
    void takes64KiBAndNotOneByteMore() {
        byte[] event = link.signedEvent(NOON, change -> {});
        byte[] largest = padded(event, JsonEventReader.MOST_BYTES);

        assertThat(reader.read(largest)).isInstanceOf(SignedEvent.class);
        assertThat(refusal(padded(event, JsonEventReader.MOST_BYTES + 1))).isEqualTo(RefusalReason.TOO_LARGE);
    }

    private static byte[] padded(byte[] event, int length) {
        byte[] padded = new byte[length];
        java.util.Arrays.fill(padded, (byte) ' ');
        System.arraycopy(event, 0, padded, 0, event.length);
        return padded;
    }

    @Test
    void refusesAnotherSchemaBeforeItsMembers() {
        assertThat(refusal("{\"schema\":\"qkd.telemetry/2\",\"colour\":1}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(RefusalReason.UNKNOWN_SCHEMA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema",
                "event_id",
                "link_id",
                "device_id",
                "role",
                "technology",
                "seq",
                "boot_id",
                "measured_at",
                "interval_s",
                "metrics",
                "sig_key_id"
            })
    void refusesAnEventWithoutOneOfItsMembers(String member) {
        assertRefused(RefusalReason.INVALID_MEMBER, member, change -> change.remove(member));
        assertRefused(RefusalReason.INVALID_MEMBER, member, change -> change.putNull(member));
    }

    @ParameterizedTest
    @CsvSource({
        "event_id, 1-1-1-1-1",
        "event_id, not a uuid",
        "boot_id, AAAAAAAAAAAAAAAAAAAAAA==",
        "link_id, 'a b'",
        "device_id, ''",
        "role, receiver",
        "technology, CV",
        "seq, '12'",
        "interval_s, '10'",
        "measured_at, 2026-07-02T12:00:00+02:00",
        "measured_at, 2026-07-02",
        "device_state, key exchange",
        "block_id, 17",
        "metrics, none",
        "alarms, none"
    })
    void refusesAMemberThatIsMisspelt(String member, String text) {
        assertRefused(RefusalReason.INVALID_MEMBER, member, change -> change.put(member, text));
    }

    @Test
    void refusesMembersItDoesNotKnow() {
        assertRefused(RefusalReason.INVALID_MEMBER, "colour", change -> change.put("colour", "blue"));
    }

    @Test
    void refusesNullsInsideAlarms() {
        assertRefused(
                RefusalReason.INVALID_MEMBER,
                "alarms",
                change -> change.withArray("alarms").addNull());
    }

    @Test
    void refusesMetricsThatAreNoNumbers() {
        assertRefused(
                RefusalReason.INVALID_MEMBER,
                "skr_bps",
                change -> change.withObject("/metrics").put("skr_bps", "12"));
    }

    @ParameterizedTest
    @CsvSource({
        "skr_bps, -1",
        "skr_bps, 1e400",
        "qber, 1.01",
        "qber, -0.01",
        "transmittance, 0",
        "transmittance, 1.06",
        "excess_noise_sigma_snu, -1e-9",
        "channel_loss_db, 101",
        "frame_error_rate, 1.5",
        "unknown_metric, 1e999"
    })
    void refusesTheImpossible(String metric, String number) {
        byte[] event =
                link.signedEvent(NOON, change -> change.withObject("/metrics").remove(metric));
        String text = new String(event, StandardCharsets.UTF_8)
                .replace("\"a_newer_metric\":7", "\"" + metric + "\":" + number);

        assertThat(refusal(text.getBytes(StandardCharsets.UTF_8))).as(metric).isEqualTo(RefusalReason.OUT_OF_RANGE);
    }

    @Test
    void takesTheLimitsOfRanges() {
        TelemetryEvent event = accepted(change -> change.withObject("/metrics")
                .put("qber", 1.0)
                .put("transmittance", 1.05)
                .put("excess_noise_snu", -3.0)
                .put("skr_bps", 0));

        assertThat(event.metrics().get(Metric.TRANSMITTANCE)).hasValue(1.05);
    }

    @Test
    void refusesIntervalsAndSequenceNumbersOutsideTheirRange() {
        assertRefused(RefusalReason.OUT_OF_RANGE, "interval_s", change -> change.put("interval_s", 0.0));
        assertRefused(RefusalReason.OUT_OF_RANGE, "interval_s", change -> change.put("interval_s", 86400.1));
        assertRefused(RefusalReason.OUT_OF_RANGE, "interval_s", change -> change.put("interval_s", 1e300));
        assertRefused(RefusalReason.OUT_OF_RANGE, "seq", change -> change.put("seq", -1));
        assertRefused(RefusalReason.OUT_OF_RANGE, "seq", change -> change.put("seq", 1L << 53));
        assertRefused(
                RefusalReason.INVALID_MEMBER, "seq", change -> change.put("seq", new java.math.BigDecimal("1.5")));
    }

    @Test
    void refusesAClaimOutsideItsRange() {
        assertRefused(
                RefusalReason.INVALID_MEMBER,
                "proof",
                change -> change.withObject("/security").put("proof", "faith"));
        assertRefused(
                RefusalReason.OUT_OF_RANGE,
                "epsilon_total",
                change -> change.withObject("/security").put("epsilon_total", 0));
        assertRefused(
                RefusalReason.INVALID_MEMBER,
                "detector_trust",
                change -> change.withObject("/security").remove("detector_trust"));
    }

    @Test
    void wantsToKnowWhatQberMeansOnACvLink() {
        Consumer<ObjectNode> cv = change ->
                change.put("technology", "CV-QKD").withObject("/metrics").put("qber", 0.25);

        assertRefused(RefusalReason.INVALID_MEMBER, "qber_kind", cv);
        Metrics metrics = accepted(
                        cv.andThen(change -> change.withObject("/metrics").put("qber_kind", "SIGN")))
                .metrics();
        assertThat(metrics.get(Metric.SIGN_ERROR_RATE)).hasValue(0.25);
        assertThat(metrics.get(Metric.QBER)).isEmpty();
    }

    @Test
    void refusesASignatureThatIsNone() {
        ObjectNode event = link.event(NOON);
        for (String sig : new String[] {"", "%", "AAAA"}) {
            assertThat(refusal(DemoLink.bytes(event.put("sig", sig)))).isEqualTo(RefusalReason.INVALID_MEMBER);
        }
    }

    private Reading read(Consumer<ObjectNode> change) {
        return reader.read(link.signedEvent(NOON, change));
    }

    private TelemetryEvent accepted(Consumer<ObjectNode> change) {
        Reading reading = read(change);
        assertThat(reading).isInstanceOf(SignedEvent.class);
        return ((SignedEvent) reading).event();
    }

    private void assertRefused(RefusalReason reason, String mentioned, Consumer<ObjectNode> change) {
        assertThat(read(change)).isInstanceOfSatisfying(Unreadable.class, unreadable -> {
            assertThat(unreadable.refusal().reason())
                    .as(unreadable.refusal().detail())
                    .isEqualTo(reason);
            assertThat(unreadable.refusal().detail()).containsIgnoringCase(mentioned);
        });
    }

    private RefusalReason refusal(byte[] bytes) {
        Reading reading = reader.read(bytes);
        assertThat(reading).isInstanceOf(Unreadable.class);
        return ((Unreadable) reading).refusal().reason();
    }
}

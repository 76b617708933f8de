package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.TelemetryKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLapseTest {

    private static final Instant START = Instant.parse("2026-07-02T08:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Sent(Instant at, LinkId link, String text) {

        ObjectNode event() {
            try {
                return (ObjectNode) JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        double metric(String name) {
            return event().get("metrics").get(name).asDouble();
        }

        boolean transmitter() {
            return event().get("role").asText().equals("TRANSMITTER");
        }
    }

    /** Keeps what it sees and checks the order. */
    private static final class Notes implements TimeLapse.Audience {

        private final List<Sent> sent = new ArrayList<>();
        private final List<Instant> ticks = new ArrayList<>();
        private Instant latest = Instant.MIN;

        @Override
        public void sent(Instant at, LinkId link, byte[] event) {
            assertThat(at).isAfterOrEqualTo(latest);
            latest = at;
            sent.add(new Sent(at, link, new String(event, StandardCharsets.UTF_8)));
        }

        @Override
        public void tick(Instant now) {
            assertThat(now).isAfterOrEqualTo(latest);
            latest = now;
            ticks.add(now);
        }

        Stream<Sent> of(String link) {
            return sent.stream().filter(each -> each.link().value().equals(link));
        }

        Sent last(String link, boolean transmitter) {
            return of(link).filter(each -> each.transmitter() == transmitter)
                    .toList()
                    .getLast();
        }
    }

    private final Notes notes = new Notes();

    private static TimeLapse technologies(long seed) {
        return new TimeLapse(ReferenceNetwork.TECHNOLOGIES.plan(), seed, START);
    }

    private static Target link(String name) {
        return new Target.OneLink(new LinkId(name));
    }

    private static List<Sent> story(long seed) {
        Notes notes = new Notes();
        TimeLapse time = technologies(seed);
        time.advance(START.plusSeconds(20), notes);
        time.befall(link("A-B"), Phenomenon.parse("reboot rx 10"));
        time.befall(Target.named(time.network(), "NORTH"), Phenomenon.parse("environment 0.01 60"));
        time.advance(START.plusSeconds(60), notes);
        return notes.sent;
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherOneOthers() {
        List<Sent> once = story(11);

        assertThat(once).hasSizeGreaterThan(300);
        assertThat(story(11)).isEqualTo(once);
        Set<String> others = new HashSet<>(story(12).stream().map(Sent::text).toList());
        assertThat(once).noneMatch(sent -> others.contains(sent.text()));
    }

    @Test
    void everyEventIsGenuineByTheNetworksKeys() throws Exception {
        TimeLapse time = technologies(3);
        time.advance(START.plusSeconds(30), notes);

        assertThat(notes.sent).hasSizeGreaterThan(100);
        for (Sent sent : notes.sent) {
            ObjectNode event = sent.event();
            Link link = time.network().link(sent.link()).orElseThrow();
            LinkEnd end = sent.transmitter() ? link.transmitter() : link.receiver();
            TelemetryKey key = end.telemetryKey().orElseThrow();
            assertThat(event.get("device_id").asText()).isEqualTo(end.device().value());
            assertThat(event.get("sig_key_id").asText()).isEqualTo(key.keyId());
            assertThat(UUID.fromString(event.get("event_id").asText()).version())
                    .isEqualTo(4);
            assertThat(UUID.fromString(event.get("event_id").asText()).variant())
                    .isEqualTo(2);
            byte[] signature = Base64.getDecoder().decode(event.remove("sig").asText());
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key.publicKey()))));
            verifier.update(TelemetrySigner.canonical(event));
            assertThat(verifier.verify(signature)).isTrue();
        }
    }

    @Test
    void ticksEverySecondAlsoWhileNothingIsSent() {
        TimeLapse time = technologies(3);
        time.network().links().forEach(each -> time.befall(link(each.id().value()), Phenomenon.parse("silence")));

        time.advance(START.plusSeconds(10).plusMillis(100), notes);

        assertThat(notes.sent).isEmpty();
        assertThat(notes.ticks)
                .containsExactlyElementsOf(Stream.iterate(START.plusSeconds(1), at -> at.plusSeconds(1))
                        .limit(10)
                        .toList());
        assertThat(time.now()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    @Timeout(60)
    void anHourOfTwoLinksPlaysInSeconds() {
        TimeLapse time = new TimeLapse(ReferenceNetwork.QUICK.plan(), 3, START);

        time.advance(START.plus(Duration.ofHours(1)), notes);

        assertThat(notes.sent).hasSize(2 * 2 * 3600);
    }

    @Test
    void aCutCableDarkensAllItsLinksAndNoOther() {
        TimeLapse time = technologies(5);
        time.befall(Target.named(time.network(), "NORTH"), new Phenomenon.Cut());
        time.advance(START.plusSeconds(10), notes);

        for (String hit : List.of("B-C", "C-D")) {
            assertThat(notes.last(hit, false).metric("classical_signal")).isZero();
            assertThat(notes.last(hit, false).event().get("metrics").has("classical_loss_db"))
                    .isFalse();
            assertThat(notes.last(hit, false).event().get("device_state").asText())
                    .isEqualTo("NO_SIGNAL");
        }
        assertThat(notes.last("D-E", false).metric("classical_signal")).isOne();
        assertThat(notes.last("D-E", false).event().get("device_state").asText())
                .isEqualTo("KEY_EXCHANGE");
    }

    @ParameterizedTest
    @CsvSource({
        "A-B, CV-QKD, excess_noise_snu",
        "B-C, DV-QKD, qber",
        "C-D, DV-QKD-COW, visibility",
        "D-E, DV-QKD-2Ws, qber",
        "E-A, DV-QKD-EB, qber"
    })
    void everyTechnologyReportsWhatItsKindHas(String link, String technology, String judgedBy) {
        TimeLapse time = technologies(5);
        time.advance(START.plusSeconds(40), notes);

        assertThat(notes.of(link)).isNotEmpty().allSatisfy(sent -> {
            JsonNode metrics = sent.event().get("metrics");
            assertThat(sent.event().get("technology").asText()).isEqualTo(technology);
            assertThat(sent.event().get("device_state").asText()).isEqualTo("KEY_EXCHANGE");
            assertThat(sent.metric("skr_bps")).isPositive();
            assertThat(metrics.has(judgedBy)).isTrue();
            assertThat(metrics.has("qber")).isEqualTo(!technology.equals("CV-QKD"));
            assertThat(metrics.has("calibration_age_s")).isEqualTo(technology.equals("CV-QKD"));
            assertThat(sent.metric("channel_loss_db"))
                    .isCloseTo(time.network().link(sent.link()).orElseThrow().commissionedLossDb(), within(0.05));
            assertThat(sent.metric("classical_signal")).isOne();
            assertThat(sent.metric("classical_loss_db")).isPositive();
            assertThat(sent.metric("classical_channels")).isOne();
            assertThat(sent.metric("tamper")).isZero();
            assertThat(sent.metric("door_open")).isZero();
        });
        assertThat(notes.of(link).filter(sent -> !sent.event().get("block_id").isNull()))
                .isNotEmpty();
    }

    @Test
    void aRebootedDeviceBeginsANewBootAtZero() {
        TimeLapse time = technologies(5);
        time.advance(START.plusSeconds(10), notes);
        String before = notes.last("A-B", false).event().get("boot_id").asText();
        notes.sent.clear();
        time.befall(link("A-B"), Phenomenon.parse("reboot rx 20"));
        time.advance(START.plusSeconds(40), notes);

        List<Sent> rebooted =
                notes.of("A-B").filter(sent -> !sent.transmitter()).toList();
        assertThat(rebooted.getFirst().at()).isEqualTo(START.plusSeconds(30));
        assertThat(rebooted.getFirst().event().get("seq").asLong()).isZero();
        assertThat(rebooted.getFirst().event().get("boot_id").asText()).isNotEqualTo(before);
        assertThat(notes.of("A-B")
                        .filter(Sent::transmitter)
                        .map(sent -> sent.event().get("device_state").asText()))
                .contains("NO_PEER", "KEY_EXCHANGE");
    }

    @Test
    void theCalibrationIsRenewedBeforeItIsDueUnlessItIsLost() {
        TimeLapse time = technologies(5);
        time.advance(START.plus(Duration.ofMinutes(25)), notes);
        assertThat(notes.of("A-B"))
                .allSatisfy(sent ->
                        assertThat(sent.metric("calibration_age_s")).isLessThan(sent.metric("calibration_interval_s")));
        double noise = notes.last("A-B", true).metric("excess_noise_snu");

        time.befall(link("A-B"), Phenomenon.parse("uncalibrated 0.1"));
        time.advance(START.plus(Duration.ofMinutes(85)), notes);

        Sent last = notes.last("A-B", true);
        double overdueHours = (last.metric("calibration_age_s") - last.metric("calibration_interval_s")) / 3600;
        assertThat(overdueHours).isBetween(0.8, 1.0);
        assertThat(last.metric("excess_noise_snu") - noise).isCloseTo(0.1 * overdueHours, within(0.005));
    }

    @Test
    void oneOfAKindIsReplacedAndEndedAndTheOthersGoOn() {
        TimeLapse time = technologies(5);
        double sound = time.network().link(new LinkId("A-B")).orElseThrow().commissionedLossDb();
        time.befall(link("A-B"), Phenomenon.parse("bend 3"));
        time.befall(link("A-B"), Phenomenon.parse("tap 0.8"));
        time.befall(link("A-B"), Phenomenon.parse("bend 5"));
        time.advance(START.plusSeconds(5), notes);
        assertThat(notes.last("A-B", true).metric("channel_loss_db")).isCloseTo(sound + 5.8, within(0.05));

        assertThat(time.end(link("A-B"), "bend")).isTrue();
        assertThat(time.end(link("A-B"), "bend")).isFalse();
        time.advance(START.plusSeconds(10), notes);
        assertThat(notes.last("A-B", true).metric("channel_loss_db")).isCloseTo(sound + 0.8, within(0.05));
        assertThat(notes.last("A-B", true).metric("excess_noise_snu")).isCloseTo(0.01, within(0.005));
    }

    @Test
    void aSkewedClockShiftsOneDevicesTimes() {
        TimeLapse time = technologies(5);
        time.befall(link("B-C"), Phenomenon.parse("skew rx -12.5"));
        time.advance(START.plusSeconds(10), notes);

        assertThat(notes.of("B-C"))
                .allSatisfy(sent -> assertThat(
                                Instant.parse(sent.event().get("measured_at").asText()))
                        .isEqualTo(sent.transmitter() ? sent.at() : sent.at().minusMillis(12_500)));
    }

    @Test
    void tamperAndDoorAreSeenByTheirDeviceOnly() {
        TimeLapse time = technologies(5);
        time.befall(link("B-C"), Phenomenon.parse("tamper rx"));
        time.befall(link("B-C"), Phenomenon.parse("door tx"));
        time.advance(START.plusSeconds(4), notes);

        assertThat(notes.last("B-C", false).metric("tamper")).isOne();
        assertThat(notes.last("B-C", true).metric("tamper")).isZero();
        assertThat(notes.last("B-C", false).metric("door_open")).isZero();
        assertThat(notes.last("B-C", true).metric("door_open")).isOne();
    }
}

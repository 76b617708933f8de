package dk.kronborg.linkmonitor.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.topology.network.Fault;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.TelemetryKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryGateTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    private final DemoLink link = new DemoLink();
    private final TelemetryGate gate =
            new TelemetryGate(new JsonEventReader(), link::network, Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void believesWhatTheDeviceSigned() {
        assertThat(judge(NOON, change -> {})).isInstanceOfSatisfying(Genuine.class, genuine -> {
            assertThat(genuine.late()).isFalse();
            assertThat(genuine.judgedAt()).isEqualTo(NOON);
        });
        assertThat(judge(
                        NOON,
                        change -> change.put("device_id", "MFA-MOD-TX")
                                .put("role", "TRANSMITTER")
                                .put("sig_key_id", "tx-1")))
                .isInstanceOf(Genuine.class);
    }

    @Test
    void refusesAWrongSignature() {
        ObjectNode event = link.signed(link.event(NOON));
        event.withObject("/metrics").put("skr_bps", 99999);

        assertRefused(RefusalReason.WRONG_SIGNATURE, gate.judge(link.record(DemoLink.bytes(event))));
    }

    @Test
    void aFloodOfOneLinkIsRefusedAndEndsWithItself() {
        TelemetryGate limited = new TelemetryGate(
                new JsonEventReader(),
                link::network,
                Clock.fixed(NOON, ZoneOffset.UTC),
                Duration.ofDays(30),
                new FloodGate(2, 10));
        for (int i = 0; i < 10; i++) {
            assertThat(limited.judge(arriving("MFA-MOD", NOON))).isInstanceOf(Genuine.class);
        }
        assertRefused(RefusalReason.TOO_MANY, limited.judge(arriving("MFA-MOD", NOON)));
        assertRefused(RefusalReason.WRONG_RECORD_KEY, limited.judge(arriving("MOD-DC2", NOON)));

        assertThat(limited.judge(arriving("MFA-MOD", NOON.plusMillis(500)))).isInstanceOf(Genuine.class);
        assertRefused(RefusalReason.TOO_MANY, limited.judge(arriving("MFA-MOD", NOON.plusMillis(500))));
    }

    private TelemetryRecord arriving(String key, Instant at) {
        return link.record(key, link.signedEvent(NOON, change -> {}), at);
    }

    @Test
    void refusesWhatAnotherDeviceSigned() {
        ObjectNode event = link.signed(link.event(NOON).put("device_id", "MFA-MOD-TX"));
        event.put("device_id", "MFA-MOD-RX");

        assertRefused(RefusalReason.WRONG_SIGNATURE, gate.judge(link.record(DemoLink.bytes(event))));
    }

    @Test
    void believesWhatTheDeviceSignedWithMlDsa() {
        DemoLink quantumSafe = new DemoLink("ML-DSA-65");
        TelemetryGate itsGate =
                new TelemetryGate(new JsonEventReader(), quantumSafe::network, Clock.fixed(NOON, ZoneOffset.UTC));
        ObjectNode event = quantumSafe.signed(quantumSafe.event(NOON));

        assertThat(itsGate.judge(quantumSafe.record(DemoLink.bytes(event)))).isInstanceOf(Genuine.class);
        event.withObject("/metrics").put("skr_bps", 99999);
        assertRefused(RefusalReason.WRONG_SIGNATURE, itsGate.judge(quantumSafe.record(DemoLink.bytes(event))));
    }

    @Test
    void refusesASignatureOfAnotherAlgorithmThanTheKeys() {
        DemoLink quantumSafe = new DemoLink("ML-DSA-65");

        assertRefused(
                RefusalReason.WRONG_SIGNATURE, gate.judge(link.record(quantumSafe.signedEvent(NOON, change -> {}))));
    }

    @Test
    void aKeyOfAnotherAlgorithmIsOfNoUseAndHurtsNobody() {
        DemoLink other = new DemoLink("EC");
        Network mixed = link.with(link.link("MFA-MOD")
                .between(
                        link.link("MFA-MOD").transmitter(),
                        other.link("MFA-MOD").receiver()));
        TelemetryGate itsGate =
                new TelemetryGate(new JsonEventReader(), () -> mixed, Clock.fixed(NOON, ZoneOffset.UTC));

        assertThat(((Rejected) itsGate.judge(link.record(link.signedEvent(NOON, change -> {})))).refusal())
                .isEqualTo(new Refusal(
                        RefusalReason.UNKNOWN_KEY,
                        "the key that is enrolled for device MFA-MOD-RX is of no use: a telemetry key is a"
                                + " SubjectPublicKeyInfo in Base64 for one of [Ed25519, ML-DSA-65]"));
        assertThat(itsGate.judge(link.record(link.signedEvent(
                        NOON,
                        change -> change.put("device_id", "MFA-MOD-TX")
                                .put("role", "TRANSMITTER")
                                .put("sig_key_id", "tx-1")))))
                .isInstanceOf(Genuine.class);
    }

    /** Whoever changes the network is told, before it is in force. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "aGVsbG8=", "MCowBQYDK2VwAyEA", "MCowBQYDK2VwAyEA29KeOmwTL+5SMveIHCu3rjtUtmj+HMGBTJ5mQYFK"})
    void aKeyThatIsNoneIsAFault(String key) {
        Link plain = link.link("MFA-MOD");
        Network faulty = link.with(
                plain.between(plain.transmitter(), plain.receiver().signingWith(new TelemetryKey("rx-1", key))));

        assertThat(DeviceKeys.faults(faulty))
                .extracting(Fault::place)
                .containsExactly("links[0].receiver.telemetry_key");
        assertThat(DeviceKeys.faults(link.network())).isEmpty();
    }

    @Test
    void aLinkIsKnownAsLongAsTheNetworkHasIt() {
        AtomicReference<Network> network = new AtomicReference<>(link.network());
        TelemetryGate itsGate =
                new TelemetryGate(new JsonEventReader(), network::get, Clock.fixed(NOON, ZoneOffset.UTC));
        assertThat(itsGate.judge(link.record(link.signedEvent(NOON, change -> {}))))
                .isInstanceOf(Genuine.class);

        network.set(link.with(link.link("MOD-DC2")));
        assertRefused(RefusalReason.UNKNOWN_LINK, itsGate.judge(link.record(link.signedEvent(NOON, change -> {}))));

        network.set(new DemoLink().network());
        assertRefused(RefusalReason.WRONG_SIGNATURE, itsGate.judge(link.record(link.signedEvent(NOON, change -> {}))));

        network.set(link.network());
        assertThat(itsGate.judge(link.record(link.signedEvent(NOON, change -> {}))))
                .isInstanceOf(Genuine.class);
    }

    @Test
    void doesNotMindTheOrderOfMembersOrTheSpellingOfNumbers() {
        String text = new String(link.signedEvent(NOON, change -> {}), StandardCharsets.UTF_8)
                .replace("\"interval_s\":10.0", "\"interval_s\" : 1e1 ");

        assertThat(gate.judge(link.record(text.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(Genuine.class);
    }

    @Test
    void refusesKeysThatAreNotEnrolled() {
        assertRefused(RefusalReason.UNKNOWN_KEY, judge(NOON, change -> change.put("sig_key_id", "rx-2")));
        assertRefused(
                RefusalReason.UNKNOWN_KEY,
                gate.judge(link.record(
                        "MOD-DC2",
                        link.signedEvent(
                                NOON, change -> change.put("link_id", "MOD-DC2").put("device_id", "MOD-DC2-RX")))));
    }

    @Test
    void refusesNamesThatDoNotBelongTogether() {
        assertRefused(RefusalReason.UNKNOWN_LINK, judge(NOON, change -> change.put("link_id", "MFA-OSLO")));
        assertRefused(RefusalReason.WRONG_DEVICE, judge(NOON, change -> change.put("device_id", "MOD-DC2-RX")));
        assertRefused(RefusalReason.WRONG_ROLE, judge(NOON, change -> change.put("role", "TRANSMITTER")));
        assertRefused(RefusalReason.WRONG_TECHNOLOGY, judge(NOON, change -> change.put("technology", "CV-QKD")));
    }

    @Test
    void refusesARecordUnderAnotherKeyThanItsLink() {
        byte[] event = link.signedEvent(NOON, change -> {});

        assertRefused(RefusalReason.WRONG_RECORD_KEY, gate.judge(link.record("MOD-DC2", event)));
        assertRefused(
                RefusalReason.WRONG_RECORD_KEY,
                gate.judge(new TelemetryRecord(link.record(event).place(), null, event)));
    }

    @Test
    void refusesTheFutureBeyondFiveMinutes() {
        assertThat(judge(NOON.plus(TelemetryGate.MOST_AHEAD), change -> {})).isInstanceOf(Genuine.class);
        assertRefused(
                RefusalReason.FROM_THE_FUTURE,
                judge(NOON.plus(TelemetryGate.MOST_AHEAD).plusNanos(1), change -> {}));
        assertRefused(
                RefusalReason.FROM_THE_FUTURE,
                judge(NOON, change -> change.put("measured_at", "+999999999-12-31T23:59:59Z")));
    }

    @Test
    void callsLateWhatIsOlderThanTenMinutes() {
        assertThat(late(NOON.minus(TelemetryGate.LATE_AFTER))).isFalse();
        assertThat(late(NOON.minus(TelemetryGate.LATE_AFTER).minusNanos(1))).isTrue();
        assertThat(late(NOON.minus(TelemetryGate.REFUSED_AFTER))).isTrue();
    }

    @Test
    void refusesWhatIsOlderThanTheHistory() {
        assertRefused(
                RefusalReason.TOO_OLD,
                judge(NOON.minus(TelemetryGate.REFUSED_AFTER).minusNanos(1), change -> {}));
        assertRefused(
                RefusalReason.TOO_OLD, judge(NOON, change -> change.put("measured_at", "-999999999-01-01T00:00:00Z")));
    }

    @Test
    void refusesWhatCannotBeRead() {
        assertRefused(RefusalReason.NOT_JSON, gate.judge(link.record("hello".getBytes(StandardCharsets.UTF_8))));
        assertRefused(
                RefusalReason.NOT_JSON,
                gate.judge(new TelemetryRecord(link.record(new byte[0]).place(), null, null)));
    }

    @Test
    void saysWhatIsWrongInPrintableCharacters() {
        Judgement judgement = judge(NOON, change -> change.put("role", "a\n\u001b[31m\u202e" + "x".repeat(5000)));

        assertThat(((Rejected) judgement).refusal().detail())
                .contains("a??[31m?xxx")
                .hasSizeLessThanOrEqualTo(400);
    }

    private boolean late(Instant measuredAt) {
        assertThat(Duration.between(measuredAt, NOON)).isPositive();
        return ((Genuine) judge(measuredAt, change -> {})).late();
    }

    private Judgement judge(Instant measuredAt, Consumer<ObjectNode> change) {
        return gate.judge(link.record(link.signedEvent(measuredAt, change)));
    }

    private static void assertRefused(RefusalReason reason, Judgement judgement) {
        assertThat(judgement)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.refusal().reason())
                                .as(rejected.refusal().detail())
                                .isEqualTo(reason));
    }
}

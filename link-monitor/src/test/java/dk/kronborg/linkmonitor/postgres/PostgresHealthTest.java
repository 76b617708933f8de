package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.health.Circumstances;
import dk.kronborg.linkmonitor.health.KeyGeneration;
import dk.kronborg.linkmonitor.health.LinkControl.Action;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.health.Security;
import dk.kronborg.linkmonitor.history.HistoryRetention;
import dk.kronborg.linkmonitor.intake.Judgement;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryIntake;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.linkmonitor.json.LinkHealthJson;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health and alarms move in the transaction in which events are stored. */
class PostgresHealthTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    private static final CentreDatabase DATABASE = CentreDatabase.start();

    private final DemoLink link = new DemoLink();
    private final AtomicReference<Network> network = new AtomicReference<>(link.network());
    private final Network without = link.with(link.link("MOD-DC2"));
    private PostgresTelemetryStore store = newStore();
    private Instant now = NOON;

    private PostgresTelemetryStore newStore() {
        LinkMonitor monitor = new LinkMonitor(network::get, (each, at) -> Circumstances.usual(each));
        return new PostgresTelemetryStore(DATABASE.dataSource(), HistoryRetention.USUAL, monitor);
    }

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        new HistoryPartitions(DATABASE.dataSource(), HistoryRetention.USUAL).keep(NOON);
        DATABASE.execute("truncate telemetry_event, signed_batch, device_boot, link_health, alarm,"
                + " alarm_change, outgoing, notification, refusal_source, link_request, link_decision");
    }

    @Test
    void aSuspicionIsKeptWithItsAlarmOverARestart() throws SQLException {
        take(reports(10, 0.015));
        take(reports(3, 0.05));
        assertThat(health().security()).isInstanceOf(Security.Suspect.class);
        assertThat(alarms()).containsExactly("link:MFA-MOD EAVESDROP_SUSPECT MAJOR 1");

        store = newStore();
        take(reports(3, 0.12));
        assertThat(health().security()).isInstanceOf(Security.Quarantined.class);
        assertThat(alarms()).containsExactly("link:MFA-MOD EAVESDROP_SUSPECT CRITICAL 1");

        take(reports(6, 0.015));
        assertThat(alarms()).containsExactly("link:MFA-MOD EAVESDROP_SUSPECT CLEARED 1");
        assertThat(DATABASE.texts("select what || ' ' || severity from alarm_change order by id"))
                .containsExactly("RAISED MAJOR", "CHANGED CRITICAL", "CLEARED CLEARED");
        assertThat(DATABASE.texts("select value::json ->> 'security' from outgoing order by id"))
                .containsExactly("TRUSTED", "SUSPECT", "QUARANTINED", "QUARANTINED");
    }

    @Test
    void whatComesAgainIsOneAlarm() throws SQLException {
        for (int i = 0; i < 3; i++) {
            take(reports(6, 0.05));
            take(reports(6, 0.015));
        }

        assertThat(alarms()).containsExactly("link:MFA-MOD EAVESDROP_SUSPECT CLEARED 3");
    }

    @Test
    void aBatchThatComesAgainChangesNothing() throws SQLException {
        take(reports(10, 0.015));
        List<TelemetryRecord> batch = reports(3, 0.05);
        take(batch);
        LinkHealth before = health();

        take(batch);
        take(batch);
        assertThat(health()).isEqualTo(before);
        assertThat(DATABASE.texts("select what from alarm_change")).containsExactly("RAISED");
    }

    @Test
    void twoProcessesWithTheSameBatchRaiseOneAlarm() throws Exception {
        take(reports(10, 0.015));
        List<Judgement> batch = judged(reports(20, 0.05));
        PostgresTelemetryStore other = newStore();

        try (var both = Executors.newFixedThreadPool(2)) {
            List<Callable<Object>> tasks = List.of(() -> store.store(batch), () -> other.store(batch));
            for (var task : both.invokeAll(tasks)) {
                task.get();
            }
        }
        assertThat(alarms()).containsExactly("link:MFA-MOD EAVESDROP_SUSPECT MAJOR 1");
        assertThat(DATABASE.texts("select what from alarm_change")).containsExactly("RAISED");
    }

    @Test
    void silenceIsToldAndEnds() throws SQLException {
        take(reports(10, 0.015));
        store.silence(now.plusSeconds(30));
        assertThat(alarms()).isEmpty();

        store.silence(now.plusSeconds(131));
        assertThat(alarms()).containsExactly("link:MFA-MOD TELEMETRY_SILENT MAJOR 1");
        assertThat(health().keyGeneration()).isInstanceOf(KeyGeneration.Unknown.class);

        store.silence(now.plusSeconds(300));
        assertThat(alarms())
                .as("the other link of the network was never heard")
                .containsExactly("link:MFA-MOD TELEMETRY_SILENT MAJOR 1", "link:MOD-DC2 TELEMETRY_SILENT MAJOR 1");

        now = now.plusSeconds(400);
        take(reports(1, 0.015));
        assertThat(alarms())
                .containsExactly("link:MFA-MOD TELEMETRY_SILENT CLEARED 1", "link:MOD-DC2 TELEMETRY_SILENT MAJOR 1");
    }

    @Test
    void refusedTelemetryIsAnAlarmUntilItIsInOrder() throws SQLException {
        TelemetryRecord forged = link.record(
                "MFA-MOD", DemoLink.bytes(link.signed(link.event(now)).put("seq", 7)), now);
        TelemetryRecord nonsense = link.record("MFA-OSLO", "hello".getBytes(StandardCharsets.UTF_8), now);
        take(List.of(forged, nonsense));
        take(List.of(forged));
        assertThat(alarms())
                .containsExactly(
                        "centre:telemetry TELEMETRY_REFUSED WARNING 1", "link:MFA-MOD TELEMETRY_REFUSED MAJOR 1");

        store.silence(now.plusSeconds(601));
        assertThat(alarms())
                .contains("centre:telemetry TELEMETRY_REFUSED CLEARED 1", "link:MFA-MOD TELEMETRY_REFUSED CLEARED 1");
    }

    private Optional<PostgresLinkDecisions.Result> act(Action action, String operator, boolean keysVoided) {
        return new PostgresLinkDecisions(DATABASE.dataSource(), network::get)
                .act(new LinkId("MFA-MOD"), action, new Act(operator, now, "exercise"), keysVoided);
    }

    private boolean waits(Action action, String operator) {
        return act(action, operator, true).orElseThrow().waits();
    }

    @Test
    void oneQuarantinesASuspectLinkAndTwoReleaseIt() throws SQLException {
        assertThat(act(Action.LOCK, "anna", false)).as("never heard of").isEmpty();
        take(reports(10, 0.015));
        assertThatThrownBy(() -> act(Action.QUARANTINE, "anna", false)).hasMessageContaining("TRUSTED");
        take(reports(3, 0.05));
        assertThat(waits(Action.QUARANTINE, "anna")).isFalse();
        assertThatThrownBy(() -> act(Action.RELEASE, "anna", true)).hasMessageContaining("the cause is still there");
        take(reports(6, 0.015));
        assertThatThrownBy(() -> act(Action.RELEASE, "anna", false)).hasMessageContaining("keys_voided");

        assertThat(waits(Action.RELEASE, "anna")).isTrue();
        assertThatThrownBy(() -> act(Action.RELEASE, " ANNA", true)).hasMessageContaining("it takes two people");
        assertThat(health().security()).isInstanceOf(Security.Quarantined.class);
        assertThat(waits(Action.RELEASE, "bo")).isFalse();
        assertThat(health().security()).isInstanceOf(Security.Trusted.class);
        assertThat(
                        DATABASE.texts(
                                "select action || ' ' || operator || coalesce(' ' || second, '') from link_decision order by id"))
                .containsExactly("QUARANTINE anna", "RELEASE anna bo");
    }

    @Test
    void twoPeopleGiveALinkUpForEverWithinAnHour() throws SQLException {
        take(reports(10, 0.015));
        assertThat(waits(Action.REVOKE, "anna")).isTrue();
        now = now.plus(Duration.ofHours(1));
        assertThat(waits(Action.REVOKE, "bo"))
                .as("what anna asked for is forgotten")
                .isTrue();
        now = now.plusSeconds(3599);
        assertThat(waits(Action.REVOKE, "anna")).isFalse();

        assertThat(health().security()).isInstanceOf(Security.Revoked.class);
        take(reports(10, 0.015));
        assertThat(health().security()).isInstanceOf(Security.Revoked.class);
        assertThatThrownBy(() -> act(Action.RELEASE, "anna", true)).hasMessageContaining("this one is REVOKED");
    }

    @Test
    void whatWasGenuineWhenTheNetworkHadTheLinkIsKeptAndNotJudged() throws SQLException {
        take(reports(10, 0.015));
        LinkHealth before = health();
        List<Judgement> suspicious = judged(reports(3, 0.05));

        network.set(without);
        assertThat(store.store(suspicious)).hasOnlyElementsOfType(Outcome.Accepted.class);
        store.silence(now.plusSeconds(131));

        assertThat(DATABASE.number("select count(*) from telemetry_event")).isEqualTo(26);
        assertThat(health()).isEqualTo(before);
        assertThat(alarms()).noneMatch(alarm -> alarm.contains("MFA-MOD"));
    }

    @Test
    void aLinkThatIsWatchedAgainHasItsHistoryAndItsAlarm() throws SQLException {
        take(reports(10, 0.015));
        take(reports(3, 0.05));
        Security suspect = health().security();
        int told = told().size();

        network.set(without);
        store.fit(Optional.of(link.network()), now);
        new PostgresAlarms(DATABASE.dataSource())
                .endGone(resource -> !resource.id().startsWith("MFA-MOD"), now);
        assertThat(alarms()).containsExactly("link:MFA-MOD EAVESDROP_SUSPECT CLEARED 1");
        assertThat(DATABASE.texts("select what || ': ' || text from alarm_change order by id"))
                .endsWith("CLEARED: the network does not have it any more");
        assertThat(told()).hasSize(told);

        network.set(link.network());
        now = now.plus(Duration.ofHours(1));
        store.fit(Optional.of(without), now);
        assertThat(alarms()).containsExactly("link:MFA-MOD EAVESDROP_SUSPECT MAJOR 2");
        assertThat(told()).hasSize(told + 1).endsWith("SUSPECT UNKNOWN");

        store.silence(now.plusSeconds(20));
        assertThat(alarms())
                .as("its devices have time to report")
                .doesNotContain("link:MFA-MOD TELEMETRY_SILENT CRITICAL 1");
        assertThat(health().security()).isEqualTo(suspect);
        take(reports(3, 0.12));
        assertThat(health().security()).isInstanceOf(Security.Quarantined.class);
    }

    @Test
    void fittingWhatFitsChangesNothing() throws SQLException {
        take(reports(10, 0.015));
        take(reports(3, 0.05));
        take(List.of(link.record(
                "MFA-MOD", DemoLink.bytes(link.signed(link.event(now)).put("seq", 7)), now)));
        LinkHealth before = health();
        List<String> alarms = alarms();
        assertThat(alarms).hasSize(2);
        int told = told().size();

        store.fit(Optional.empty(), now);
        store.fit(Optional.of(link.network()), now);

        assertThat(health()).isEqualTo(before);
        assertThat(alarms()).isEqualTo(alarms);
        assertThat(DATABASE.number("select count(*) from alarm_change")).isEqualTo(2);
        assertThat(told()).hasSize(told);
    }

    @Test
    void aDeviceThatTakesThePlaceOfAnotherHasSaidNothingYet() throws SQLException {
        take(List.of(link.record("MFA-MOD", link.signedEvent(now, event -> {}), now)));
        assertThat(alarms()).containsExactly("device:MFA-MOD-RX DEVICE_ALARM WARNING 1");

        // The two links swap their receivers.
        Link one = link.link("MFA-MOD");
        Link other = link.link("MOD-DC2");
        network.set(link.with(
                one.between(one.transmitter(), at(one.receiver(), other.receiver())),
                other.between(other.transmitter(), at(other.receiver(), one.receiver()))));
        store.fit(Optional.of(link.network()), now);

        assertThat(alarms()).containsExactly("device:MFA-MOD-RX DEVICE_ALARM CLEARED 1");
        assertThat(health().receiver().reading()).isEmpty();
    }

    /** That device at that end. */
    private static LinkEnd at(LinkEnd end, LinkEnd device) {
        return new LinkEnd(device.device(), end.kme(), device.telemetryKey());
    }

    private static List<String> told() throws SQLException {
        return DATABASE.texts(
                "select (value::json ->> 'security') || ' ' || (value::json ->> 'telemetry') from outgoing"
                        + " where key = 'MFA-MOD' order by (value::json ->> 'revision')::bigint");
    }

    @Test
    void healthIsReadBackAsItWas() throws SQLException {
        take(reports(30, 0.015));
        take(reports(30, 0.05));
        LinkHealth health = health();

        assertThat(LinkHealthJson.read(LinkHealthJson.write(health))).isEqualTo(health);
        assertThat(health.diagnosis().orElseThrow().finding().severity()).isEqualTo(Severity.MAJOR);
    }

    /** Both ends report so many times, every ten seconds. */
    private List<TelemetryRecord> reports(int times, double qber) {
        List<TelemetryRecord> records = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            now = now.plusSeconds(10);
            records.add(record(event -> event.put("device_id", "MFA-MOD-TX")
                    .put("role", "TRANSMITTER")
                    .put("sig_key_id", "tx-1")
                    .withObject("/metrics")
                    .put("qber", qber)));
            records.add(record(event -> event.withObject("/metrics").put("qber", qber)));
        }
        return records;
    }

    private TelemetryRecord record(Consumer<ObjectNode> change) {
        return link.record(
                "MFA-MOD",
                link.signedEvent(now, event -> {
                    event.remove("alarms");
                    change.accept(event);
                }),
                now);
    }

    private List<Judgement> judged(List<TelemetryRecord> records) {
        return intake().judge(records);
    }

    private TelemetryIntake intake() {
        return new TelemetryIntake(
                new TelemetryGate(new JsonEventReader(), network::get, Clock.fixed(now, ZoneOffset.UTC)), store);
    }

    private void take(List<TelemetryRecord> records) {
        intake().settle(judged(records));
    }

    private LinkHealth health() throws SQLException {
        return new PostgresLinkHealthLog(DATABASE.dataSource())
                .since(Optional.empty()).moved().stream()
                        .filter(health -> health.link().value().equals("MFA-MOD"))
                        .findFirst()
                        .orElseThrow();
    }

    private List<String> alarms() throws SQLException {
        return DATABASE.texts("select resource || ' ' || kind || ' ' || severity || ' ' || occurrences from alarm"
                + " order by resource, kind");
    }
}

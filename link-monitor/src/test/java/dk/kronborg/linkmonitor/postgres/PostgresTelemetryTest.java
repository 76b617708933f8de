package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkBoard;
import dk.kronborg.linkmonitor.health.LinkReport;
import dk.kronborg.linkmonitor.history.LinkHistory.TrendPoint;
import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.history.ReadingPage;
import dk.kronborg.linkmonitor.history.ReadingPage.Value;
import dk.kronborg.linkmonitor.history.ReadingQuery;
import dk.kronborg.linkmonitor.history.RefusalLog.RefusalCount;
import dk.kronborg.linkmonitor.intake.Judgement;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.Outcome.Accepted;
import dk.kronborg.linkmonitor.intake.Outcome.Duplicate;
import dk.kronborg.linkmonitor.intake.Outcome.Refused;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryIntake;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.LinkId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTelemetryTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final LinkId MFA_MOD = new LinkId("MFA-MOD");

    private static final CentreDatabase DATABASE = CentreDatabase.start();

    private final DemoLink link = new DemoLink();
    private final PostgresTelemetryStore store = new PostgresTelemetryStore(DATABASE.dataSource());
    private final TelemetryIntake intake = new TelemetryIntake(
            new TelemetryGate(new JsonEventReader(), link.network(), Clock.fixed(NOON, ZoneOffset.UTC)), store);
    private final PostgresLinkHistory history = new PostgresLinkHistory(DATABASE.sessions(), DATABASE.dataSource());
    private final PostgresRefusalLog refusals = new PostgresRefusalLog(DATABASE.sessions());

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        DATABASE.execute("truncate telemetry_event, device_boot, latest_reading, refused_event, refusal_count");
    }

    @Test
    void showsTheNewestOfEachEnd() {
        take(event(NOON.minusSeconds(20), 100), event(NOON.minusSeconds(10), 200));
        take(transmitterEvent(NOON.minusSeconds(12), 150));

        assertThat(history.latest())
                .extracting(Reading::side, Reading::measuredAt)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(LinkSide.RECEIVER, NOON.minusSeconds(10)),
                        org.assertj.core.groups.Tuple.tuple(LinkSide.TRANSMITTER, NOON.minusSeconds(12)));
        LinkReport report = new LinkBoard(link.network(), history).reports().getFirst();
        assertThat(report.value(Metric.SECRET_KEY_RATE, NOON)).hasValue(200);
        assertThat(report.freshness(NOON)).isEqualTo(Freshness.FRESH);
        assertThat(report.receiver().orElseThrow().security()).isPresent();
    }

    @Test
    void ignoresTheSameEventAgain() {
        TelemetryRecord event = event(NOON, 100);

        assertThat(take(event, event)).hasExactlyElementsOfTypes(Accepted.class, Duplicate.class);
        assertThat(take(event)).hasExactlyElementsOfTypes(Duplicate.class);
        assertThat(rates()).containsExactly(100.0);
    }

    @Test
    void ignoresAnEventIdUnderANewNumber() {
        UUID id = UUID.randomUUID();
        take(record(NOON, change -> change.put("event_id", id.toString())));

        assertThat(take(record(NOON, change -> change.put("event_id", id.toString()))))
                .hasExactlyElementsOfTypes(Duplicate.class);
    }

    @Test
    void ignoresNumbersThatTheBootHasPassed() {
        take(record(NOON, change -> change.put("seq", 7)));

        assertThat(take(
                        record(NOON, change -> change.put("seq", 7)),
                        record(NOON, change -> change.put("seq", 6)),
                        record(
                                NOON,
                                change -> change.put("seq", 6)
                                        .put("boot_id", UUID.randomUUID().toString()))))
                .hasExactlyElementsOfTypes(Duplicate.class, Duplicate.class, Accepted.class);
    }

    @Test
    void countsGapsInTheNumbers() {
        List<Outcome> outcomes = take(
                record(NOON, change -> change.put("seq", 5)),
                record(NOON, change -> change.put("seq", 6)),
                record(NOON, change -> change.put("seq", 9)));

        assertThat(outcomes)
                .extracting(outcome -> ((Accepted) outcome).missedBefore())
                .containsExactly(0L, 0L, 2L);
    }

    @Test
    void storesLateEventsWithoutShowingThemAsTheLatest() {
        take(event(NOON.minus(Duration.ofMinutes(11)), 1));

        assertThat(history.latest()).isEmpty();
        assertThat(rates()).containsExactly(1.0);
    }

    @Test
    void neverGoesBackInTime() {
        take(
                event(NOON, 2),
                record(
                        NOON.minusSeconds(60),
                        change -> change.put("boot_id", UUID.randomUUID().toString())
                                .withObject("/metrics")
                                .put("skr_bps", 1)));

        assertThat(latestRate()).isEqualTo(2);
    }

    @Test
    void followsADeviceWhoseClockWasSetBack() {
        take(event(NOON.plusSeconds(200), 1), event(NOON, 2));

        assertThat(latestRate()).isEqualTo(2);
    }

    @Test
    void countsAndListsRefusalsOnceHoweverOftenTheyCome() {
        TelemetryRecord hostile = link.record("key\0", "not\0 json \ud800".getBytes(StandardCharsets.UTF_8));
        TelemetryRecord future = event(NOON.plusSeconds(600), 1);

        assertThat(take(hostile, event(NOON, 100), future))
                .hasExactlyElementsOfTypes(Refused.class, Accepted.class, Refused.class);
        take(hostile);

        assertThat(refusals.counts())
                .extracting(RefusalCount::reason, RefusalCount::count)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(RefusalReason.NOT_JSON, 1L),
                        org.assertj.core.groups.Tuple.tuple(RefusalReason.FROM_THE_FUTURE, 1L));
        assertThat(refusals.newest(1)).singleElement().satisfies(refused -> {
            assertThat(refused.refusal().reason()).isEqualTo(RefusalReason.FROM_THE_FUTURE);
            assertThat(refused.place()).isEqualTo(future.place());
        });
        assertThat(refusals.newest(2).getLast().excerpt()).isEqualTo("not? json ?");
    }

    @Test
    void keepsTheSignedDocumentWhole() throws SQLException {
        take(event(NOON, 100));

        try (var connection = DATABASE.dataSource().getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery("select document ->> 'event_id', document -> 'metrics' ->> 'a_newer_metric', "
                                + "length(signature) from telemetry_event")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isNotNull();
            assertThat(rows.getString(2)).isEqualTo("7");
            assertThat(rows.getInt(3)).isEqualTo(88);
        }
    }

    @Test
    void pagesThroughValuesOfTheSameTime() {
        take(IntStream.range(0, 7).mapToObj(i -> event(NOON, i)).toArray(TelemetryRecord[]::new));

        ReadingPage first = page(4, Optional.empty());
        ReadingPage second = page(4, first.next());

        assertThat(first.values()).extracting(Value::value).containsExactly(6.0, 5.0, 4.0, 3.0);
        assertThat(second.values()).extracting(Value::value).containsExactly(2.0, 1.0, 0.0);
        assertThat(second.next()).isEmpty();
    }

    @Test
    void knowsTheTrend() {
        take(event(NOON.minusSeconds(70), 10), event(NOON.minusSeconds(65), 20), event(NOON.minusSeconds(5), 40));

        assertThat(history.trends(Metric.SECRET_KEY_RATE, NOON.minusSeconds(120), Duration.ofMinutes(1))
                        .get(MFA_MOD))
                .containsExactly(
                        new TrendPoint(NOON.minusSeconds(120), 15.0), new TrendPoint(NOON.minusSeconds(60), 40.0));
    }

    @Test
    void forgetsWhatIsOlderThanTheHistory() {
        take(event(NOON.minus(Duration.ofDays(20)), 1), event(NOON, 2));

        assertThat(store.forgetBefore(NOON.minus(Duration.ofDays(19)))).isEqualTo(1);
        assertThat(rates()).containsExactly(2.0);
    }

    @Test
    void storesNothingOfABatchThatFails() throws SQLException {
        List<Judgement> batch = intake.judge(List.of(event(NOON, 1), event(NOON.plusSeconds(600), 2)));
        DATABASE.execute("alter table refusal_count rename to hidden");
        try {
            assertThatThrownBy(() -> intake.settle(batch)).isInstanceOf(StoreUnavailableException.class);
            assertThat(rates()).isEmpty();
        } finally {
            DATABASE.execute("alter table hidden rename to refusal_count");
        }

        assertThat(intake.settle(batch)).hasExactlyElementsOfTypes(Accepted.class, Refused.class);
    }

    private List<Outcome> take(TelemetryRecord... batch) {
        return intake.settle(intake.judge(List.of(batch)));
    }

    private TelemetryRecord event(Instant measuredAt, double rate) {
        return record(measuredAt, change -> change.withObject("/metrics").put("skr_bps", rate));
    }

    private TelemetryRecord transmitterEvent(Instant measuredAt, double rate) {
        return record(
                measuredAt,
                change -> change.put("device_id", "MFA-MOD-TX")
                        .put("role", "TRANSMITTER")
                        .put("sig_key_id", "tx-1")
                        .withObject("/metrics")
                        .put("skr_bps", rate));
    }

    private TelemetryRecord record(Instant measuredAt, Consumer<ObjectNode> change) {
        return link.record(link.signedEvent(measuredAt, change));
    }

    private double latestRate() {
        return history.latest().getFirst().metrics().get(Metric.SECRET_KEY_RATE).orElseThrow();
    }

    private List<Double> rates() {
        return page(1000, Optional.empty()).values().stream().map(Value::value).toList();
    }

    private ReadingPage page(int limit, Optional<dk.kronborg.linkmonitor.history.ReadingCursor> after) {
        return history.readings(new ReadingQuery(
                MFA_MOD,
                Metric.SECRET_KEY_RATE,
                NOON.minus(Duration.ofDays(31)),
                NOON.plus(Duration.ofDays(1)),
                limit,
                after));
    }
}

package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.health.Circumstances;
import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkBoard;
import dk.kronborg.linkmonitor.health.LinkHealthLog;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.health.LinkReport;
import dk.kronborg.linkmonitor.history.HistoryRetention;
import dk.kronborg.linkmonitor.history.LinkHistory.TrendPoint;
import dk.kronborg.linkmonitor.history.ReadingPage;
import dk.kronborg.linkmonitor.history.ReadingPage.Value;
import dk.kronborg.linkmonitor.history.ReadingQuery;
import dk.kronborg.linkmonitor.history.RefusalLog.RefusalCount;
import dk.kronborg.linkmonitor.history.RefusalLog.RefusalPage;
import dk.kronborg.linkmonitor.history.RefusalLog.RefusedRecord;
import dk.kronborg.linkmonitor.history.RefusalQuery;
import dk.kronborg.linkmonitor.intake.Judgement;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.Outcome.Accepted;
import dk.kronborg.linkmonitor.intake.Outcome.Duplicate;
import dk.kronborg.linkmonitor.intake.Outcome.Refused;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryIntake;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTelemetryTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final LinkId MFA_MOD = new LinkId("MFA-MOD");
    private static final DeviceId RECEIVER = new DeviceId("MFA-MOD-RX");

    private static final CentreDatabase DATABASE = CentreDatabase.start();

    private final DemoLink link = new DemoLink();
    private final PostgresTelemetryStore store = new PostgresTelemetryStore(
            DATABASE.dataSource(),
            HistoryRetention.USUAL,
            new LinkMonitor(link::network, (each, at) -> Circumstances.usual(each)));
    private final TelemetryIntake intake = new TelemetryIntake(
            new TelemetryGate(new JsonEventReader(), link::network, Clock.fixed(NOON, ZoneOffset.UTC)), store);
    private final PostgresLinkHistory history = new PostgresLinkHistory(DATABASE.dataSource());
    private final LinkBoard board = new LinkBoard(link::network, new PostgresLinkHealthLog(DATABASE.dataSource()));
    private final PostgresRefusalLog refusals = new PostgresRefusalLog(DATABASE.sessions());

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        new HistoryPartitions(DATABASE.dataSource(), HistoryRetention.USUAL).keep(NOON);
        DATABASE.execute(
                "truncate telemetry_event, signed_batch, device_boot, link_health, refused_event, refusal_count");
    }

    @Test
    void showsTheNewestOfEachEnd() {
        take(event(NOON.minusSeconds(20), 100), event(NOON.minusSeconds(10), 200));
        take(transmitterEvent(NOON.minusSeconds(12), 150));

        LinkReport report = report();
        assertThat(report.receiver().orElseThrow().measuredAt()).isEqualTo(NOON.minusSeconds(10));
        assertThat(report.transmitter().orElseThrow().measuredAt()).isEqualTo(NOON.minusSeconds(12));
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

        assertThat(report().measuredAt()).isEmpty();
        assertThat(rates()).containsExactly(1.0);
    }

    @Test
    void doesNotShowWhatIsLeftOverFromAnEarlierBoot() {
        TelemetryRecord first = event(NOON.minusSeconds(60), 1);
        TelemetryRecord leftOver = event(NOON.minusSeconds(50), 2);
        TelemetryRecord rebooted = record(
                NOON.minusSeconds(40),
                change -> change.put("boot_id", UUID.randomUUID().toString())
                        .withObject("/metrics")
                        .put("skr_bps", 3));

        take(first, rebooted, leftOver);

        assertThat(latestRate()).isEqualTo(3);
        assertThat(rates()).containsExactlyInAnyOrder(1.0, 2.0, 3.0);
    }

    @Test
    void showsEveryLookWhatMovedSince() {
        take(event(NOON.minusSeconds(20), 100));
        LinkBoard.View first = board.look();
        assertThat(board.look(first).reports()).isEqualTo(first.reports());

        take(event(NOON.minusSeconds(10), 200));
        LinkBoard.View second = board.look(first);
        assertThat(second.reports()).hasSameSizeAs(first.reports()).isNotEqualTo(first.reports());
        assertThat(second.reports()).isEqualTo(board.look().reports());
    }

    @Test
    void missesNoMoveOfATransactionThatEndsLater() throws Exception {
        take(event(NOON.minusSeconds(20), 100));
        try (Connection slow = DATABASE.dataSource().getConnection()) {
            slow.setAutoCommit(false);
            try (Statement statement = slow.createStatement()) {
                statement.execute("update link_health set moved_in = pg_current_xact_id() where link_id = 'MFA-MOD'");
            }
            LinkHealthLog log = new PostgresLinkHealthLog(DATABASE.dataSource());
            DATABASE.execute("create table if not exists later (id int); drop table later");
            LinkHealthLog.Sight before = log.since(Optional.empty());
            slow.commit();

            LinkHealthLog.Sight after = log.since(Optional.of(before.mark()));
            assertThat(after.moved()).hasSize(1);
            assertThat(log.since(Optional.of(after.mark())).moved()).isEmpty();
        }
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
        List<RefusedRecord> listed = refused(change -> {}).refusals();
        assertThat(listed).extracting(RefusedRecord::place).containsExactly(future.place(), hostile.place());
        assertThat(listed.getFirst().refusal().reason()).isEqualTo(RefusalReason.FROM_THE_FUTURE);
        assertThat(listed.getLast().excerpt()).isEqualTo("not? json ?");
        assertThat(listed).extracting(RefusedRecord::device).containsExactly(Optional.of(RECEIVER), Optional.empty());
    }

    @Test
    void listsTheRefusalsThatAreAskedFor() {
        TelemetryRecord nameless = link.record("", "nothing".getBytes(StandardCharsets.UTF_8));
        TelemetryRecord future = event(NOON.plusSeconds(600), 1);
        TelemetryRecord impossible = record(
                NOON,
                change -> change.put("device_id", "MFA-MOD-TX")
                        .withObject("/metrics")
                        .put("qber", 3));
        take(nameless, future, impossible);

        assertThat(places(asked -> asked.reason = Optional.of(RefusalReason.OUT_OF_RANGE)))
                .containsExactly(impossible.place());
        assertThat(places(asked -> asked.key = Optional.of("MFA-MOD")))
                .containsExactly(impossible.place(), future.place());
        assertThat(places(asked -> asked.key = Optional.of(""))).containsExactly(nameless.place());
        assertThat(places(asked -> asked.device = Optional.of(RECEIVER))).containsExactly(future.place());
        assertThat(places(asked -> asked.device = Optional.of(new DeviceId("MFA-MOD-TX"))))
                .as("read as far as it can be, whatever is wrong with it")
                .containsExactly(impossible.place());
        assertThat(places(asked -> asked.from = NOON.plusMillis(1))).isEmpty();
        assertThat(places(asked -> asked.to = NOON)).isEmpty();
        assertThat(places(asked -> {
                    asked.reason = Optional.of(RefusalReason.FROM_THE_FUTURE);
                    asked.device = Optional.of(new DeviceId("MFA-MOD-TX"));
                }))
                .isEmpty();
    }

    @Test
    void pagesThroughRefusalsWhileMoreAreRefused() {
        List<TelemetryRecord> first = IntStream.range(0, 5)
                .mapToObj(i -> link.record("x", new byte[] {(byte) i}))
                .toList();
        take(first.toArray(TelemetryRecord[]::new));

        RefusalPage page = refused(asked -> asked.limit = 2);
        take(link.record("x", new byte[] {9}));
        RefusalPage second = refused(asked -> {
            asked.limit = 2;
            asked.after = page.next();
        });
        RefusalPage last = refused(asked -> {
            asked.limit = 2;
            asked.after = second.next();
        });

        assertThat(Stream.of(page, second, last)
                        .flatMap(each -> each.refusals().stream())
                        .map(RefusedRecord::place))
                .containsExactlyElementsOf(
                        first.reversed().stream().map(TelemetryRecord::place).toList());
        assertThat(last.next()).isEmpty();
    }

    /** Which refusals a test asks for: all, unless it changes something. */
    private static final class Asked {
        private Optional<RefusalReason> reason = Optional.empty();
        private Optional<String> key = Optional.empty();
        private Optional<DeviceId> device = Optional.empty();
        private Instant from = NOON.minusSeconds(1);
        private Instant to = NOON.plusSeconds(1);
        private int limit = 10;
        private OptionalLong after = OptionalLong.empty();
    }

    private RefusalPage refused(Consumer<Asked> change) {
        Asked asked = new Asked();
        change.accept(asked);
        return refusals.refusals(new RefusalQuery(
                asked.reason, asked.key, asked.device, asked.from, asked.to, asked.limit, asked.after));
    }

    private Stream<RecordPlace> places(Consumer<Asked> change) {
        return refused(change).refusals().stream().map(RefusedRecord::place);
    }

    @Test
    void keepsWhatTheDevicesSigned() throws Exception {
        Outcome outcome =
                take(event(NOON.minusSeconds(1), 100), event(NOON, 200)).getLast();
        Genuine genuine = ((Accepted) outcome).genuine();

        try (var connection = DATABASE.dataSource().getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery("select lines, events, last_measured_at - first_measured_at = interval '1 s'"
                                + " from signed_batch")) {
            assertThat(rows.next()).isTrue();
            String lines =
                    new String(new InflaterInputStream(rows.getBinaryStream(1)).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(lines.lines())
                    .hasSize(2)
                    .endsWith(genuine.signed().canonicalJson()
                            + '\t'
                            + genuine.signature().base64());
            assertThat(rows.getInt(2)).isEqualTo(2);
            assertThat(rows.getBoolean(3)).isTrue();
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void keepsNothingSignedWhereThatIsSetSo() throws SQLException {
        HistoryRetention usual = HistoryRetention.USUAL;
        HistoryRetention unsigned =
                new HistoryRetention(usual.readings(), Duration.ZERO, usual.minutes(), usual.quarters(), usual.days());

        new PostgresTelemetryStore(DATABASE.dataSource(), unsigned).store(intake.judge(List.of(event(NOON, 1))));

        assertThat(rates()).containsExactly(1.0);
        assertThat(DATABASE.number("select count(*) from signed_batch")).isZero();
    }

    @Test
    void keepsMetricsThatItDoesNotKnow() throws SQLException {
        take(event(NOON, 100));

        assertThat(DATABASE.number("select (further ->> 'a_newer_metric')::double precision from telemetry_event"))
                .isEqualTo(7);
    }

    @Test
    void hasAColumnForEveryMetric() throws SQLException {
        try (var connection = DATABASE.dataSource().getConnection();
                var rows = connection.getMetaData().getColumns(null, "public", "telemetry_event", null)) {
            Set<String> doubles = new HashSet<>();
            while (rows.next()) {
                if (rows.getString("TYPE_NAME").equals("float8")) {
                    doubles.add(rows.getString("COLUMN_NAME"));
                }
            }
            doubles.remove("interval_s");
            assertThat(doubles)
                    .isEqualTo(
                            Arrays.stream(Metric.values()).map(Metric::wireName).collect(Collectors.toSet()));
        }
    }

    @Test
    void keepsEveryFactOfAnEvent() throws SQLException {
        UUID block = UUID.randomUUID();
        TelemetryRecord record = record(NOON.plusNanos(1_999), change -> {
            change.put("block_id", block.toString()).put("interval_s", 0.125);
            for (Metric metric : Metric.values()) {
                change.withObject("/metrics").put(metric.wireName(), 0.5);
            }
            change.withObject("/metrics").put("excess_noise_snu", -1e-300);
        });
        TelemetryEvent event = ((Accepted) take(record).getFirst()).genuine().event();

        try (var connection = DATABASE.dataSource().getConnection();
                var row = connection
                        .createStatement()
                        .executeQuery("select * from telemetry_event join link_end on id = end_id")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getObject("measured_at", OffsetDateTime.class).toInstant())
                    .isEqualTo(NOON.plusNanos(1_000));
            assertThat(row.getObject("received_at", OffsetDateTime.class).toInstant())
                    .isEqualTo(NOON);
            assertThat(row.getObject("event_id", UUID.class)).isEqualTo(event.id());
            assertThat(row.getObject("boot_id", UUID.class))
                    .isEqualTo(event.sequence().boot());
            assertThat(row.getObject("block_id", UUID.class)).isEqualTo(block);
            assertThat(row.getLong("seq")).isEqualTo(event.sequence().number());
            assertThat(row.getDouble("interval_s")).isEqualTo(0.125);
            assertThat(row.getBoolean("late")).isFalse();
            assertThat(row.getString("link_id")).isEqualTo("MFA-MOD");
            assertThat(row.getString("side")).isEqualTo("RECEIVER");
            assertThat(row.getString("device_id")).isEqualTo("MFA-MOD-RX");
            for (Metric metric : Metric.values()) {
                assertThat(row.getDouble(metric.wireName()))
                        .as(metric.wireName())
                        .isEqualTo(metric == Metric.EXCESS_NOISE ? -1e-300 : 0.5);
            }
        }
    }

    @Test
    void storesTheRestOfABatchWhoseDeviceUsesAnIdAgain() {
        UUID id = UUID.randomUUID();
        Consumer<ObjectNode> again = change -> change.put("event_id", id.toString());
        take(record(NOON, again));

        assertThat(take(event(NOON.minusSeconds(2), 1), record(NOON, again), event(NOON, 2), record(NOON, again)))
                .hasExactlyElementsOfTypes(Accepted.class, Duplicate.class, Accepted.class, Duplicate.class);
        assertThat(rates()).hasSize(3);
    }

    @Test
    void takesTheSameRecordsOnceWhoeverTakesThem() throws Exception {
        int rounds = 20;
        try (var processes = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < rounds; round++) {
                String boot = UUID.randomUUID().toString();
                List<Judgement> batch = intake.judge(IntStream.range(0, 50)
                        .mapToObj(i -> record(NOON.minusSeconds(i), change -> change.put("boot_id", boot)))
                        .toList());
                List<Future<List<Outcome>>> both = processes.invokeAll(
                        List.<Callable<List<Outcome>>>of(() -> store.store(batch), () -> store.store(batch)));
                List<Outcome> outcomes = new ArrayList<>(both.getFirst().get());
                outcomes.addAll(both.getLast().get());
                assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(50);
            }
        }
        assertThat(DATABASE.number("select count(*) from telemetry_event")).isEqualTo(50 * rounds);
    }

    @Test
    void takesANumberOfABootOnceWhoeverTakesIt() throws Exception {
        int rounds = 20;
        try (var processes = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < rounds; round++) {
                String boot = UUID.randomUUID().toString();
                Consumer<ObjectNode> first =
                        change -> change.put("boot_id", boot).put("seq", 0);
                List<Judgement> one = intake.judge(List.of(record(NOON, first)));
                List<Judgement> other = intake.judge(List.of(record(NOON, first)));
                processes
                        .invokeAll(List.<Callable<List<Outcome>>>of(() -> store.store(one), () -> store.store(other)))
                        .forEach(outcome -> assertThat(outcome).succeedsWithin(Duration.ofSeconds(10)));
            }
        }
        assertThat(DATABASE.number("select count(*) from telemetry_event")).isEqualTo(rounds);
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
        return report().value(Metric.SECRET_KEY_RATE, NOON).orElseThrow();
    }

    private LinkReport report() {
        return board.look().reports().getFirst();
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

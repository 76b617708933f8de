package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.history.HistoryRetention;
import dk.kronborg.linkmonitor.history.LinkHistory.TrendPoint;
import dk.kronborg.linkmonitor.history.Resolution;
import dk.kronborg.linkmonitor.history.Series;
import dk.kronborg.linkmonitor.history.Series.Point;
import dk.kronborg.linkmonitor.history.SeriesQuery;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Outcome.Accepted;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryIntake;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.linkmonitor.publication.Outbox;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.LinkId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollUpsTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final LinkId MFA_MOD = new LinkId("MFA-MOD");
    private static final Metric METRIC = Metric.EXCESS_NOISE;

    private static final CentreDatabase DATABASE = CentreDatabase.start();

    private final DemoLink link = new DemoLink();
    private final MovingClock clock = new MovingClock();
    private final PostgresTelemetryStore store = new PostgresTelemetryStore(DATABASE.dataSource());
    private final TelemetryIntake intake =
            new TelemetryIntake(new TelemetryGate(new JsonEventReader(), link::network, clock), store);
    private final RollUps rollUps = new RollUps(DATABASE.dataSource());
    private final PostgresLinkHistory history = new PostgresLinkHistory(DATABASE.dataSource());

    /** What was stored and reports the metric. */
    private record Value(Instant measuredAt, LinkSide side, double value) {}

    private static final class MovingClock extends Clock {
        private volatile Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        new HistoryPartitions(DATABASE.dataSource(), HistoryRetention.USUAL).keep(NOON);
        DATABASE.execute("truncate telemetry_event, signed_batch, device_boot, rollup_due, rollup_1m,"
                + " rollup_15m, rollup_1d");
    }

    @Test
    void rollsUpWhatIsOver() throws SQLException {
        List<Value> values =
                List.of(take(NOON.minusSeconds(70), 1), take(NOON.minusSeconds(65), 3), take(NOON.minusSeconds(5), 40));

        assertThat(rollUps.bringUpToDate(NOON))
                .as("the grace of the minute before noon")
                .isEqualTo(1);
        assertThat(rollUps.bringUpToDate(NOON)).isZero();
        assertThat(DATABASE.number("select excess_noise_snu_max from rollup_1m"))
                .isEqualTo(3);
        assertAllResolutions(values);

        rollUps.bringUpToDate(NOON.plusSeconds(15));
        assertThat(DATABASE.number("select count(*) from rollup_1m")).isEqualTo(2);
        assertThat(DATABASE.number("select count(*) from rollup_15m")).isEqualTo(1);
        assertThat(DATABASE.number("select count(*) from rollup_1d"))
                .as("the day is not over")
                .isZero();
        assertAllResolutions(values);
    }

    /** Whoever publishes keeps the turn at that for as long as it runs. */
    @Test
    void rollsUpWhileAProcessPublishes() throws SQLException {
        take(NOON.minusSeconds(70), 1);
        try (Outbox.Turn publishing =
                new PostgresOutbox(DATABASE.dataSource()).take().orElseThrow()) {
            assertThat(publishing.next(1)).isEmpty();
            assertThat(rollUps.bringUpToDate(NOON)).isEqualTo(1);
        }
        assertThat(DATABASE.number("select count(*) from rollup_1m")).isEqualTo(1);
    }

    @Test
    void computesAStepAgainForALateEvent() throws SQLException {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            values.add(take(NOON.minus(Duration.ofHours(i)), i));
        }
        rollUps.bringUpToDate(NOON.plusSeconds(60));
        values.add(take(NOON.minus(Duration.ofHours(30)).plusSeconds(20), 1000));
        assertThat(DATABASE.number("select count(*) from rollup_due where end_id <> 0 and level = 'MINUTE'"))
                .isEqualTo(1);

        rollUps.bringUpToDate(NOON.plusSeconds(60));

        assertAllResolutions(values);
        assertThat(DATABASE.number("select max(excess_noise_snu_max) from rollup_1d"))
                .isEqualTo(1000);
        assertThat(DATABASE.number("select max(excess_noise_snu_count) from rollup_1d"))
                .isEqualTo(25);
    }

    @Test
    void countsEveryValueOnceWhileTwoStoreAndTwoRollUp() throws Exception {
        SplittableRandom seeds = new SplittableRandom(20_260_702);
        AtomicBoolean stored = new AtomicBoolean();
        List<Value> values = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<Value>>> writers = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                SplittableRandom random = seeds.split();
                int partition = writer;
                writers.add(threads.submit(() -> write(random, partition)));
            }
            List<Future<Boolean>> rollers = new ArrayList<>();
            for (int roller = 0; roller < 2; roller++) {
                rollers.add(threads.submit(() -> {
                    while (!stored.get()) {
                        new RollUps(DATABASE.dataSource()).bringUpToDate(clock.now);
                    }
                    return true;
                }));
            }
            for (Future<List<Value>> writer : writers) {
                values.addAll(writer.get());
            }
            stored.set(true);
            for (Future<Boolean> roller : rollers) {
                assertThat(roller.get()).isTrue();
            }
        }
        assertThat(values).hasSizeGreaterThan(2000);

        rollUps.bringUpToDate(NOON.plus(Duration.ofDays(2)));

        assertThat(DATABASE.number("select count(*) from rollup_due")).isZero();
        assertAllResolutions(values);
        for (String table : List.of("rollup_1m", "rollup_15m", "rollup_1d")) {
            assertThat(DATABASE.number("select sum(excess_noise_snu_count) from " + table))
                    .as(table)
                    .isEqualTo(values.size());
        }
    }

    /** Batches of events of the last minutes, of days ago and of the minute that is being rolled up just then. */
    private List<Value> write(SplittableRandom random, int partition) {
        List<Value> values = new ArrayList<>();
        for (int batch = 0; batch < 120; batch++) {
            List<TelemetryRecord> records = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Instant measuredAt = switch (random.nextInt(4)) {
                    case 0 -> NOON.minusSeconds(random.nextLong(3 * 86_400));
                    default -> clock.now.minusMillis(random.nextLong(150_000));
                };
                records.add(record(
                        measuredAt,
                        random.nextBoolean() ? LinkSide.TRANSMITTER : LinkSide.RECEIVER,
                        random.nextInt(20) == 0 ? Double.NaN : random.nextDouble(-1, 1),
                        partition));
            }
            values.addAll(stored(records));
            clock.now = clock.now.plusSeconds(random.nextInt(10));
        }
        return values;
    }

    @Test
    void tellsTheNewestStepsBeforeTheyAreOver() {
        clock.now = NOON.plusSeconds(30);
        List<Value> values = List.of(take(NOON.plusSeconds(20), 7), take(NOON.minusSeconds(100), 5));

        assertAllResolutions(values);
    }

    @Test
    void choosesTheFinestResolutionThatHasFewEnoughPoints() {
        for (int i = 0; i < 30; i++) {
            take(NOON.minusSeconds(10L * i), i);
        }

        assertThat(series(NOON.minusSeconds(600), NOON.plusSeconds(1), Optional.empty(), 30))
                .satisfies(series -> assertThat(series.resolution()).isEqualTo(Resolution.RAW))
                .satisfies(series -> assertThat(series.points()).hasSize(30));
        assertThat(series(NOON.minusSeconds(600), NOON.plusSeconds(1), Optional.empty(), 29)
                        .resolution())
                .isEqualTo(Resolution.MINUTE);
        assertThat(series(NOON.minusSeconds(600), NOON.plusSeconds(1), Optional.empty(), 9)
                        .resolution())
                .isEqualTo(Resolution.QUARTER);
        assertThat(series(NOON.minus(Duration.ofDays(9)), NOON, Optional.empty(), 10)
                        .resolution())
                .isEqualTo(Resolution.DAY);
        assertThat(series(NOON.minusSeconds(600), NOON.plusSeconds(1), Optional.of(Resolution.RAW), 10))
                .satisfies(series -> assertThat(series.truncated()).isTrue())
                .satisfies(series -> assertThat(series.points()).hasSize(10));
    }

    @Test
    void survivesTheLargestAndTheSmallestValues() {
        List<Value> values = List.of(
                take(NOON.minusSeconds(100), 1e30),
                take(NOON.minusSeconds(100), 1e30),
                take(NOON.minusSeconds(200), Double.MIN_VALUE),
                take(NOON.minusSeconds(200), Double.MIN_VALUE));

        rollUps.bringUpToDate(NOON);

        assertAllResolutions(values);
    }

    @Test
    void hasTheColumnsOfEveryMetricOnEveryLevel() throws SQLException {
        for (Resolution level : Resolution.ROLLED_UP) {
            Set<String> columns = new HashSet<>();
            try (var connection = DATABASE.dataSource().getConnection();
                    var rows = connection.getMetaData().getColumns(null, "public", RollUps.table(level), null)) {
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME"));
                }
            }
            for (Metric metric : Metric.values()) {
                assertThat(columns)
                        .contains(
                                metric.wireName() + "_count",
                                metric.wireName() + "_min",
                                metric.wireName() + "_max",
                                metric.wireName() + "_sum");
            }
        }
    }

    private Value take(Instant measuredAt, double value) {
        return stored(List.of(record(measuredAt, LinkSide.RECEIVER, value, 0))).getFirst();
    }

    /** What the store says that it took. */
    private List<Value> stored(List<TelemetryRecord> records) {
        return intake.settle(intake.judge(records)).stream()
                .filter(Accepted.class::isInstance)
                .map(outcome -> ((Accepted) outcome).genuine())
                .map(Genuine::event)
                .filter(event -> event.metrics().get(METRIC).isPresent())
                .map(event -> new Value(
                        event.measuredAt(),
                        event.side(),
                        event.metrics().get(METRIC).orElseThrow()))
                .toList();
    }

    /** Not a number stands for no value. Every event is of a boot of its own, so that none is passed. */
    private TelemetryRecord record(Instant measuredAt, LinkSide side, double value, int partition) {
        byte[] event = link.signedEvent(measuredAt, change -> {
            change.put("boot_id", UUID.randomUUID().toString());
            ObjectNode metrics = change.withObject("/metrics");
            if (Double.isNaN(value)) {
                metrics.remove(METRIC.wireName());
            } else {
                metrics.put(METRIC.wireName(), value);
            }
            if (side == LinkSide.TRANSMITTER) {
                change.put("device_id", "MFA-MOD-TX").put("role", "TRANSMITTER").put("sig_key_id", "tx-1");
            }
        });
        return new TelemetryRecord(
                new RecordPlace("qkd.telemetry.v1", partition, 0, Instant.EPOCH),
                "MFA-MOD".getBytes(StandardCharsets.UTF_8),
                event);
    }

    private void assertAllResolutions(List<Value> values) {
        for (Resolution resolution : Resolution.ROLLED_UP) {
            for (Optional<LinkSide> side : List.of(
                    Optional.<LinkSide>empty(), Optional.of(LinkSide.RECEIVER), Optional.of(LinkSide.TRANSMITTER))) {
                assertSame(resolution, side, values);
            }
        }
        Map<Instant, List<Value>> minutes = steps(values, value -> Resolution.MINUTE.floor(value.measuredAt()));
        List<TrendPoint> trend = history.trends(METRIC, NOON.minus(Duration.ofDays(4)), Duration.ofMinutes(1))
                .get(MFA_MOD);
        assertThat(trend).extracting(TrendPoint::start).containsExactlyElementsOf(minutes.keySet());
        assertThat(trend)
                .allSatisfy(point -> assertThat(point.mean())
                        .isCloseTo(
                                mean(minutes.getOrDefault(point.start(), List.of())),
                                within(1e-9 * Math.abs(point.mean()) + 1e-12)));
    }

    private void assertSame(Resolution resolution, Optional<LinkSide> side, List<Value> all) {
        List<Value> values = all.stream()
                .filter(value -> side.isEmpty() || side.get() == value.side())
                .toList();
        Map<Instant, List<Value>> expected = steps(values, value -> resolution.floor(value.measuredAt()));
        List<Point> points = history.series(new SeriesQuery(
                        MFA_MOD,
                        METRIC,
                        side,
                        NOON.minus(Duration.ofDays(3)).minusSeconds(60),
                        NOON.plusSeconds(1800),
                        Optional.of(resolution),
                        SeriesQuery.MOST))
                .points();
        assertThat(points)
                .as("%s %s", resolution, side)
                .extracting(Point::start)
                .containsExactlyElementsOf(expected.keySet());
        for (Point point : points) {
            List<Value> step = expected.getOrDefault(point.start(), List.of());
            assertThat(point.count()).as("%s", point).isEqualTo(step.size());
            assertThat(point.min())
                    .isEqualTo(step.stream().mapToDouble(Value::value).min().orElseThrow());
            assertThat(point.max())
                    .isEqualTo(step.stream().mapToDouble(Value::value).max().orElseThrow());
            assertThat(point.mean()).isCloseTo(mean(step), within(1e-9 * Math.abs(mean(step)) + 1e-12));
        }
    }

    private static Map<Instant, List<Value>> steps(List<Value> values, Function<Value, Instant> start) {
        return values.stream().collect(Collectors.groupingBy(start, TreeMap::new, Collectors.toList()));
    }

    private static double mean(List<Value> values) {
        return values.stream().mapToDouble(Value::value).sum() / values.size();
    }

    private Series series(Instant from, Instant to, Optional<Resolution> resolution, int most) {
        return history.series(new SeriesQuery(MFA_MOD, METRIC, Optional.empty(), from, to, resolution, most));
    }
}

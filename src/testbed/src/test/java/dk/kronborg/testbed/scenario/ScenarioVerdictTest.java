package dk.kronborg.testbed.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.alarm.Correlator;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.linkmonitor.health.Circumstances;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.history.HistoryRetention;
import dk.kronborg.linkmonitor.intake.Judgement;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryIntake;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.linkmonitor.notification.NotificationPlan;
import dk.kronborg.linkmonitor.postgres.AlarmHerald;
import dk.kronborg.linkmonitor.postgres.HistoryPartitions;
import dk.kronborg.linkmonitor.postgres.PostgresLinkHealthLog;
import dk.kronborg.linkmonitor.postgres.PostgresTelemetryStore;
import dk.kronborg.testbed.TestPostgres;
import dk.kronborg.testbed.scenario.Scenario.Expectation;
import dk.kronborg.testbed.simulator.TimeLapse;
import dk.kronborg.topology.identity.LinkId;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the monitor makes of every scenario: signed events through the gate into PostgreSQL, in simulated time. Exactly the
 * alarms that are expected, and no other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenarioVerdictTest {

    private static final Instant START = Instant.parse("2026-07-02T08:00:00Z");
    private static final Duration BATCH = Duration.ofSeconds(10);

    private EmbeddedPostgres server;
    private AgroalDataSource database;

    @BeforeAll
    void start() throws IOException, SQLException {
        server = TestPostgres.start();
        String url = server.getJdbcUrl("postgres", "postgres");
        database = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(4)
                        .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl(url).principal(new NamePrincipal("postgres")))));
        Flyway.configure().dataSource(database).locations("db/centre").load().migrate();
        new HistoryPartitions(database, HistoryRetention.USUAL).keep(START);
    }

    @AfterAll
    void stop() throws IOException {
        database.close();
        server.close();
    }

    static List<String> names() {
        return Scenarios.NAMES;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void endsAsExpected(String name) throws SQLException {
        execute("truncate telemetry_event, signed_batch, device_boot, link_health, alarm, alarm_change,"
                + " outgoing, notification, refusal_source");
        Scenario scenario = Scenarios.named(name);
        ScenarioPlayer player = new ScenarioPlayer(scenario, START);
        player.play(new Monitor(player));

        assertThat(alarms()).containsExactlyInAnyOrderElementsOf(expectedAlarms(scenario));
        assertThat(classes()).isEqualTo(expectedClasses(scenario));
    }

    static List<String> expectedAlarms(Scenario scenario) {
        return scenario.expect().stream()
                .flatMap(expectation -> expectation.alarms().stream()
                        .map(alarm -> "%s %s %s%s"
                                .formatted(
                                        expectation.resource(),
                                        alarm.type(),
                                        alarm.severity(),
                                        alarm.cleared() ? " cleared" : "")))
                .toList();
    }

    static Map<String, String> expectedClasses(Scenario scenario) {
        Map<String, String> classes = new TreeMap<>();
        for (Expectation expectation : scenario.expect()) {
            if (expectation.resource().kind() == Resource.Kind.LINK) {
                classes.put(
                        expectation.resource().toString(),
                        expectation.endsIn().map(LinkClass::name).orElse("NONE"));
            }
        }
        return classes;
    }

    private List<String> alarms() throws SQLException {
        return texts("select resource || ' ' || kind || ' ' || worst"
                + " || case severity when 'CLEARED' then ' cleared' else '' end from alarm");
    }

    private Map<String, String> classes() throws SQLException {
        Map<String, String> classes = new TreeMap<>();
        for (var health :
                new PostgresLinkHealthLog(database).since(Optional.empty()).moved()) {
            classes.put(
                    "link:" + health.link(),
                    health.diagnosis()
                            .map(found -> found.finding().linkClass().name())
                            .orElse("NONE"));
        }
        return classes;
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The centre, as far as it judges; its clock is the story's. */
    private final class Monitor extends Clock implements TimeLapse.Audience {

        private final PostgresTelemetryStore store;
        private final TelemetryIntake intake;
        private final AlarmHerald herald;
        private final List<TelemetryRecord> batch = new ArrayList<>();
        private Instant now = START;
        private Instant stored = START;
        private long offset;

        Monitor(ScenarioPlayer player) {
            LinkMonitor monitor = new LinkMonitor(player::network, (link, at) -> Circumstances.usual(link));
            store = new PostgresTelemetryStore(database, HistoryRetention.USUAL, monitor);
            intake = new TelemetryIntake(
                    new TelemetryGate(new JsonEventReader(), player::network, this, HistoryRetention.USUAL.accepted()),
                    store);
            Correlator correlator = new Correlator(player.network());
            herald = new AlarmHerald(database, () -> correlator, NotificationPlan.SILENT);
        }

        @Override
        public void sent(Instant at, LinkId link, byte[] event) {
            now = at;
            batch.add(new TelemetryRecord(
                    new RecordPlace("qkd.telemetry.v1", 0, offset++, at),
                    link.value().getBytes(StandardCharsets.UTF_8),
                    event));
        }

        @Override
        public void tick(Instant at) {
            now = at;
            if (Duration.between(stored, at).compareTo(BATCH) >= 0) {
                List<Judgement> judged = intake.judge(batch);
                assertThat(judged).allMatch(Judgement.Genuine.class::isInstance);
                intake.settle(judged);
                batch.clear();
                store.silence(at);
                herald.tell(at);
                stored = at;
            }
        }

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
            throw new UnsupportedOperationException("the story has one clock");
        }
    }
}

package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.health.Circumstances;
import dk.kronborg.linkmonitor.health.LinkControl.Action;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.history.HistoryRetention;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryIntake;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.linkmonitor.store.KeyStoreReport;
import dk.kronborg.linkmonitor.store.Origin;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.Reports;
import dk.kronborg.linkmonitor.store.StoreBoard;
import dk.kronborg.linkmonitor.store.StoreJudgement;
import dk.kronborg.linkmonitor.store.StoreJudgement.Credible;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a link follows from its health and from the stores between its KMEs, whichever of them changes. */
class LinkNewsTest {

    private static final CentreDatabase DATABASE = CentreDatabase.start();
    private static final LinkId MFA_MOD = new LinkId("MFA-MOD");
    private static final Duration STEP = Duration.ofSeconds(5);

    private final DemoLink link = new DemoLink();
    private final Network without = link.with(link.link("MOD-DC2"));
    private final AtomicReference<Network> network = new AtomicReference<>(link.network());
    private final PostgresTelemetryStore telemetry = new PostgresTelemetryStore(
            DATABASE.dataSource(),
            HistoryRetention.USUAL,
            new LinkMonitor(network::get, (each, at) -> Circumstances.usual(each)));
    private final PostgresStoreLedger stores = new PostgresStoreLedger(DATABASE.dataSource(), network::get);
    private final Reports pool = Reports.holding(600_000);
    private final Reports reverse = Reports.holding(600_000);
    private Instant now = Reports.NOON;

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        new HistoryPartitions(DATABASE.dataSource(), HistoryRetention.USUAL).keep(now);
        DATABASE.execute("truncate telemetry_event, signed_batch, device_boot, link_health, alarm,"
                + " alarm_change, outgoing, notification, refusal_source, key_store, key_store_minute");
    }

    @Test
    void aLinkThatFallsSilentIsPassiveWhileThereAreKeys() throws SQLException {
        report(pool.report());
        generate();
        assertThat(told()).endsWith("ACTIVE");

        fallSilent();
        assertThat(told()).endsWith("ACTIVE", "PASSIVE");

        report(pool.after(STEP, 0, 600_000));
        assertThat(told()).endsWith("PASSIVE", "OFF");
        assertThat(DATABASE.number("select count(*) from outgoing later join outgoing earlier"
                        + " on later.key = earlier.key and later.id > earlier.id where (later.value::json ->> 'revision')::bigint"
                        + " <= (earlier.value::json ->> 'revision')::bigint"))
                .as("revisions rise")
                .isZero();

        report(pool.after(STEP, 600_000, 0));
        assertThat(told()).endsWith("OFF", "PASSIVE");
    }

    @Test
    void aLinkOfWhoseStoresNothingIsKnownIsOffWhenItFallsSilent() throws SQLException {
        generate();
        fallSilent();

        assertThat(told()).endsWith("ACTIVE", "OFF");
        assertThat(new StoreBoard(network::get, stores).linksWithKeys()).isEmpty();
    }

    /** Post-quantum keys are none of the link's. */
    @Test
    void aLinkThatFallsSilentIsOffWhateverPostQuantumKeysThereAre() throws SQLException {
        report(pool.report(), Reports.of(Reports.POOL.of(Origin.PQC), reverse.report()));
        generate();
        fallSilent();
        assertThat(told()).endsWith("ACTIVE", "PASSIVE");

        report(pool.after(STEP, 0, 600_000));
        assertThat(told()).endsWith("PASSIVE", "OFF");
        assertThat(new StoreBoard(network::get, stores).linksWithKeys()).isEmpty();
        int before = told().size();
        report(Reports.of(Reports.POOL.of(Origin.PQC), reverse.after(STEP, 0, 600_000)));
        assertThat(told()).hasSize(before);
    }

    @Test
    void keysOfEitherDirectionCount() throws SQLException {
        report(pool.report(), reversed(reverse.report()));
        generate();
        fallSilent();
        int before = told().size();

        report(pool.after(STEP, 0, 600_000));
        assertThat(told()).hasSize(before);
        assertThat(new StoreBoard(network::get, stores).linksWithKeys()).containsExactly(MFA_MOD);

        report(reversed(reverse.after(STEP, 0, 600_000)));
        assertThat(told()).hasSize(before + 1).endsWith("OFF");
        assertThat(new StoreBoard(network::get, stores).linksWithKeys()).isEmpty();
    }

    @Test
    void aStoreThatRunsEmptyIsNoNewsOfALinkThatMakesKeys() throws SQLException {
        report(pool.report());
        generate();
        int before = told().size();

        report(pool.after(STEP, 0, 600_000));
        assertThat(told()).hasSize(before).endsWith("ACTIVE");
        fallSilent();
        assertThat(told()).endsWith("OFF");
    }

    @Test
    void aLinkThatIsLockedIsPassiveWhileThereAreKeys() throws SQLException {
        report(pool.report());
        generate();

        new PostgresLinkDecisions(DATABASE.dataSource(), network::get)
                .act(MFA_MOD, Action.LOCK, new Act("anna", now, "to be moved"), false);
        assertThat(told()).endsWith("ACTIVE", "PASSIVE");
    }

    /** What happened to its stores in between, nobody was told. */
    @Test
    void aLinkThatIsWatchedAgainIsToldAgain() throws SQLException {
        report(pool.report());
        generate();
        fallSilent();
        assertThat(told()).endsWith("ACTIVE", "PASSIVE");

        network.set(without);
        report(pool.after(STEP, 0, 600_000));
        new PostgresLinkDecisions(DATABASE.dataSource(), network::get)
                .act(MFA_MOD, Action.LOCK, new Act("anna", now, "taken out"), false);
        assertThat(told()).endsWith("PASSIVE");

        network.set(link.network());
        telemetry.fit(Optional.of(without), now.plusSeconds(300));
        assertThat(told()).endsWith("PASSIVE", "OFF");
    }

    @Test
    void theSameReportsAgainAreNoNews() throws SQLException {
        report(pool.report());
        generate();
        fallSilent();
        KeyStoreReport empty = pool.after(STEP, 0, 600_000);
        report(empty);
        int before = told().size();

        report(empty);
        report(pool.after(STEP, 0, 0));
        assertThat(told()).hasSize(before);
    }

    /** Both pools run empty and the link falls silent at the same moment, in three processes. */
    @Test
    void whateverHappensAtOnceTheLastThatIsToldIsTrue() throws Exception {
        for (int round = 0; round < 25; round++) {
            empty();
            report(filled(pool), reversed(filled(reverse)));
            generate();
            KeyStoreReport one = pool.after(STEP, 0, pool.report().usable());
            KeyStoreReport other =
                    reversed(reverse.after(STEP, 0, reverse.report().usable()));
            try (var processes = Executors.newFixedThreadPool(3)) {
                List<Callable<Boolean>> work = List.of(
                        () -> {
                            report(one);
                            return true;
                        },
                        () -> {
                            report(other);
                            return true;
                        },
                        () -> {
                            fallSilent();
                            return true;
                        });
                for (var each : processes.invokeAll(work)) {
                    assertThat(each.get()).isTrue();
                }
            }
            // Silence leaves links that somebody else holds to its next round.
            fallSilent();
            assertThat(told()).endsWith("OFF");
        }
    }

    private void report(KeyStoreReport... reports) {
        stores.take(List.of(reports).stream()
                .<StoreJudgement>map(report -> new Credible(report, report.reportedAt()))
                .toList());
    }

    private static KeyStoreReport filled(Reports pool) {
        return pool.after(STEP, 600_000 - pool.report().usable(), 0);
    }

    private static KeyStoreReport reversed(KeyStoreReport report) {
        return Reports.of(new PoolName(report.pool().to(), report.pool().from()), report);
    }

    /** Blocks enough to believe that key is made. */
    private void generate() {
        List<TelemetryRecord> events = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            now = now.plusSeconds(10);
            events.add(link.record("MFA-MOD", link.signedEvent(now, event -> event.remove("alarms")), now));
        }
        TelemetryIntake intake = new TelemetryIntake(
                new TelemetryGate(new JsonEventReader(), network::get, Clock.fixed(now, ZoneOffset.UTC)), telemetry);
        intake.settle(intake.judge(events));
    }

    private void fallSilent() {
        telemetry.silence(now.plusSeconds(200));
    }

    /** The link status of every message about the link, in their order. */
    private static List<String> told() throws SQLException {
        return DATABASE.texts("select value::json ->> 'etsi_link_status' from outgoing"
                + " where key = 'MFA-MOD' order by (value::json ->> 'revision')::bigint");
    }
}

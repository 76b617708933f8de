package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.history.RefusalLog;
import dk.kronborg.linkmonitor.history.RefusalQuery;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.store.KeyStoreReport;
import dk.kronborg.linkmonitor.store.Origin;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.Reports;
import dk.kronborg.linkmonitor.store.StoreChange;
import dk.kronborg.linkmonitor.store.StoreCondition;
import dk.kronborg.linkmonitor.store.StoreForecast;
import dk.kronborg.linkmonitor.store.StoreHistory.Minute;
import dk.kronborg.linkmonitor.store.StoreJudgement;
import dk.kronborg.linkmonitor.store.StoreJudgement.Credible;
import dk.kronborg.linkmonitor.store.StoreJudgement.Refused;
import dk.kronborg.linkmonitor.store.StoreState;
import dk.kronborg.linkmonitor.store.StoreThresholds;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forecasts in a real database: as if they had never left memory, whatever ends the process. */
class PostgresStoreLedgerTest {

    private static final Duration STEP = Duration.ofSeconds(5);

    private static CentreDatabase database;

    @BeforeAll
    static void start() {
        database = CentreDatabase.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        database.execute("truncate key_store, key_store_minute, refused_event, refusal_count");
    }

    /** As after a restart: it knows what is in the database. */
    private static PostgresStoreLedger ledger() {
        return new PostgresStoreLedger(database.dataSource(), new DemoLink()::network);
    }

    private static StoreJudgement credible(KeyStoreReport report) {
        return new Credible(report, report.reportedAt());
    }

    private static List<StoreChange> take(KeyStoreReport... reports) {
        return ledger().take(List.of(reports).stream()
                .map(PostgresStoreLedgerTest::credible)
                .toList());
    }

    @Test
    void aForecastSurvivesARestartAfterEachReport() {
        Reports pool = Reports.holding(600_000);
        StoreForecast inMemory = StoreForecast.first(pool.report(), StoreThresholds.DEFAULT);
        take(pool.report());
        for (int i = 0; i < 60; i++) {
            KeyStoreReport report = pool.after(STEP, 100, 7000);
            inMemory = inMemory.next(report, report.reportedAt(), StoreThresholds.DEFAULT)
                    .orElseThrow();
            take(report);
        }

        assertThat(inMemory.runningOut().severity()).isEqualTo(Severity.MAJOR);
        assertThat(ledger().newest()).containsExactly(inMemory);
    }

    @Test
    void aChangeIsHandedOutUntilItIsToldAndThenNoMore() {
        Reports pool = Reports.holding(600_000);
        assertThat(take(pool.report())).isEmpty();
        KeyStoreReport low = pool.after(STEP, 0, 400_000);

        StoreChange fallen = take(low).getFirst();
        assertThat(fallen.before()).isEqualTo(StoreCondition.GOOD);
        assertThat(fallen.after()).isEqualTo(new StoreCondition(StoreState.LOW, Severity.MINOR, Severity.CLEARED));
        assertThat(take(low)).as("the same batch again").containsExactly(fallen);
        StoreChange further = take(pool.after(STEP, 0, 199_900)).getFirst();
        assertThat(further.before()).isEqualTo(StoreCondition.GOOD);
        assertThat(further.after().level()).isEqualTo(Severity.CRITICAL);
        ledger().told(further);
        assertThat(take(pool.after(STEP, 0, 0))).isEmpty();
        assertThat(take(pool.after(STEP, 900_000, 0)).getFirst().before()).isEqualTo(further.after());
    }

    @Test
    void whatWasToldOfAPoolThatIsGoneIsToldAnewWhenItComesAgain() {
        Reports pool = Reports.holding(600_000);
        take(pool.report());
        StoreChange low = take(pool.after(STEP, 0, 400_000)).getFirst();
        ledger().told(low);
        ledger().takeBack(Reports.POOL::equals);
        assertThat(take(pool.after(STEP, 0, 0))).as("it is there").isEmpty();

        ledger().takeBack(known -> false);

        assertThat(take(pool.after(STEP, 0, 0))).singleElement().satisfies(again -> {
            assertThat(again.before()).isEqualTo(StoreCondition.GOOD);
            assertThat(again.after()).isEqualTo(low.after());
        });
    }

    @Test
    void aBatchThatComesAgainChangesNothing() {
        Reports pool = Reports.holding(600_000);
        KeyStoreReport first = pool.report();
        KeyStoreReport second = pool.after(STEP, 100, 300);
        KeyStoreReport third = pool.after(STEP, 100, 300);
        take(first, second, third);
        List<StoreForecast> forecasts = ledger().newest();

        take(first, second, third);
        take(second);

        assertThat(ledger().newest()).isEqualTo(forecasts);
        assertThat(forecasts.getFirst().report()).isEqualTo(third);
    }

    @Test
    void keepsTheLastReportOfEachMinuteForADay() {
        Reports pool = Reports.holding(600_000);
        take(pool.report(), pool.after(Duration.ofSeconds(50), 0, 5000), pool.after(Duration.ofSeconds(20), 0, 2000));
        take(pool.after(Duration.ofSeconds(30), 0, 3000));

        List<Minute> minutes = ledger().minutes(Reports.POOL, Reports.NOON);
        assertThat(minutes).extracting(Minute::start).containsExactly(Reports.NOON, Reports.NOON.plusSeconds(60));
        assertThat(minutes).extracting(Minute::usable).containsExactly(595_000L, 590_000L);
        assertThat(minutes.getFirst().consumptionBps()).hasValueCloseTo(100.0, within(1e-6));
        assertThat(ledger().minutes(Reports.POOL, Reports.NOON.plusSeconds(1))).hasSize(1);
        take(pool.after(Duration.ofHours(24).minusSeconds(40), 0, 0));
        assertThat(ledger().minutes(Reports.POOL, Reports.NOON))
                .as("a day after the second minute began")
                .extracting(Minute::start)
                .containsExactly(
                        Reports.NOON.plusSeconds(60),
                        Reports.NOON.plus(Duration.ofHours(24)).plusSeconds(60));
    }

    /** The pools of both origins between two KMEs know nothing of each other. */
    @Test
    void keepsPoolsOfBothOriginsApart() {
        PoolName pqc = Reports.POOL.of(Origin.PQC);
        Reports quantum = Reports.holding(600_000);
        Reports epochs = Reports.holding(700_000);
        take(quantum.report(), Reports.of(pqc, epochs.report()));
        List<StoreChange> changes = take(
                quantum.after(STEP, 0, 590_000),
                Reports.of(pqc, epochs.after(STEP, 0, 0)),
                Reports.of(pqc, epochs.after(STEP, 0, 100)));

        assertThat(changes).singleElement().extracting(StoreChange::pool).isEqualTo(Reports.POOL);
        ledger().told(changes.getFirst());
        assertThat(ledger().newest())
                .extracting(forecast ->
                        forecast.report().pool() + " " + forecast.report().usable())
                .containsExactly("KME-MFA->KME-MOD PQC 699900", "KME-MFA->KME-MOD 10000");
        assertThat(ledger().minutes(Reports.POOL, Reports.NOON))
                .extracting(Minute::usable)
                .containsExactly(10_000L);
        assertThat(ledger().minutes(pqc, Reports.NOON))
                .extracting(Minute::usable)
                .containsExactly(699_900L);
        assertThat(take(Reports.of(pqc, epochs.after(STEP, 0, 690_000))))
                .as("what was told of one pool was not told of the other")
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.pool()).isEqualTo(pqc);
                    assertThat(change.before()).isEqualTo(StoreCondition.GOOD);
                });
    }

    @Test
    void refusalsAreListedBesideThoseOfTelemetry() {
        Rejected rejected = new Rejected(
                new TelemetryRecord(new RecordPlace("qkd.key-store.v1", 0, 3, Reports.NOON), null, new byte[] {1}),
                Reports.NOON,
                new Refusal(RefusalReason.UNKNOWN_POOL, "none"));

        ledger().take(List.of(new Refused(rejected), credible(Reports.holding(1).report()), new Refused(rejected)));

        RefusalLog log = new PostgresRefusalLog(database.sessions());
        RefusalQuery all = new RefusalQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Reports.NOON,
                Reports.NOON.plusSeconds(1),
                10,
                OptionalLong.empty());
        assertThat(log.refusals(all).refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.place().topic()).isEqualTo("qkd.key-store.v1");
            assertThat(refused.refusal().reason()).isEqualTo(RefusalReason.UNKNOWN_POOL);
        });
        assertThat(ledger().newest()).hasSize(1);
    }
}

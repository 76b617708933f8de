package dk.kronborg.linkmonitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.store.StoreJudgement.Credible;
import dk.kronborg.linkmonitor.store.StoreJudgement.Refused;
import dk.kronborg.topology.identity.KmeId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreGateTest {

    private static final KeyStoreReport REPORT = Reports.holding(600_000).report();

    private static StoreJudgement judge(String key, StoreReportReader.Reading reading, Instant now, PoolName pool) {
        StoreGate gate = new StoreGate(bytes -> reading, () -> Set.of(pool), Clock.fixed(now, ZoneOffset.UTC));
        return gate.judge(record(key));
    }

    private static TelemetryRecord record(String key) {
        return new TelemetryRecord(
                new RecordPlace("qkd.key-store.v1", 0, 7, Reports.NOON),
                key.getBytes(StandardCharsets.UTF_8),
                new byte[0]);
    }

    private static RefusalReason reason(StoreJudgement judgement) {
        return ((Refused) judgement).rejected().refusal().reason();
    }

    private static StoreJudgement judgeAt(Instant now) {
        return judge("KME-MFA/KME-MOD", new StoreReportReader.Report(REPORT), now, Reports.POOL);
    }

    @Test
    void takesAReportOfAPoolOfTheNetwork() {
        assertThat(judgeAt(Reports.NOON)).isEqualTo(new Credible(REPORT, Reports.NOON));
    }

    @Test
    void refusesAPoolThatTheNetworkHasNot() {
        PoolName reverse = new PoolName(new KmeId("KME-MOD"), new KmeId("KME-MFA"));

        assertThat(reason(judge("KME-MFA/KME-MOD", new StoreReportReader.Report(REPORT), Reports.NOON, reverse)))
                .isEqualTo(RefusalReason.UNKNOWN_POOL);
    }

    @Test
    void refusesARecordUnderAnotherKey() {
        assertThat(reason(judge("KME-MOD/KME-MFA", new StoreReportReader.Report(REPORT), Reports.NOON, Reports.POOL)))
                .isEqualTo(RefusalReason.WRONG_RECORD_KEY);
    }

    /** Between the same KMEs, and yet another pool: one key of the topic for both would leave the newest of one only. */
    @Test
    void takesPostQuantumKeysUnderAKeyOfTheirOwn() {
        PoolName pool = Reports.POOL.of(Origin.PQC);
        KeyStoreReport report = Reports.of(pool, REPORT);
        StoreReportReader.Reading reading = new StoreReportReader.Report(report);

        assertThat(judge("KME-MFA/KME-MOD/PQC", reading, Reports.NOON, pool))
                .isEqualTo(new Credible(report, Reports.NOON));
        assertThat(reason(judge("KME-MFA/KME-MOD", reading, Reports.NOON, pool)))
                .isEqualTo(RefusalReason.WRONG_RECORD_KEY);
        Refused unknown = (Refused) judge("KME-MFA/KME-MOD/PQC", reading, Reports.NOON, Reports.POOL);
        assertThat(reason(unknown)).isEqualTo(RefusalReason.UNKNOWN_POOL);
        assertThat(unknown.rejected().refusal().detail()).contains("identity keys");
    }

    @Test
    void refusesTheFutureAndWhatIsOverLongAgo() {
        Instant limit = Reports.NOON.minus(Duration.ofMinutes(5));
        assertThat(judgeAt(limit)).isInstanceOf(Credible.class);
        assertThat(reason(judgeAt(limit.minusNanos(1)))).isEqualTo(RefusalReason.FROM_THE_FUTURE);
        Instant end = Reports.NOON.plus(Duration.ofDays(30));
        assertThat(judgeAt(end)).isInstanceOf(Credible.class);
        assertThat(reason(judgeAt(end.plusNanos(1)))).isEqualTo(RefusalReason.TOO_OLD);
    }

    @Test
    void passesOnWhyARecordCannotBeRead() {
        Refusal refusal = new Refusal(RefusalReason.NOT_JSON, "no");

        assertThat(reason(judge("", new StoreReportReader.Unreadable(refusal), Reports.NOON, Reports.POOL)))
                .isEqualTo(RefusalReason.NOT_JSON);
    }

    /** Whoever could not be told is told later; what was told is noted, and nothing else. */
    @Test
    void notesWhatWasToldOnly() {
        StoreForecast forecast = StoreForecast.first(REPORT, StoreThresholds.DEFAULT);
        StoreChange change = new StoreChange(StoreCondition.GOOD, forecast.condition(), forecast);
        List<StoreChange> told = new ArrayList<>();
        List<StoreChange> heard = new ArrayList<>();
        StoreLedger ledger = new StoreLedger() {
            @Override
            public List<StoreChange> take(List<StoreJudgement> batch) {
                return List.of(change);
            }

            @Override
            public void told(StoreChange noted) {
                told.add(noted);
            }
        };
        StoreGate gate = new StoreGate(
                bytes -> new StoreReportReader.Report(REPORT), () -> Set.of(Reports.POOL), Clock.systemUTC());

        new StoreIntake(gate, ledger, unheard -> {
                    throw new IllegalStateException("deaf");
                })
                .settle(List.of());
        assertThat(told).isEmpty();
        new StoreIntake(gate, ledger, heard::add).settle(List.of());
        assertThat(heard).containsExactly(change);
        assertThat(told).containsExactly(change);
    }
}

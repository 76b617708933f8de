package dk.kronborg.kms;

import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MFA_1;
import static dk.kronborg.kms.TwoSites.MFA_2;
import static dk.kronborg.kms.TwoSites.MFA_3;
import static dk.kronborg.kms.TwoSites.MOD;
import static dk.kronborg.kms.TwoSites.MOD_1;
import static dk.kronborg.kms.TwoSites.MOD_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.delivery.KeyRequirement;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.mode.ModeLedger;
import dk.kronborg.kms.mode.ModeState;
import dk.kronborg.kms.report.MonthlyReport;
import dk.kronborg.kms.report.MonthlyReport.OfPair;
import dk.kronborg.kms.report.MonthlyReport.OfSae;
import dk.kronborg.kms.report.Refusal;
import dk.kronborg.kms.report.RefusalTally;
import dk.kronborg.kms.report.Reports;
import dk.kronborg.topology.identity.SaeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The monthly report on a real database: what was delivered and refused, and how long a pool was in which mode. */
class ReportTest extends TwoSitesTest {

    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final PoolId QUANTUM = new PoolId(MFA, MOD);

    private Mode mode = Mode.QKD_NORMAL;

    @BeforeEach
    void sitesMeet() {
        meet();
    }

    /** From stores of quantum and of post-quantum keys, and blocks that have second secrets. */
    private KeyDelivery delivery() {
        stockPostQuantum();
        fillPool(2);
        connect();
        return mfa.deliveryIn(() -> mode);
    }

    private static void deliver(KeyDelivery delivery, KeyOrder order) {
        DeliveryOutcome.Delivered delivered = (DeliveryOutcome.Delivered) delivery.deliver(order);
        delivered.keys().forEach(key -> key.key().close());
    }

    private RefusalTally tally(Instant now) {
        return new RefusalTally(mfa.store.reports(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private MonthlyReport report(YearMonth month, Instant now, Optional<SaeId> sae) {
        return new Reports(MFA, mfa::network, mfa.store.reports(), tally(now), Clock.fixed(now, ZoneOffset.UTC))
                .of(month, sae);
    }

    private static OfPair pair(MonthlyReport report, SaeId initiator, SaeId target) {
        return report.saes().stream()
                .filter(sae -> sae.sae().equals(initiator))
                .flatMap(sae -> sae.pairs().stream())
                .filter(pair -> pair.target().equals(target))
                .findFirst()
                .orElseThrow();
    }

    private static Map<Grade, Long> keys(long qkd, long hybrid, long pqc, long local) {
        return Map.of(Grade.QKD, qkd, Grade.HYBRID, hybrid, Grade.PQC, pqc, Grade.LOCAL, local);
    }

    @Test
    void tellsKeysOfEveryGradeAsTheyWereDelivered() throws Exception {
        KeyDelivery delivery = delivery();
        deliver(delivery, KeyOrder.of(MFA_1, MOD_1, 2, 32));
        deliver(delivery, KeyOrder.of(MFA_1, MOD_1, 1, 64));
        deliver(delivery, KeyOrder.of(MFA_1, MFA_2, 4, 32));
        deliver(delivery, new KeyOrder(MFA_1, List.of(MOD_1, MOD_2), 3, 32, KeyRequirement.NONE, KeyRequirement.NONE));
        deliver(delivery, KeyOrder.of(MFA_3, MOD_1, 7, 32));
        mode = Mode.FALLBACK_PQC;
        deliver(delivery, KeyOrder.of(MFA_3, MOD_1, 5, 32));
        Instant now = Instant.now();
        YearMonth present = YearMonth.from(now.atOffset(ZoneOffset.UTC));

        assertThat(Sql.ask(
                        mfaDatabase,
                        "select concat_ws(' ', initiator, target, grade, policy, mode, degraded) from audit_record"
                                + " order by id"))
                .containsExactlyInAnyOrder(
                        "SAE-MFA-1 SAE-MOD-1 QKD QKD_ONLY QKD_NORMAL",
                        "SAE-MFA-1 SAE-MOD-1 QKD QKD_ONLY QKD_NORMAL",
                        "SAE-MFA-1 SAE-MFA-2 LOCAL LOCAL",
                        "SAE-MFA-1 SAE-MOD-1 QKD QKD_ONLY QKD_NORMAL",
                        "SAE-MFA-1 SAE-MOD-2 QKD QKD_ONLY QKD_NORMAL",
                        "SAE-MFA-3 SAE-MOD-1 HYBRID ALWAYS_HYBRID QKD_NORMAL",
                        "SAE-MFA-3 SAE-MOD-1 PQC ALWAYS_HYBRID FALLBACK_PQC QKD_UNAVAILABLE");
        MonthlyReport report = report(present, now, Optional.empty());
        assertThat(pair(report, MFA_1, MOD_1)).isEqualTo(new OfPair(MOD_1, keys(6, 0, 0, 0), 0, 3, Map.of()));
        assertThat(pair(report, MFA_1, MOD_2)).isEqualTo(new OfPair(MOD_2, keys(3, 0, 0, 0), 0, 1, Map.of()));
        assertThat(pair(report, MFA_1, MFA_2)).isEqualTo(new OfPair(MFA_2, keys(0, 0, 0, 4), 0, 1, Map.of()));
        assertThat(pair(report, MFA_3, MOD_1)).isEqualTo(new OfPair(MOD_1, keys(0, 7, 5, 0), 5, 2, Map.of()));
        assertThat(report.saes())
                .extracting(OfSae::sae)
                .startsWith(MFA_1, MFA_2, MFA_3)
                .doesNotContain(MOD_1);
        assertThat(report.finished()).isFalse();
        assertThat(report.until()).isEqualTo(now);
        assertThat(report(present, now, Optional.of(MFA_3)).saes())
                .containsExactly(new OfSae(MFA_3, List.of(pair(report, MFA_3, MOD_1))));

        restart();
        assertThat(report(present, now, Optional.empty())).isEqualTo(report);
    }

    @Test
    void aMonthBeginsWithItsFirstInstantInUtcAndEndsBeforeTheNext() throws Exception {
        KeyDelivery delivery = delivery();
        for (int keys : List.of(1, 2, 4, 8)) {
            deliver(delivery, KeyOrder.of(MFA_1, MOD_1, keys, 32));
        }
        List<String> times = List.of(
                "2026-10-31T23:59:59.999999Z",
                "2026-11-01T00:00:00Z",
                "2026-11-30T23:59:59.999999Z",
                "2026-12-01T00:00:00Z");
        for (int i = 0; i < times.size(); i++) {
            Sql.execute(mfaDatabase, "update audit_record set at = '" + times.get(i) + "' where id = " + (i + 1));
        }
        Instant later = Instant.parse("2027-01-05T12:00:00Z");

        assertThat(pair(report(NOVEMBER, later, Optional.empty()), MFA_1, MOD_1))
                .isEqualTo(new OfPair(MOD_1, keys(6, 0, 0, 0), 0, 2, Map.of()));
        assertThat(pair(report(OCTOBER, later, Optional.empty()), MFA_1, MOD_1).keys())
                .isEqualTo(keys(1, 0, 0, 0));
        MonthlyReport december = report(YearMonth.of(2026, 12), later, Optional.of(MFA_1));
        assertThat(pair(december, MFA_1, MOD_1).keys()).isEqualTo(keys(8, 0, 0, 0));
        assertThat(december.finished()).isTrue();
        assertThat(december.until()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
        assertThatThrownBy(() -> report(YearMonth.of(2027, 2), later, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a month can be reported from its start, the present one is 2027-01, got 2027-02");
    }

    @Test
    void refusalsOfAllProcessesAndStartsAddUpByPairMonthAndReason() throws Exception {
        deliver(delivery(), KeyOrder.of(MFA_1, MOD_1, 1, 32));
        Sql.execute(mfaDatabase, "update audit_record set at = '2026-11-15T00:00:00Z'");
        try (RefusalTally november = tally(Instant.parse("2026-11-30T23:59:59.999Z"));
                RefusalTally other = tally(Instant.parse("2026-11-20T00:00:00Z"));
                RefusalTally december = tally(Instant.parse("2026-12-01T00:00:00Z"))) {
            november.count(MFA_1, List.of(MOD_1, MOD_2), Refusal.QKD_UNAVAILABLE);
            november.count(MFA_1, List.of(MOD_1), Refusal.QKD_UNAVAILABLE);
            november.store();
            november.count(MFA_1, List.of(MOD_1), Refusal.NOT_ENOUGH_KEYS);
            other.count(MFA_1, List.of(MOD_1), Refusal.QKD_UNAVAILABLE);
            other.count(MFA_1, List.of(MOD_1), Refusal.TOO_FAST);
            december.count(MFA_1, List.of(MOD_1), Refusal.BLOCKED);
        }
        tally(Instant.parse("2026-11-30T00:00:00Z")).count(MFA_1, List.of(MOD_1), Refusal.DRAINING);
        restart();

        MonthlyReport report = report(NOVEMBER, Instant.parse("2026-12-05T00:00:00Z"), Optional.empty());
        OfPair pair = pair(report, MFA_1, MOD_1);
        assertThat(pair.refused())
                .isEqualTo(Map.of(Refusal.QKD_UNAVAILABLE, 3L, Refusal.NOT_ENOUGH_KEYS, 1L, Refusal.TOO_FAST, 1L));
        assertThat(pair.availability()).isEqualTo(OptionalDouble.of(1.0 / 5));
        assertThat(pair(report, MFA_1, MOD_2).availability()).isEqualTo(OptionalDouble.of(0));
        assertThat(pair(report, MFA_1, MOD_2).keys()).isEqualTo(keys(0, 0, 0, 0));
    }

    @Test
    void keysThatCameTooLateAreDeliveredButTheirRequestIsNotAnswered() throws Exception {
        KeyDelivery delivery = delivery();
        deliver(delivery, KeyOrder.of(MFA_1, MOD_1, 2, 32));
        deliver(delivery, KeyOrder.of(MFA_1, MOD_1, 2, 32));
        Sql.execute(mfaDatabase, "update audit_record set at = '2026-11-15T00:00:00Z'");
        try (RefusalTally tally = tally(Instant.parse("2026-11-15T00:00:00Z"))) {
            tally.count(MFA_1, List.of(MOD_1), Refusal.TOO_LATE);
        }

        OfPair pair = pair(report(NOVEMBER, Instant.parse("2026-12-05T00:00:00Z"), Optional.empty()), MFA_1, MOD_1);

        assertThat(pair).isEqualTo(new OfPair(MOD_1, keys(4, 0, 0, 0), 0, 1, Map.of(Refusal.TOO_LATE, 1L)));
        assertThat(pair.availability()).isEqualTo(OptionalDouble.of(0.5));
    }

    @Test
    void whatCouldNotBeStoredIsStoredLater() throws Exception {
        try (RefusalTally tally = tally(Instant.parse("2026-11-15T00:00:00Z"))) {
            tally.count(MFA_1, List.of(MOD_1), Refusal.BLOCKED);
            Sql.execute(mfaDatabase, "alter table refusal rename to away");
            assertThatThrownBy(tally::store).isInstanceOf(StoreUnavailable.class);
            tally.count(MFA_1, List.of(MOD_1), Refusal.BLOCKED);
            Sql.execute(mfaDatabase, "alter table away rename to refusal");
        }

        assertThat(Sql.ask(mfaDatabase, "select month || ' ' || reason || ' ' || requests from refusal"))
                .containsExactly("2026-11-01 BLOCKED 2");
    }

    private static ModeState in(Mode mode) {
        OptionalLong never = OptionalLong.empty();
        return new ModeState(mode, 1, ModeState.Course.RISING, false, 1, never, never, never, never, never, 0);
    }

    private static Map<Mode, Duration> times(MonthlyReport report) {
        return report.pools().stream()
                .filter(pool -> pool.pool().equals(QUANTUM))
                .findFirst()
                .orElseThrow()
                .times()
                .entrySet()
                .stream()
                .filter(time -> !time.getValue().isZero())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Duration::plus, TreeMap::new));
    }

    @Test
    void modesLastUntilTheNextChangeAcrossTheBordersOfMonths() throws Exception {
        ModeLedger modes = mfa.store.modes(mfa.incarnation);
        modes.begin(QUANTUM);
        modes.begin(QUANTUM);
        ModeState normal = in(Mode.QKD_NORMAL);
        ModeState fallback = in(Mode.FALLBACK_PQC);
        assertThat(modes.change(QUANTUM, Optional.empty(), in(Mode.RECOVERING), "blocks came"))
                .isTrue();
        assertThat(modes.change(QUANTUM, Optional.of(in(Mode.RECOVERING)), normal, "they stayed"))
                .isTrue();
        assertThat(modes.change(QUANTUM, Optional.of(normal), fallback, "cut")).isTrue();
        assertThat(modes.change(QUANTUM, Optional.of(fallback), in(Mode.RECOVERING), "mended"))
                .isTrue();
        List<String> times = List.of(
                "2026-10-30T00:00:00Z",
                "2026-10-30T06:00:00Z",
                "2026-10-31T00:00:00Z",
                "2026-11-10T00:00:00Z",
                "2026-11-12T12:00:00Z");
        assertThat(Sql.ask(mfaDatabase, "select mode from mode_change order by id"))
                .hasSameSizeAs(times);
        for (int i = 0; i < times.size(); i++) {
            Sql.execute(mfaDatabase, "update mode_change set at = '" + times.get(i) + "' where id = " + (i + 1));
        }
        Instant later = Instant.parse("2026-12-20T00:00:00Z");

        MonthlyReport october = report(OCTOBER, later, Optional.empty());
        assertThat(times(october))
                .isEqualTo(Map.of(
                        Mode.BLOCKED, Duration.ofHours(6),
                        Mode.RECOVERING, Duration.ofHours(18),
                        Mode.QKD_NORMAL, Duration.ofDays(1)));
        assertThat(october.pools())
                .singleElement()
                .satisfies(pool -> assertThat(pool.changes()).isEqualTo(2));
        MonthlyReport november = report(NOVEMBER, later, Optional.of(MFA_1));
        assertThat(times(november))
                .isEqualTo(Map.of(
                        Mode.QKD_NORMAL, Duration.ofDays(9),
                        Mode.FALLBACK_PQC, Duration.ofHours(60),
                        Mode.RECOVERING, Duration.ofDays(18).plusHours(12)));
        assertThat(november.pools())
                .singleElement()
                .satisfies(pool -> assertThat(pool.changes()).isEqualTo(2));
        assertThat(times(report(YearMonth.of(2026, 12), later, Optional.empty())))
                .isEqualTo(Map.of(Mode.RECOVERING, Duration.ofDays(19)));
        assertThat(report(YearMonth.of(2026, 9), later, Optional.empty()).pools())
                .isEmpty();
    }

    @Test
    void anotherIncarnationOfTheStoreBeginsBlocked() throws Exception {
        ModeLedger modes = mfa.store.modes(mfa.incarnation);
        modes.begin(QUANTUM);
        assertThat(modes.change(QUANTUM, Optional.empty(), in(Mode.QKD_NORMAL), "blocks came"))
                .isTrue();
        // Another incarnation, as after a dump was restored.
        Sql.execute(mfaDatabase, "update mode_change set incarnation = gen_random_uuid(), at = '2026-11-01T00:00:00Z'");
        modes.begin(QUANTUM);
        Sql.execute(
                mfaDatabase,
                "update mode_change set at = '2026-11-02T00:00:00Z' where id = (select max(id) from mode_change)");

        MonthlyReport report = report(NOVEMBER, Instant.parse("2026-11-05T00:00:00Z"), Optional.empty());

        assertThat(times(report))
                .isEqualTo(Map.of(Mode.QKD_NORMAL, Duration.ofDays(1), Mode.BLOCKED, Duration.ofDays(3)));
        assertThat(report.pools())
                .singleElement()
                .satisfies(pool -> assertThat(pool.changes()).isEqualTo(1));
        assertThat(modes.standing(QUANTUM).state()).isEmpty();
    }

    /** Reports are summed up where the records are. */
    @Test
    void theDeliveriesOfAMonthAreFoundByTheirTime() throws Exception {
        Sql.execute(
                mfaDatabase,
                "insert into audit_record (at, event, initiator, target, grade, key_ids)"
                        + " select timestamptz '2026-01-01T00:00:00Z' + n * interval '10 minutes', 'DELIVERED', 'SAE-MFA-1',"
                        + " 'SAE-MOD-1', 'QKD', array[gen_random_uuid()] from generate_series(0, 99999) n");
        Sql.execute(mfaDatabase, "vacuum analyze audit_record");
        List<String> plan = Sql.ask(
                mfaDatabase,
                "explain select count(*) from audit_record"
                        + " where at >= '2026-11-01T00:00:00Z' and at < '2026-12-01T00:00:00Z'");

        assertThat(String.join("\n", plan)).contains("audit_record_at");
        assertThat(pair(report(NOVEMBER, Instant.parse("2026-12-05T00:00:00Z"), Optional.empty()), MFA_1, MOD_1)
                        .keys())
                .isEqualTo(keys(30 * 24 * 6, 0, 0, 0));
    }
}

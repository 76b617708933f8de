package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.alarm.Ring;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.json.JsonKmeReportReader;
import dk.kronborg.linkmonitor.json.KmeReportJson;
import dk.kronborg.linkmonitor.keymanager.KmeAlarm;
import dk.kronborg.linkmonitor.keymanager.KmeConditions;
import dk.kronborg.linkmonitor.keymanager.KmeGate;
import dk.kronborg.linkmonitor.keymanager.KmeJudgement;
import dk.kronborg.linkmonitor.keymanager.KmeLedger;
import dk.kronborg.linkmonitor.keymanager.KmeReport;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Network;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From records on the bus to alarms of KMEs, in a real database. */
class PostgresKmeLedgerTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final UUID OLD = new UUID(0, 1);
    private static final UUID NEW = new UUID(0, 2);
    private static final CentreDatabase DATABASE = CentreDatabase.start();
    private static final Network NETWORK = Ring.network();

    private final PostgresSurroundings surroundings = new PostgresSurroundings(DATABASE.dataSource(), () -> NETWORK);
    private final PostgresKmeLedger ledger = new PostgresKmeLedger(DATABASE.dataSource(), surroundings::workGoesOn);
    private final List<KmeJudgement> all = new ArrayList<>();
    private Instant now = NOON;
    private long sequence;

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        DATABASE.execute("truncate alarm, alarm_change, notification, kme_report, refused_event, refusal_count,"
                + " planned_work");
    }

    private static KmeAlarm alarm(String type, String subject, Severity severity) {
        return new KmeAlarm(type, subject, severity, "for people", NOON);
    }

    private static KmeAlarm blind() {
        return alarm("TAMPER_INPUT_BLIND", "tamper input", Severity.CRITICAL);
    }

    private static KmeAlarm ends(Severity severity) {
        return alarm("CERTIFICATE_ENDS", "sae plane", severity);
    }

    private KmeJudgement said(String key, String kme, UUID process, KmeAlarm... alarms) {
        KmeReport report = new KmeReport(new KmeId(kme), process, ++sequence, now, List.of(alarms), 0);
        return judged(record(sequence, now, key, bytes(KmeReportJson.write(report))));
    }

    private KmeJudgement judged(TelemetryRecord record) {
        return new KmeGate(new JsonKmeReportReader(), () -> NETWORK, Clock.fixed(now, ZoneOffset.UTC)).judge(record);
    }

    private void says(UUID process, KmeAlarm... alarms) {
        KmeJudgement said = said("KME-A", "KME-A", process, alarms);
        all.add(said);
        ledger.take(List.of(said));
    }

    private static TelemetryRecord record(long offset, Instant at, String key, byte[] value) {
        return new TelemetryRecord(
                new RecordPlace("qkd.kme-alarms.v1", 0, offset, at), key.getBytes(StandardCharsets.UTF_8), value);
    }

    private void after(int seconds) {
        now = now.plusSeconds(seconds);
    }

    private static List<String> alarms() throws SQLException {
        return DATABASE.texts(
                "select resource || ' ' || kind || ' (' || qualifier || ') ' || severity || ' ' || occurrences"
                        + " from alarm order by 1");
    }

    @Test
    void whatAKmeSaysIsAnAlarmUntilItSaysItNoMore() throws SQLException {
        says(OLD, blind());
        after(10);
        says(OLD, blind());
        assertThat(alarms()).containsExactly("kme:KME-A TAMPER_INPUT_BLIND (tamper input) CRITICAL 1");

        after(10);
        says(OLD);
        assertThat(alarms()).containsExactly("kme:KME-A TAMPER_INPUT_BLIND (tamper input) CLEARED 1");
        assertThat(DATABASE.texts("select what || ' ' || at from alarm_change order by id"))
                .hasSize(2);
    }

    @Test
    void aWorseOneIsTheSameAlarm() throws SQLException {
        says(OLD, ends(Severity.WARNING));
        says(OLD, ends(Severity.CRITICAL));

        assertThat(alarms()).containsExactly("kme:KME-A CERTIFICATE_ENDS (sae plane) CRITICAL 1");
    }

    @Test
    void aKmeThatWasStartedAnewSaysWhatStands() throws SQLException {
        says(OLD, blind(), ends(Severity.MINOR));
        after(55);
        says(NEW, ends(Severity.MINOR));
        assertThat(alarms())
                .as("the old process may be another one that goes on")
                .noneMatch(text -> text.contains("CLEARED"));
        after(6);
        says(NEW, ends(Severity.MINOR));

        assertThat(alarms())
                .containsExactly(
                        "kme:KME-A CERTIFICATE_ENDS (sae plane) MINOR 1",
                        "kme:KME-A TAMPER_INPUT_BLIND (tamper input) CLEARED 1");
    }

    @Test
    void severalProcessesOfAKmeSpeakForThemselves() throws SQLException {
        for (int i = 0; i < 10; i++) {
            after(10);
            says(OLD, ends(Severity.MINOR));
            says(NEW, ends(Severity.WARNING));
        }
        assertThat(alarms()).containsExactly("kme:KME-A CERTIFICATE_ENDS (sae plane) MINOR 1");
        says(OLD);
        assertThat(alarms()).containsExactly("kme:KME-A CERTIFICATE_ENDS (sae plane) WARNING 1");
        says(NEW);
        assertThat(alarms()).containsExactly("kme:KME-A CERTIFICATE_ENDS (sae plane) CLEARED 1");
    }

    @Test
    void whatComesAgainOrLateChangesNothing() throws SQLException {
        says(OLD, blind());
        after(10);
        says(OLD);
        after(10);
        says(OLD, ends(Severity.MINOR));
        List<String> before = alarms();
        ledger.take(all);
        ledger.take(List.of(all.getFirst()));

        assertThat(alarms()).isEqualTo(before);
        assertThat(DATABASE.texts("select what from alarm_change order by id"))
                .containsExactly("RAISED", "CLEARED", "RAISED");
    }

    @Test
    void anEndedProcessIsNotHeardAnewWhenItsReportsComeAgain() throws SQLException {
        List<KmeJudgement> batch = new ArrayList<>();
        batch.add(said("KME-A", "KME-A", OLD, blind()));
        after(70);
        batch.add(said("KME-A", "KME-A", NEW, ends(Severity.MINOR)));
        ledger.take(batch);
        List<String> alarms = alarms();
        List<String> processes = DATABASE.texts("select process from kme_report");
        ledger.take(batch);

        assertThat(alarms()).isEqualTo(alarms).containsExactly("kme:KME-A CERTIFICATE_ENDS (sae plane) MINOR 1");
        assertThat(DATABASE.texts("select process from kme_report"))
                .isEqualTo(processes)
                .containsExactly(NEW.toString());
    }

    @Test
    void theReportOfANinthProcessIsRefusedUntilOneHasEnded() throws SQLException {
        for (int i = 1; i <= KmeLedger.MOST_PROCESSES; i++) {
            says(new UUID(1, i), ends(Severity.MINOR));
        }
        KmeJudgement ninth = said("KME-A", "KME-A", NEW, blind());
        List<Rejected> refused = ledger.take(List.of(ninth));

        assertThat(refused)
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.refusal())
                        .isEqualTo(new Refusal(
                                RefusalReason.TOO_MANY,
                                "KME-A has at most 8 processes that report, and " + NEW + " is another one")));
        assertThat(DATABASE.texts("select reason || ' ' || count from refusal_count"))
                .containsExactly("TOO_MANY 1");
        assertThat(alarms()).containsExactly("kme:KME-A CERTIFICATE_ENDS (sae plane) MINOR 1");
        assertThat(ledger.take(List.of(said("KME-B", "KME-B", NEW, blind()))))
                .as("another KME has processes of its own")
                .isEmpty();

        after(61);
        assertThat(ledger.take(List.of(said("KME-A", "KME-A", NEW, blind())))).isEmpty();
        assertThat(DATABASE.texts("select process from kme_report where kme_id = 'KME-A'"))
                .containsExactly(NEW.toString());
    }

    @Test
    void ofMoreAlarmsThanAreKeptTheWorstAre() throws SQLException {
        KmeAlarm[] mild = IntStream.range(0, KmeReport.MOST)
                .mapToObj(i -> alarm("FAN_STOPPED", "rack " + i, Severity.WARNING))
                .toArray(KmeAlarm[]::new);
        KmeAlarm[] worse = IntStream.range(KmeReport.MOST, 2 * KmeReport.MOST - 1)
                .mapToObj(i -> alarm("FAN_STOPPED", "rack " + i, Severity.MINOR))
                .toArray(KmeAlarm[]::new);
        says(new UUID(1, 1), mild);
        says(new UUID(1, 2), worse);
        assertThat(active()).isEqualTo(199);

        says(new UUID(1, 3), blind(), ends(Severity.MAJOR));
        assertThat(active()).isEqualTo(KmeConditions.MOST);
        assertThat(DATABASE.number("select count(*) from alarm where severity = 'WARNING'"))
                .isEqualTo(99);

        says(new UUID(1, 3));
        assertThat(DATABASE.number("select count(*) from alarm where severity = 'WARNING'"))
                .isEqualTo(100);
    }

    private static double active() throws SQLException {
        return DATABASE.number("select count(*) from alarm where severity <> 'CLEARED'");
    }

    @Test
    void anotherKmeEndsNothing() throws SQLException {
        says(OLD, blind());
        after(1000);
        ledger.take(List.of(said("KME-B", "KME-B", NEW)));

        assertThat(alarms()).containsExactly("kme:KME-A TAMPER_INPUT_BLIND (tamper input) CRITICAL 1");
    }

    @Test
    void whatAKmeSaidThatIsTakenOutOfTheNetworkIsOver() throws SQLException {
        says(OLD, blind(), ends(Severity.MINOR));
        ledger.take(List.of(said("KME-B", "KME-B", NEW, blind())));
        ledger.keepOnly(Set.of(new KmeId("KME-B"), new KmeId("KME-C")), now);
        ledger.keepOnly(Set.of(new KmeId("KME-B"), new KmeId("KME-C")), now);

        assertThat(alarms())
                .containsExactly(
                        "kme:KME-A CERTIFICATE_ENDS (sae plane) CLEARED 1",
                        "kme:KME-A TAMPER_INPUT_BLIND (tamper input) CLEARED 1",
                        "kme:KME-B TAMPER_INPUT_BLIND (tamper input) CRITICAL 1");
        assertThat(DATABASE.texts("select kme_id from kme_report")).containsExactly("KME-B");
        assertThat(DATABASE.texts("select what from alarm_change where what = 'CLEARED'"))
                .hasSize(2);
    }

    @Test
    void whatAKmeSaysDuringWorkOnItOrItsSiteIsPlanned() throws SQLException {
        for (String on : List.of("kme:KME-A", "site:B", "link:C-D")) {
            DATABASE.execute(
                    "insert into planned_work (id, resource, begins_at, ends_at, reason, operator, announced_at)"
                            + " values (gen_random_uuid(), '" + on + "', '" + NOON + "', '" + NOON.plusSeconds(60)
                            + "', 'new disks', 'anna', '" + NOON + "')");
        }
        surroundings.refresh(now);
        for (String kme : List.of("KME-A", "KME-B", "KME-C")) {
            ledger.take(List.of(said(kme, kme, OLD, ends(Severity.MINOR))));
        }
        assertThat(DATABASE.texts("select resource || ' ' || planned from alarm order by 1"))
                .containsExactly("kme:KME-A true", "kme:KME-B true", "kme:KME-C false");

        after(60);
        ledger.take(List.of(said("KME-A", "KME-A", OLD, ends(Severity.MINOR), blind())));
        assertThat(DATABASE.texts("select kind || ' ' || planned from alarm where resource = 'kme:KME-A' order by 1"))
                .containsExactly("CERTIFICATE_ENDS true", "TAMPER_INPUT_BLIND false");
    }

    @Test
    void aWordOfALaterVersionIsToldToo() throws SQLException {
        says(OLD, alarm("FAN_STOPPED", "rack 7", Severity.MINOR));

        assertThat(alarms()).containsExactly("kme:KME-A KME_ALARM (FAN_STOPPED rack 7) MINOR 1");
    }

    private static KmeReport full(int bytesOfText) {
        List<KmeAlarm> alarms = new ArrayList<>();
        for (int i = 0; i < KmeReport.MOST; i++) {
            String text = "\u00e9".repeat(250) + "x".repeat(Math.max(0, bytesOfText - 500));
            alarms.add(new KmeAlarm("FAN_STOPPED", "rack " + i, Severity.MINOR, text, NOON.plusMillis(500)));
        }
        return new KmeReport(new KmeId("KME-A"), OLD, 1, NOON.plusMillis(500), alarms, 0);
    }

    private static byte[] bytes(String document) {
        return document.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code 12:00:00.5Z} is kept as {@code 12:00:00.500Z}. */
    @Test
    void aReportThatIsKeptInMoreBytesThanARecordHasIsReadBack() throws SQLException {
        int largest = 64 * 1024;
        int room = largest + 150 - bytes(KmeReportJson.write(full(500))).length;
        String kept = KmeReportJson.write(full(500 + room / KmeReport.MOST));
        byte[] record = bytes(kept.replace(".500Z", ".5Z"));
        assertThat(bytes(kept)).hasSizeGreaterThan(largest);
        assertThat(record).hasSizeLessThan(largest);

        ledger.take(List.of(judged(record(1, now, "KME-A", record))));
        assertThat(alarms()).hasSize(KmeReport.MOST).allMatch(text -> text.endsWith("MINOR 1"));
        sequence = 1;
        says(OLD);
        assertThat(alarms()).hasSize(KmeReport.MOST).allMatch(text -> text.endsWith("CLEARED 1"));
    }

    @Test
    void strangersAndOtherKeysAreRefused() throws SQLException {
        ledger.take(List.of(said("KME-X", "KME-X", OLD, blind()), said("KME-B", "KME-A", OLD, blind())));

        assertThat(alarms()).isEmpty();
        assertThat(DATABASE.texts("select reason from refused_event order by 1"))
                .containsExactly("UNKNOWN_KME", "WRONG_RECORD_KEY");
    }
}

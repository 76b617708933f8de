package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmConflictException;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.AlarmLog.Action;
import dk.kronborg.linkmonitor.alarm.AlarmLog.Entry;
import dk.kronborg.linkmonitor.alarm.AlarmQuery;
import dk.kronborg.linkmonitor.alarm.AlarmQuery.Shown;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Correlator;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Ring;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.notification.Channel;
import dk.kronborg.linkmonitor.notification.NotificationPlan;
import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alarms in a real database: one at a time, looked after by people, explained by others, told when they show. */
class PostgresAlarmsTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final CentreDatabase DATABASE = CentreDatabase.start();

    private final PostgresAlarms alarms = new PostgresAlarms(DATABASE.dataSource());
    private final AtomicReference<Correlator> correlator = new AtomicReference<>(new Correlator(Ring.network()));
    private final AlarmHerald herald = new AlarmHerald(
            DATABASE.dataSource(),
            correlator::get,
            new NotificationPlan(List.of(new Channel("hook", Severity.WARNING, false, true)), Duration.ofSeconds(5)));
    private Instant now = NOON;

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        DATABASE.execute("truncate alarm, alarm_change, outgoing, notification");
    }

    private static Condition condition(String resource, AlarmKind kind, Severity severity) {
        return new Condition(Resource.parse(resource), kind, "", severity, "", Evidence.of(Map.of()));
    }

    private void raise(String resource, AlarmKind kind, Severity severity) {
        note(new AlarmChange.Present(condition(resource, kind, severity)), false);
    }

    private void raiseDuringWork(String resource) {
        note(new AlarmChange.Present(condition(resource, AlarmKind.FIBRE_CUT, Severity.CRITICAL)), true);
    }

    private void clear(String resource, AlarmKind kind) {
        note(new AlarmChange.Over(condition(resource, kind, Severity.MAJOR).key()), false);
    }

    private void note(AlarmChange change, boolean planned) {
        now = now.plusSeconds(1);
        try {
            Transactions.commit(DATABASE.dataSource(), connection -> {
                AlarmTable.apply(connection, List.of(change), now, planned);
                return 1;
            });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void tell() {
        now = now.plusSeconds(1);
        herald.tell(now);
    }

    private Alarm alarm(String resource) {
        return alarms.alarms(new AlarmQuery(
                        Shown.ALL,
                        Severity.CLEARED,
                        Optional.of(Resource.parse(resource)),
                        false,
                        Optional.empty(),
                        1,
                        Optional.empty()))
                .getFirst();
    }

    private List<String> shown(Shown shown, boolean rootOnly) {
        return shown(shown, rootOnly, Optional.empty());
    }

    private List<String> shown(Shown shown, boolean rootOnly, Optional<UUID> cause) {
        return alarms
                .alarms(new AlarmQuery(
                        shown, Severity.CLEARED, Optional.empty(), rootOnly, cause, 500, Optional.empty()))
                .stream()
                .map(alarm -> alarm.key().resource().toString())
                .sorted()
                .toList();
    }

    private List<String> happened(String resource) {
        return alarms.history(alarm(resource).id()).stream().map(Entry::what).toList();
    }

    /** What is planned to be told, in its order. */
    private static List<String> planned() throws SQLException {
        List<String> texts = new ArrayList<>();
        try (var connection = DATABASE.dataSource().getConnection();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select alarm.resource || ' ' || what from notification"
                        + " join alarm on alarm.id = alarm_id order by notification.id")) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private Act act(String operator) {
        return new Act(operator, now, "because");
    }

    private Alarm act(Alarm alarm, String operator, Action action) {
        return alarms.act(alarm.id(), act(operator), action).orElseThrow();
    }

    @Test
    void afterClosingItIsAnotherAlarm() {
        raise("link:A-B", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        clear("link:A-B", AlarmKind.FIBRE_CUT);
        raise("link:A-B", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        clear("link:A-B", AlarmKind.FIBRE_CUT);
        Alarm first = alarm("link:A-B");
        act(first, "anna", new Action.Close());

        raise("link:A-B", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        Alarm second = alarm("link:A-B");
        assertThat(first.occurrences()).isEqualTo(2);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.occurrences()).isEqualTo(1);
        assertThat(alarms.alarm(first.id()).orElseThrow().closed()).isTrue();
    }

    @Test
    void theQualifierTellsAlarmsApart() {
        Condition hot = condition("device:A-B-TX", AlarmKind.DEVICE_ALARM, Severity.MINOR);
        note(new AlarmChange.Present(hot), false);
        note(
                new AlarmChange.Present(
                        new Condition(hot.resource(), hot.kind(), "FAN", Severity.MINOR, "", Evidence.of(Map.of()))),
                false);

        assertThat(shown(Shown.ACTIVE, false)).containsExactly("device:A-B-TX", "device:A-B-TX");
    }

    @Test
    void whatPeopleDoStandsInTheHistory() {
        raise("link:A-B", AlarmKind.PHYSICAL_TAMPER, Severity.CRITICAL);
        Alarm alarm = alarm("link:A-B");
        act(alarm, "anna", new Action.Acknowledge());
        assertThatThrownBy(() -> act(alarm, "anna", new Action.Shelve(now.plusSeconds(60))))
                .isInstanceOf(AlarmConflictException.class);
        clear("link:A-B", AlarmKind.PHYSICAL_TAMPER);
        act(alarm, "anna", new Action.Close());
        assertThatThrownBy(() -> act(alarm, "anna", new Action.Close())).isInstanceOf(AlarmConflictException.class);
        act(alarm, "bo", new Action.Close());

        assertThat(happened("link:A-B"))
                .containsExactly("RAISED", "ACKNOWLEDGED", "CLEARED", "CLOSE_PROPOSED", "CLOSED");
        assertThat(alarms.history(alarm.id()).getLast().operator()).contains("bo");
    }

    @Test
    void aShelfEndsByItselfAndWhatIsOnItIsToldThen() throws SQLException {
        raise("link:A-B", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        act(alarm("link:A-B"), "anna", new Action.Shelve(now.plusSeconds(60)));
        tell();
        assertThat(shown(Shown.OPEN, false)).isEmpty();
        assertThat(shown(Shown.ACTIVE, false)).containsExactly("link:A-B");

        alarms.tidy(now.plusSeconds(58));
        assertThat(shown(Shown.OPEN, false)).isEmpty();
        alarms.tidy(now.plusSeconds(60));
        tell();
        assertThat(shown(Shown.OPEN, false)).containsExactly("link:A-B");
        assertThat(happened("link:A-B")).containsExactly("RAISED", "SHELVED", "UNSHELVED");
        assertThat(planned()).containsExactly("link:A-B RAISED", "link:A-B RAISED");
    }

    @Test
    void whatIsOverForADayClosesByItselfUnlessItIsAMatterOfSecurity() {
        raise("link:A-B", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        raise("link:D-E", AlarmKind.TAP_POSSIBLE, Severity.MINOR);
        clear("link:D-E", AlarmKind.TAP_POSSIBLE);
        clear("link:A-B", AlarmKind.FIBRE_CUT);

        alarms.tidy(now.plus(Duration.ofDays(1)).minusSeconds(1));
        assertThat(shown(Shown.OPEN, false)).containsExactly("link:A-B", "link:D-E");
        alarms.tidy(now.plus(Duration.ofDays(1)));
        assertThat(shown(Shown.OPEN, false)).containsExactly("link:D-E");
        assertThat(happened("link:A-B")).containsExactly("RAISED", "CLEARED", "CLOSED");
    }

    @Test
    void theRootIsFoundAndWhatItLeavesBehindIsTold() throws SQLException {
        raise("link:B-C", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        raise("link:C-D", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        tell();
        assertThat(shown(Shown.ACTIVE, true)).containsExactly("cable:NORTH");
        UUID cause = alarm("cable:NORTH").id();
        assertThat(alarm("link:B-C").rootCause()).contains(cause);
        assertThat(shown(Shown.ACTIVE, false, Optional.of(cause))).containsExactly("link:B-C", "link:C-D");
        assertThat(alarms.explained(List.of(cause, alarm("link:B-C").id()))).isEqualTo(Map.of(cause, 2));

        clear("link:C-D", AlarmKind.FIBRE_CUT);
        tell();
        assertThat(shown(Shown.ACTIVE, true)).as("B-C is still cut").containsExactly("link:B-C");
        assertThat(happened("link:B-C")).containsExactly("RAISED", "EXPLAINED", "UNEXPLAINED");
        assertThat(planned()).endsWith("link:C-D CLEARED", "cable:NORTH CLEARED", "link:B-C RAISED");

        clear("link:B-C", AlarmKind.FIBRE_CUT);
        tell();
        assertThat(shown(Shown.ACTIVE, false)).isEmpty();
        assertThat(alarm("cable:NORTH").occurrences()).isEqualTo(1);
    }

    @Test
    void whatALinkLiesInNoMoreExplainsItNoMore() {
        raise("link:B-C", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        raise("link:C-D", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        tell();
        assertThat(shown(Shown.ACTIVE, true)).containsExactly("cable:NORTH");

        Network ring = Ring.network();
        correlator.set(new Correlator(new Network(
                ring.domain(),
                ring.sites(),
                ring.kmes(),
                ring.saes(),
                ring.links().stream().map(PostgresAlarmsTest::inACableOfItsOwn).toList(),
                ring.pairs())));
        tell();

        assertThat(shown(Shown.ACTIVE, true)).containsExactly("link:B-C", "link:C-D");
        assertThat(happened("cable:NORTH")).containsExactly("RAISED", "CLEARED");
    }

    private static Link inACableOfItsOwn(Link link) {
        return new Link(
                link.id(),
                link.technology(),
                link.fibreKm(),
                link.commissionedLossDb(),
                link.transmitter(),
                link.receiver(),
                link.cvQkd(),
                link.dvQkd(),
                Optional.of(new CableId("CABLE-" + link.id())));
    }

    @Test
    void whatIsWrongWithSomethingThatIsGoneIsOver() {
        raise("link:A-B", AlarmKind.PHYSICAL_TAMPER, Severity.CRITICAL);
        raise("device:A-B-TX", AlarmKind.CLOCK_OFFSET, Severity.MINOR);
        raise("link:D-E", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        clear("link:D-E", AlarmKind.FIBRE_CUT);

        alarms.endGone(resource -> resource.id().startsWith("A-B-"), now);
        alarms.endGone(resource -> resource.id().startsWith("A-B-"), now);

        assertThat(shown(Shown.ACTIVE, false)).containsExactly("device:A-B-TX");
        assertThat(happened("link:A-B")).containsExactly("RAISED", "CLEARED");
        assertThat(alarms.history(alarm("link:A-B").id()).getLast().text())
                .isEqualTo("the network does not have it any more");
        assertThat(happened("link:D-E")).as("over before it was gone").containsExactly("RAISED", "CLEARED");
    }

    @Test
    void whatIsOverKeepsTheCauseThatItHad() {
        raise("link:B-C", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        raise("link:C-D", AlarmKind.FIBRE_CUT, Severity.CRITICAL);
        tell();
        clear("link:B-C", AlarmKind.FIBRE_CUT);
        clear("link:C-D", AlarmKind.FIBRE_CUT);
        tell();

        assertThat(alarm("link:B-C").rootCause()).contains(alarm("cable:NORTH").id());
        assertThat(alarm("cable:NORTH").cleared()).isTrue();
        assertThat(happened("link:B-C")).containsExactly("RAISED", "EXPLAINED", "CLEARED");
    }

    @Test
    void whatOutlastsItsWorkIsTold() {
        raiseDuringWork("link:B-C");
        raiseDuringWork("link:C-D");
        raiseDuringWork("link:A-B");
        clear("link:A-B", AlarmKind.FIBRE_CUT);
        tell();
        assertThat(alarm("cable:NORTH").planned()).isTrue();

        alarms.endWork(resource -> true, now);
        assertThat(happened("link:B-C")).containsExactly("RAISED", "EXPLAINED");
        alarms.endWork(resource -> !resource.id().equals("C-D"), now);
        tell();
        assertThat(alarm("link:B-C").planned()).isTrue();
        assertThat(alarm("link:C-D").planned()).isFalse();
        assertThat(alarm("cable:NORTH").planned()).isFalse();
        assertThat(happened("cable:NORTH")).containsExactly("RAISED", "OUTLASTED");

        alarms.endWork(resource -> false, now);
        assertThat(happened("link:B-C")).containsExactly("RAISED", "EXPLAINED", "OUTLASTED");
        assertThat(happened("link:A-B")).as("over before the work was").containsExactly("RAISED", "CLEARED");
    }
}

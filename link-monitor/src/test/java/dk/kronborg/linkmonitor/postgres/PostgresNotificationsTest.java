package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.notification.Backoff;
import dk.kronborg.linkmonitor.notification.Channel;
import dk.kronborg.linkmonitor.notification.MailWording;
import dk.kronborg.linkmonitor.notification.Messenger.Outcome;
import dk.kronborg.linkmonitor.notification.Notification;
import dk.kronborg.linkmonitor.notification.Notification.State;
import dk.kronborg.linkmonitor.notification.NotificationLedger.Claim;
import dk.kronborg.linkmonitor.notification.NotificationLog.Retry;
import dk.kronborg.linkmonitor.notification.NotificationPlan;
import dk.kronborg.linkmonitor.notification.Wording;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told, what is not, and what is told again; the clock is moved by the test. */
class PostgresNotificationsTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final int MANY = 1000;

    private static final CentreDatabase DATABASE = CentreDatabase.start();

    private static final Channel HOOK = new Channel("hook", Severity.WARNING, false, true);
    private static final Channel MAIL = new Channel("mail", Severity.MAJOR, false, false);
    private static final Channel SECURITY = new Channel("security", Severity.WARNING, true, true);

    private static final Outcome NOT_TAKEN = new Outcome.NotTaken("answered 503");
    private static final Outcome IN_DOUBT = new Outcome.InDoubt("no answer");

    private final Wording wording = new MailWording(resource -> List.of("SAE-A and SAE-B"), Optional.empty());
    private final List<String> heard = new ArrayList<>();
    private final PostgresNotifications ledger = ledger();
    private final ToldAlarms alarms =
            new ToldAlarms(DATABASE, new NotificationPlan(List.of(HOOK, MAIL, SECURITY), Duration.ofSeconds(5)));
    private Instant now = NOON;

    private PostgresNotifications ledger() {
        return new PostgresNotifications(
                DATABASE.dataSource(),
                Backoff.USUAL,
                LEASE,
                (channel, id, state, detail) -> heard.add(channel.name() + ' ' + state));
    }

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        DATABASE.execute("truncate alarm, alarm_change, notification");
    }

    private List<Claim> claim(Channel channel) {
        return ledger.claim(channel, wording, now, MANY);
    }

    private List<Claim> claimAfter(Duration pause, Channel channel) {
        now = now.plus(pause);
        return claim(channel);
    }

    private void settle(Channel channel, List<Claim> claims, Outcome outcome) {
        claims.forEach(each -> ledger.settle(channel, each, outcome, now));
    }

    /** All of a channel, the oldest first. */
    private List<Notification> all(Channel channel) {
        return ledger.newest(Optional.empty(), OptionalLong.empty(), MANY).stream()
                .filter(each -> each.channel().equals(channel.name()))
                .sorted(Comparator.comparingLong(Notification::id))
                .toList();
    }

    private List<String> states(Channel channel) {
        return all(channel).stream()
                .map(each -> each.what() + " " + each.state())
                .toList();
    }

    @Test
    void tellsWhatAChannelWantsOnceAndAfterTheDelay() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MINOR, now);
        alarms.raise("MOD-DC2", Severity.CRITICAL, now);

        assertThat(claimAfter(Duration.ofSeconds(4), HOOK)).isEmpty();
        List<Claim> claims = claimAfter(Duration.ofSeconds(1), HOOK);
        assertThat(claims).hasSize(2);
        assertThat(claims.getFirst().message().subject()).startsWith("[MINOR] link:MFA-MOD: Fibre cut");
        assertThat(claims.getFirst().message().body())
                .contains("measured on MFA-MOD", "SAE-A and SAE-B", "Ask the owner of the cable", NOON.toString());
        assertThat(claim(HOOK)).isEmpty();
        settle(HOOK, claims, new Outcome.Taken());
        assertThat(claimAfter(Duration.ofHours(2), HOOK)).isEmpty();
        assertThat(states(HOOK)).containsExactly("RAISED SENT", "RAISED SENT");
        assertThat(states(MAIL)).containsExactly("RAISED WAITING");
        assertThat(states(SECURITY)).isEmpty();
        assertThat(heard).containsExactly("hook SENT", "hook SENT");
    }

    @Test
    void theClearingIsToldToWhoWasToldOfTheRaising() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        settle(HOOK, claimAfter(Duration.ofSeconds(5), HOOK), new Outcome.Taken());
        alarms.clear("MFA-MOD", now);

        List<Claim> cleared = claimAfter(Duration.ofSeconds(5), HOOK);
        assertThat(cleared).hasSize(1);
        assertThat(cleared.getFirst().message().subject()).startsWith("[CLEARED] link:MFA-MOD");
        assertThat(claim(MAIL)).as("was over before it was told").isEmpty();
        assertThat(claim(MAIL)).isEmpty();
        assertThat(states(MAIL)).containsExactly("RAISED SKIPPED", "CLEARED SKIPPED");
        assertThat(all(MAIL))
                .extracting(Notification::detail)
                .containsExactly("it was over before it was told", "it was not told that it was raised");
    }

    @Test
    void whatFlapsIsToldOnceAndItsEndIsTold() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        settle(HOOK, claimAfter(Duration.ofSeconds(5), HOOK), new Outcome.Taken());
        for (int i = 0; i < 5; i++) {
            now = now.plusSeconds(1);
            alarms.clear("MFA-MOD", now);
            now = now.plusSeconds(1);
            alarms.raise("MFA-MOD", Severity.MAJOR, now);
        }
        now = now.plusSeconds(5);
        for (int i = 0; i < 10; i++) {
            assertThat(claim(HOOK)).isEmpty();
        }
        alarms.clear("MFA-MOD", now);
        assertThat(claimAfter(Duration.ofSeconds(5), HOOK)).hasSize(1);
        assertThat(states(HOOK).getLast()).isEqualTo("CLEARED SENDING");
        assertThat(states(HOOK)).filteredOn(state -> !state.endsWith("SKIPPED")).hasSize(2);
    }

    @Test
    void worseIsToldAfterTheRaisingAndOnlyIfItSaysMore() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MINOR, now);
        List<Claim> raised = claimAfter(Duration.ofSeconds(5), HOOK);
        alarms.raise("MFA-MOD", Severity.CRITICAL, now);
        assertThat(claimAfter(Duration.ofSeconds(5), HOOK))
                .as("the raising is still on its way")
                .isEmpty();
        settle(HOOK, raised, new Outcome.Taken());
        assertThat(claim(HOOK)).hasSize(1);

        alarms.raise("MOD-DC2", Severity.MINOR, now);
        now = now.plusSeconds(1);
        alarms.raise("MOD-DC2", Severity.CRITICAL, now);
        List<Claim> both = claimAfter(Duration.ofSeconds(5), HOOK);
        assertThat(both).hasSize(1);
        assertThat(both.getFirst().message().subject()).startsWith("[CRITICAL] link:MOD-DC2");
        settle(HOOK, both, new Outcome.Taken());
        assertThat(claim(HOOK)).isEmpty();
        assertThat(states(HOOK).getLast()).isEqualTo("WORSE SKIPPED");
    }

    @Test
    void whatIsExplainedShelvedOrPlannedIsNotTold() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        alarms.raise("MOD-DC2", Severity.MAJOR, now);
        alarms.raise("MFA-DC2", Severity.MAJOR, now);
        alarms.raise(AlarmKind.LINK_DEGRADED, "PLANNED", Severity.MAJOR, now, true);
        alarms.raise(AlarmKind.EAVESDROP_SUSPECT, "PLANNED", Severity.MAJOR, now, true);
        DATABASE.execute("update alarm set root_cause = (select id from alarm where resource = 'link:MFA-MOD')"
                + " where resource = 'link:MOD-DC2'");
        DATABASE.execute("update alarm set attention = 'shelved', operator = 'o', operator_at = now(),"
                + " operator_text = '', shelved_until = now() where resource = 'link:MFA-DC2'");

        assertThat(claimAfter(Duration.ofSeconds(5), HOOK))
                .extracting(each -> each.message().subject().replaceFirst(": .*", ""))
                .containsExactly("[MAJOR] link:MFA-MOD", "[MAJOR] link:PLANNED");
        assertThat(all(HOOK))
                .filteredOn(each -> each.state() == State.SKIPPED)
                .extracting(
                        each -> each.detail().replaceAll("[0-9a-f-]{36}", "ID").replaceAll("until .*", "until"))
                .containsExactly("alarm ID explains it", "it is shelved until", "it was raised during planned work");
        assertThat(claim(SECURITY)).hasSize(1);
    }

    @Test
    void whatIsNotTakenIsTriedAgainEightTimesWithinAboutAnHour() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        now = now.plusSeconds(5);
        Instant first = now;
        List<Duration> attempts = new ArrayList<>();
        while (states(HOOK).equals(List.of("RAISED WAITING"))) {
            List<Claim> claims = claim(HOOK);
            if (claims.isEmpty()) {
                now = all(HOOK).getFirst().dueAt();
            } else {
                attempts.add(Duration.between(first, now));
                settle(HOOK, claims, NOT_TAKEN);
            }
        }

        assertThat(attempts)
                .extracting(Duration::toSeconds)
                .containsExactly(0L, 15L, 45L, 105L, 225L, 465L, 945L, 1905L, 3705L);
        assertThat(all(HOOK).getFirst().state()).isEqualTo(State.DEAD);
        assertThat(all(HOOK).getFirst().detail()).isEqualTo("given up: answered 503");
        assertThat(heard).containsExactly("hook DEAD");
    }

    @Test
    void whatIsInDoubtGoesAgainAsItWasWhereItIsRecognised() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        List<Claim> first = claimAfter(Duration.ofSeconds(5), HOOK);
        settle(HOOK, first, IN_DOUBT);
        alarms.clear("MFA-MOD", now);

        List<Claim> again = claimAfter(Duration.ofSeconds(15), HOOK);
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().key()).isEqualTo(first.getFirst().key());
        assertThat(again.getFirst().message()).isEqualTo(first.getFirst().message());
        settle(HOOK, again, new Outcome.Taken());
        assertThat(claim(HOOK)).as("the clearing").hasSize(1);
    }

    @Test
    void whatIsNotTakenAndOverByThenIsNotTold() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        settle(HOOK, claimAfter(Duration.ofSeconds(5), HOOK), NOT_TAKEN);
        alarms.clear("MFA-MOD", now);

        assertThat(claimAfter(Duration.ofSeconds(15), HOOK)).isEmpty();
        assertThat(claim(HOOK)).isEmpty();
        assertThat(states(HOOK)).containsExactly("RAISED SKIPPED", "CLEARED SKIPPED");
    }

    @Test
    void anEmailInDoubtIsDeadAndPeopleMaySendItAgain() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        List<Claim> first = claimAfter(Duration.ofSeconds(5), MAIL);
        settle(MAIL, first, IN_DOUBT);
        assertThat(claimAfter(Duration.ofHours(1), MAIL)).isEmpty();
        Notification dead = all(MAIL).getFirst();
        assertThat(dead.state()).isEqualTo(State.DEAD);
        assertThat(dead.detail()).isEqualTo("may have been sent: no answer");

        assertThat(ledger.retry(dead.id(), now)).isInstanceOf(Retry.Ordered.class);
        assertThat(ledger.retry(dead.id(), now)).isEqualTo(new Retry.NotDead(State.WAITING));
        assertThat(ledger.retry(dead.id() + 1000, now)).isEqualTo(new Retry.Unknown());
        List<Claim> again = claim(MAIL);
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().key()).isEqualTo(first.getFirst().key());
        settle(MAIL, again, new Outcome.Taken());
        assertThat(states(MAIL)).containsExactly("RAISED SENT");
    }

    @Test
    void whatASenderLeftBehindIsTakenOverWhenItsLeaseIsOver() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        List<Claim> lost = claimAfter(Duration.ofSeconds(5), HOOK);
        claim(MAIL);
        assertThat(claimAfter(LEASE.minusMillis(1), HOOK)).isEmpty();

        List<Claim> taken = claimAfter(Duration.ofMillis(1), HOOK);
        assertThat(taken)
                .containsExactly(new Claim(
                        lost.getFirst().id(),
                        lost.getFirst().key(),
                        2,
                        lost.getFirst().message()));
        assertThat(claim(MAIL)).as("nobody knows whether the e-mail went out").isEmpty();
        assertThat(all(MAIL).getFirst().detail()).startsWith("may have been sent");
        assertThat(states(MAIL)).containsExactly("RAISED DEAD");

        settle(HOOK, lost, NOT_TAKEN);
        assertThat(states(HOOK)).as("the first sender has no say any more").containsExactly("RAISED SENDING");
        settle(HOOK, taken, new Outcome.Taken());
        assertThat(states(HOOK)).containsExactly("RAISED SENT");
    }

    @Test
    void aClaimThatIsNotCommittedIsNoClaim() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        now = now.plusSeconds(5);
        try (var connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            assertThat(DueNotification.lock(connection, HOOK.name(), now, MANY)).hasSize(1);
            connection.abort(Runnable::run);
        }

        assertThat(claim(HOOK)).hasSize(1);
    }

    @Test
    void severalProcessesClaimEachOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            alarms.raise("LINK-" + i, Severity.MAJOR, now);
        }
        now = now.plusSeconds(5);
        List<Callable<List<Claim>>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            PostgresNotifications process = ledger();
            tasks.add(() -> {
                List<Claim> claimed = new ArrayList<>();
                List<Claim> next = process.claim(HOOK, wording, now, 3);
                while (!next.isEmpty()) {
                    claimed.addAll(next);
                    next = process.claim(HOOK, wording, now, 3);
                }
                return claimed;
            });
        }
        List<Claim> claims = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(tasks.size())) {
            for (var task : threads.invokeAll(tasks)) {
                claims.addAll(task.get());
            }
        }

        assertThat(claims).hasSize(20);
        assertThat(claims).extracting(Claim::key).doesNotHaveDuplicates();
    }

    @Test
    void twentyAreToldOneByOneAndMoreTogether() throws SQLException {
        for (int i = 0; i < 20; i++) {
            alarms.raise("ONE-" + i, Severity.MAJOR, now);
        }
        List<Claim> single = claimAfter(Duration.ofSeconds(5), HOOK);
        assertThat(single).hasSize(20);
        settle(HOOK, single, new Outcome.Taken());

        DATABASE.execute("truncate alarm, alarm_change, notification");
        for (int i = 0; i < 21; i++) {
            alarms.raise("TWO-" + i, i == 20 ? Severity.CRITICAL : Severity.MAJOR, now);
        }
        List<Claim> storm = claimAfter(Duration.ofSeconds(5), HOOK);
        assertThat(storm).hasSize(1);
        assertThat(storm.getFirst().message().subject()).isEqualTo("[CRITICAL] alarm storm: 21 alarms");
        assertThat(storm.getFirst().message().body()).contains("CRITICAL: 1", "MAJOR: 20", "link:TWO-0", "link:TWO-20");
        settle(HOOK, storm, new Outcome.Taken());
        Notification carrier = all(HOOK).stream()
                .filter(each -> each.state() == State.SENT)
                .findFirst()
                .orElseThrow();
        assertThat(carrier.alarms()).isEqualTo(21);
        assertThat(all(HOOK))
                .filteredOn(each -> each.state() == State.SKIPPED)
                .hasSize(20)
                .allSatisfy(each -> assertThat(each.toldWith()).contains(carrier.id()));
    }

    @Test
    void aStormThatGoesOnIsOneMessageAMinuteAndItsEndIsToldToo() throws SQLException {
        for (int i = 0; i < 312; i++) {
            alarms.raise("A-" + i, Severity.MAJOR, now);
        }
        List<Claim> first = claimAfter(Duration.ofSeconds(5), HOOK);
        assertThat(first)
                .extracting(each -> each.message().subject())
                .containsExactly("[MAJOR] alarm storm: 312 alarms");
        settle(HOOK, first, new Outcome.Taken());
        for (int i = 0; i < 30; i++) {
            alarms.raise("B-" + i, Severity.MAJOR, now);
        }
        for (int i = 0; i < 312; i++) {
            alarms.clear("A-" + i, now);
        }
        assertThat(claimAfter(Duration.ofSeconds(59), HOOK)).isEmpty();

        List<Claim> second = claimAfter(Duration.ofSeconds(1), HOOK);
        assertThat(second)
                .extracting(each -> each.message().subject())
                .containsExactly("[MAJOR] alarm storm: 342 alarms");
        assertThat(second.getFirst().message().body()).contains("CLEARED: 312", "MAJOR: 30", "and 292 more");
        settle(HOOK, second, NOT_TAKEN);
        List<Claim> again = claimAfter(Duration.ofSeconds(15), HOOK);
        assertThat(again)
                .extracting(Claim::message)
                .containsExactly(second.getFirst().message());
    }

    @Test
    void whatWaitsForAChannelThatIsGoneIsSettled() throws SQLException {
        alarms.raise("MFA-MOD", Severity.MAJOR, now);
        now = now.plusSeconds(5);

        ledger.keepOnly(List.of(HOOK), now);
        assertThat(states(HOOK)).containsExactly("RAISED WAITING");
        assertThat(states(MAIL)).containsExactly("RAISED SKIPPED");
    }

    @Test
    void listsByStateAndPage() throws SQLException {
        for (int i = 0; i < 5; i++) {
            alarms.raise("LINK-" + i, Severity.MINOR, now);
        }
        settle(HOOK, claimAfter(Duration.ofSeconds(5), HOOK).subList(0, 2), new Outcome.Taken());

        List<Notification> page = ledger.newest(Optional.of(State.SENDING), OptionalLong.empty(), 2);
        List<Notification> next = ledger.newest(
                Optional.of(State.SENDING), OptionalLong.of(page.getLast().id()), 2);
        assertThat(page).hasSize(2);
        assertThat(next).hasSize(1);
        assertThat(next.getFirst().id()).isLessThan(page.getLast().id());
        assertThat(ledger.newest(Optional.of(State.SENT), OptionalLong.empty(), 10))
                .hasSize(2);
    }
}

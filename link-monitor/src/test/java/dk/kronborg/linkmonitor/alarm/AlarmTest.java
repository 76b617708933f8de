package dk.kronborg.linkmonitor.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.linkmonitor.alarm.Alarm.Trend;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An alarm from its first raising to its closing: what is measured moves one half of it, people the other. */
class AlarmTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final Act ANNA = act("anna", "looked at it");
    private static final Act BO = act("bo", "agreed");

    private static Act act(String operator, String text) {
        return new Act(operator, NOON.plusSeconds(60), text);
    }

    private static Condition condition(AlarmKind kind, Severity severity) {
        return new Condition(
                Resource.parse("link:MFA-MOD"), kind, "", severity, "is " + severity, Evidence.of(Map.of()));
    }

    private static Alarm raised(AlarmKind kind, Severity severity) {
        return Alarm.raised(UUID.randomUUID(), condition(kind, severity), NOON, false);
    }

    private static Alarm cut() {
        return raised(AlarmKind.FIBRE_CUT, Severity.CRITICAL);
    }

    private static Alarm moved(Alarm alarm, Severity severity, int seconds) {
        return alarm.with(condition(alarm.kind(), severity), NOON.plusSeconds(seconds), false);
    }

    @Test
    void isOneHoweverOftenItComes() {
        Alarm alarm = cut();
        for (int i = 1; i <= 3; i++) {
            alarm = alarm.cleared(NOON.plusSeconds(10L * i));
            assertThat(alarm.cleared()).isTrue();
            alarm = moved(alarm, Severity.CRITICAL, 10 * i + 5);
        }

        assertThat(alarm.occurrences()).isEqualTo(4);
        assertThat(alarm.firstRaisedAt()).isEqualTo(NOON);
        assertThat(alarm.raisedAt()).isEqualTo(NOON.plusSeconds(35));
    }

    @Test
    void whatIsSaidAgainChangesNothing() {
        Alarm alarm = cut();
        assertThat(moved(alarm, Severity.CRITICAL, 5)).isSameAs(alarm);

        Alarm over = alarm.cleared(NOON.plusSeconds(10));
        assertThat(over.cleared(NOON.plusSeconds(20))).isSameAs(over);
    }

    @Test
    void severityRisesAndFallsAndTheWorstIsKept() {
        Alarm alarm = raised(AlarmKind.LINK_DEGRADED, Severity.MINOR);
        Alarm worse = moved(alarm, Severity.MAJOR, 5);
        Alarm better = moved(worse, Severity.WARNING, 10);

        assertThat(worse.trend()).isEqualTo(Trend.MORE_SEVERE);
        assertThat(better.trend()).isEqualTo(Trend.LESS_SEVERE);
        assertThat(better.severity()).isEqualTo(Severity.WARNING);
        assertThat(better.worst()).isEqualTo(Severity.MAJOR);
        assertThat(better.text()).isEqualTo("is WARNING");
        assertThat(better.changedAt()).isEqualTo(NOON.plusSeconds(10));
        assertThat(better.raisedAt()).isEqualTo(NOON);
        assertThat(better.occurrences()).isEqualTo(1);
    }

    @Test
    void whatPeopleSaidHoldsForWhatItWas() {
        Alarm seen = raised(AlarmKind.LINK_DEGRADED, Severity.MINOR).acknowledged(ANNA);

        assertThat(seen.attention()).isEqualTo(new Attention.Acknowledged(ANNA));
        assertThat(moved(seen, Severity.WARNING, 5).attention()).isEqualTo(new Attention.Acknowledged(ANNA));
        assertThat(moved(seen, Severity.MAJOR, 5).attention()).isEqualTo(new Attention.None());
        assertThat(moved(seen.cleared(NOON.plusSeconds(5)), Severity.MINOR, 10).attention())
                .isEqualTo(new Attention.None());
        assertThat(seen.cleared(NOON.plusSeconds(5)).attention()).isEqualTo(new Attention.Acknowledged(ANNA));
    }

    @Test
    void isShelvedForSevenDaysAtMost() {
        Instant end = ANNA.at().plus(Duration.ofDays(7));

        assertThat(cut().shelved(ANNA, end).attention()).isEqualTo(new Attention.Shelved(ANNA, end));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cut().shelved(ANNA, end.plusMillis(1)))
                .withMessageContaining("7 days later");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cut().shelved(ANNA, ANNA.at()))
                .withMessageContaining("from now");
    }

    @Test
    void aShelfHoldsWhateverComesAndEnds() {
        Alarm shelved = raised(AlarmKind.LINK_DEGRADED, Severity.MINOR)
                .shelved(ANNA, ANNA.at().plusSeconds(600));

        assertThat(moved(shelved, Severity.CRITICAL, 5).attention()).isInstanceOf(Attention.Shelved.class);
        assertThat(moved(shelved.cleared(NOON.plusSeconds(5)), Severity.MINOR, 9)
                        .attention())
                .isInstanceOf(Attention.Shelved.class);
        assertThat(shelved.unshelved().attention()).isEqualTo(new Attention.None());
        Alarm seen = cut().acknowledged(BO);
        assertThat(seen.unshelved()).as("there is no shelf to end").isSameAs(seen);
    }

    @Test
    void aCriticalMatterOfSecurityIsNotShelvedNorBecomesSoOnAShelf() {
        Instant end = ANNA.at().plusSeconds(600);
        assertThatThrownBy(() ->
                        raised(AlarmKind.EAVESDROP_SUSPECT, Severity.CRITICAL).shelved(ANNA, end))
                .isInstanceOf(AlarmConflictException.class)
                .hasMessageContaining("critical security alarm is not shelved");

        Alarm shelved = raised(AlarmKind.EAVESDROP_SUSPECT, Severity.MAJOR).shelved(ANNA, end);
        assertThat(moved(shelved, Severity.CRITICAL, 5).attention()).isEqualTo(new Attention.None());
        assertThat(moved(shelved.cleared(NOON.plusSeconds(5)), Severity.CRITICAL, 9)
                        .attention())
                .isEqualTo(new Attention.None());
    }

    @Test
    void isClosedWhenItIsClearedAndForAReason() {
        assertThatThrownBy(() -> cut().closed(ANNA))
                .isInstanceOf(AlarmConflictException.class)
                .hasMessageContaining("closed when it is cleared, and this one is CRITICAL");
        Alarm over = cut().cleared(NOON.plusSeconds(5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> over.closed(act("anna", " ")))
                .withMessageContaining("with a reason");

        Alarm closed = over.closed(ANNA);
        assertThat(closed.attention()).isEqualTo(new Attention.Closed(ANNA, Optional.empty()));
        assertThatThrownBy(() -> closed.acknowledged(BO)).isInstanceOf(AlarmConflictException.class);
        assertThatThrownBy(() -> closed.shelved(BO, BO.at().plusSeconds(1))).isInstanceOf(AlarmConflictException.class);
        assertThatThrownBy(() -> closed.closed(BO)).isInstanceOf(AlarmConflictException.class);
    }

    @Test
    void aSecurityAlarmThatWasCriticalTakesTwoPeople() {
        Alarm over = moved(raised(AlarmKind.EAVESDROP_SUSPECT, Severity.CRITICAL), Severity.MAJOR, 5)
                .cleared(NOON.plusSeconds(9));

        Alarm proposed = over.closed(ANNA);
        assertThat(proposed.attention()).isEqualTo(new Attention.CloseProposed(ANNA));
        assertThat(proposed.closed()).isFalse();
        assertThatThrownBy(() -> proposed.closed(act(" Anna", "done, really")))
                .isInstanceOf(AlarmConflictException.class)
                .hasMessageContaining("it takes two people");
        assertThat(proposed.closed(BO).attention()).isEqualTo(new Attention.Closed(ANNA, Optional.of(BO)));
    }

    @Test
    void whoProposedToCloseIsForgottenWhenItComesAgain() {
        Alarm proposed = raised(AlarmKind.PHYSICAL_TAMPER, Severity.CRITICAL)
                .cleared(NOON.plusSeconds(5))
                .closed(ANNA);
        Alarm again = moved(proposed, Severity.CRITICAL, 9);

        assertThat(again.attention()).isEqualTo(new Attention.None());
        assertThat(again.cleared(NOON.plusSeconds(20)).closed(BO).attention())
                .isEqualTo(new Attention.CloseProposed(BO));
    }

    @Test
    void oneThatWasNeverCriticalTakesOnePerson() {
        Alarm over = raised(AlarmKind.EAVESDROP_SUSPECT, Severity.MAJOR).cleared(NOON.plusSeconds(9));

        assertThat(over.closed(ANNA).closed()).isTrue();
    }

    @Test
    void anOperatorHasANameAndATextHasAnEnd() {
        assertThatIllegalArgumentException().isThrownBy(() -> act(" ", "why"));
        assertThatIllegalArgumentException().isThrownBy(() -> act("a".repeat(101), "why"));
        assertThatIllegalArgumentException().isThrownBy(() -> act("anna", "w".repeat(1001)));
    }

    @Test
    void whatOutlastsItsWorkIsLikeAnyOther() {
        Alarm during = Alarm.raised(UUID.randomUUID(), condition(AlarmKind.FIBRE_CUT, Severity.CRITICAL), NOON, true);

        assertThat(during.planned()).isTrue();
        assertThat(during.outlasting().planned()).isFalse();
        assertThat(during.cleared(NOON.plusSeconds(5))
                        .with(condition(AlarmKind.FIBRE_CUT, Severity.CRITICAL), NOON.plusSeconds(9), false)
                        .planned())
                .as("raised again after the work")
                .isFalse();
    }
}

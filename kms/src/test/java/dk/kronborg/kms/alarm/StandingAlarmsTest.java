package dk.kronborg.kms.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dk.kronborg.kms.alarm.Alarms.Kind;
import dk.kronborg.kms.alarm.Alarms.Severity;
import dk.kronborg.kms.alarm.StandingAlarms.Standing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingAlarmsTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    private final List<String> logged = new ArrayList<>();
    private Duration running = Duration.ZERO;
    private int changes;
    private final StandingAlarms alarms = new StandingAlarms(
            (kind, subject, detail) -> logged.add(kind + " " + subject),
            Clock.fixed(NOON, ZoneOffset.UTC),
            () -> running.toNanos(),
            () -> changes++);

    private List<Standing> standing() {
        return alarms.account().alarms();
    }

    @Test
    void whatIsRaisedStandsUntilItIsCleared() {
        alarms.raise(Kind.DISK_NEARLY_FULL, "/state", "1 byte is left");
        running = Duration.ofDays(30);
        alarms.raise(Kind.DISK_NEARLY_FULL, "/state", "0 bytes are left");

        assertThat(standing())
                .containsExactly(
                        new Standing(Kind.DISK_NEARLY_FULL, "/state", Severity.MAJOR, "0 bytes are left", NOON));
        assertThat(changes).as("it is the same alarm").isEqualTo(1);

        alarms.clear(Kind.DISK_NEARLY_FULL, "/elsewhere");
        assertThat(standing()).hasSize(1);
        alarms.clear(Kind.DISK_NEARLY_FULL, "/state");
        alarms.clear(Kind.DISK_NEARLY_FULL, "/state");
        assertThat(standing()).isEmpty();
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void whatIsOverAtOnceStandsForAWhileAfterTheLastTime() {
        alarms.raise(Kind.CLOCK_STEPPED, "wall clock", "it went 3 s back");
        running = StandingAlarms.MOMENT.minusNanos(1);
        alarms.raise(Kind.CLOCK_STEPPED, "wall clock", "it went 4 s back");

        running = running.plus(StandingAlarms.MOMENT).minusNanos(1);
        assertThat(standing()).hasSize(1);
        running = running.plusNanos(1);
        assertThat(standing()).isEmpty();
    }

    @Test
    void whatGetsWorseIsNews() {
        alarms.raise(Kind.CERTIFICATE_ENDS, "sae plane", "in 60 days");
        alarms.raise(Kind.CERTIFICATE_ENDS, Severity.MINOR, "sae plane", "in 7 days");

        assertThat(standing())
                .extracting(Standing::severity, Standing::detail)
                .containsExactly(tuple(Severity.MINOR, "in 7 days"));
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void keepsSoManyAndCountsTheRest() {
        for (int i = 0; i < StandingAlarms.MOST + 3; i++) {
            alarms.raise(Kind.PEER_CONTRADICTION, "KME-" + i, "nonsense");
        }

        assertThat(standing()).hasSize(StandingAlarms.MOST);
        assertThat(alarms.account().omitted()).isEqualTo(3);
        assertThat(logged).as("the log has all").hasSize(StandingAlarms.MOST + 3);
        assertThat(changes).isEqualTo(StandingAlarms.MOST);

        running = running.plus(StandingAlarms.MOMENT);
        alarms.raise(Kind.PEER_CONTRADICTION, "KME-X", "nonsense");
        assertThat(standing()).extracting(Standing::subject).containsExactly("KME-X");
    }

    @Test
    void whatIsWorseTakesThePlaceOfTheOldestOfTheMildest() {
        alarms.raise(Kind.DISK_NEARLY_FULL, "/state", "1 byte is left");
        for (int i = 1; i < StandingAlarms.MOST; i++) {
            alarms.raise(Kind.CERTIFICATE_ENDS, "sae plane, CN=SAE-" + i, "in 60 days");
        }
        alarms.raise(Kind.CERTIFICATE_ENDS, Severity.MINOR, "sae plane, CN=SAE-1", "in 7 days");
        changes = 0;

        alarms.raise(Kind.SITE_ZEROISED, "KME-MFA", "drill");
        assertThat(standing())
                .hasSize(StandingAlarms.MOST)
                .extracting(Standing::subject)
                .startsWith("/state", "sae plane, CN=SAE-1", "sae plane, CN=SAE-3")
                .endsWith("KME-MFA")
                .doesNotContain("sae plane, CN=SAE-2");
        assertThat(changes).isEqualTo(1);

        alarms.raise(Kind.CERTIFICATE_ENDS, "sae plane, CN=SAE-X", "in 60 days");
        assertThat(standing()).extracting(Standing::subject).doesNotContain("sae plane, CN=SAE-X");
        assertThat(alarms.account().omitted()).isEqualTo(2);
    }

    @Test
    void leavesLowStoresToThoseWhoReadTheirLevels() {
        alarms.raise(Kind.KEY_STORE_LOW, "KME-MFA->KME-MOD", "the store is LOW");

        assertThat(standing()).isEmpty();
        assertThat(alarms.account().omitted()).isZero();
        assertThat(changes).isZero();
        assertThat(logged).containsExactly("KEY_STORE_LOW KME-MFA->KME-MOD");
    }
}

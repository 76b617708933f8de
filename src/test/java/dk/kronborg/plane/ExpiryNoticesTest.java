package dk.kronborg.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.alarm.StandingAlarms;
import dk.kronborg.testbed.pki.LeafDraft;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.PlaneAuthority;
import dk.kronborg.testbed.pki.Use;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpiryNoticesTest {

    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    private final List<String> alarms = new ArrayList<>();
    private Instant now = END.minus(Duration.ofDays(365));
    private final ExpiryNotices notices =
            new ExpiryNotices("sae", (kind, subject, detail) -> alarms.add(kind + " " + detail), new Now());

    private final class Now extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void announcesEachDayOfNoticeOnce() {
        LeafDraft draft = LeafDraft.of(RunningPlanes.sae("SAE-1"), Set.of(Use.CLIENT), now);
        X509Certificate leaf = PlaneAuthority.create(RunningPlanes.DOMAIN, Plane.SAE, now)
                .issue(new LeafDraft(draft.commonName(), draft.identities(), draft.hosts(), draft.uses(), now, END))
                .leaf();
        List<Long> said = new ArrayList<>();
        for (Duration left = Duration.ofDays(100); left.toHours() >= -48; left = left.minusHours(1)) {
            now = END.minus(left);
            int before = alarms.size();
            notices.look(leaf);
            if (alarms.size() > before) {
                said.add(left.toHours());
            }
        }
        assertThat(said).containsExactly(60 * 24L, 30 * 24L, 7 * 24L, 24L, 0L);
        assertThat(alarms).allMatch(alarm -> alarm.startsWith("CERTIFICATE_ENDS the certificate of \"CN=SAE-1\""));
        assertThat(alarms.getFirst()).contains("ends in at most 60 days, at 2026-12-01T00:00:00Z");
        assertThat(alarms.getLast()).contains("has ended");
        now = END.minus(Duration.ofHours(36));
        assertThat(notices.daysLeft(leaf)).isEqualTo(1.5);
    }

    @Test
    void isOverWhenAnotherOfTheNameLastsOrNobodyShowsItAnyMore() {
        PlaneAuthority authority = PlaneAuthority.create(RunningPlanes.DOMAIN, Plane.SAE, now);
        LeafDraft draft = LeafDraft.of(RunningPlanes.sae("SAE-1"), Set.of(Use.CLIENT), now);
        X509Certificate ending = authority
                .issue(new LeafDraft(draft.commonName(), draft.identities(), draft.hosts(), draft.uses(), now, END))
                .leaf();
        X509Certificate lasting = authority
                .issue(new LeafDraft(
                        draft.commonName(),
                        draft.identities(),
                        draft.hosts(),
                        draft.uses(),
                        now,
                        END.plus(Duration.ofDays(90))))
                .leaf();
        StandingAlarms standing = new StandingAlarms((kind, subject, detail) -> {}, new Now(), () -> 0, () -> {});
        ExpiryNotices watched = new ExpiryNotices("sae", standing, new Now());

        now = END.minus(Duration.ofDays(6));
        watched.look(ending);
        watched.forget();
        assertThat(standing.account().alarms())
                .extracting(StandingAlarms.Standing::subject, StandingAlarms.Standing::severity)
                .containsExactly(tuple("sae plane, CN=SAE-1", Alarms.Severity.MINOR));
        watched.look(lasting);
        assertThat(standing.account().alarms()).isEmpty();

        now = END.minus(Duration.ofHours(20));
        watched.look(ending);
        now = now.plus(Duration.ofDays(1));
        watched.forget();
        assertThat(standing.account().alarms()).hasSize(1);
        now = now.plusSeconds(1);
        watched.forget();
        assertThat(standing.account().alarms()).isEmpty();

        watched.look(ending);
        now = now.plus(Duration.ofDays(1)).plusSeconds(1);
        watched.forget();
        assertThat(standing.account().alarms()).isEmpty();
        watched.look(ending);
        assertThat(standing.account().alarms())
                .as("it has ended as long ago as when it was announced last, but shows itself again")
                .hasSize(1);
        watched.look(lasting);
        watched.look(ending);
        assertThat(standing.account().alarms())
                .as("one of the name lasts longer, whoever still shows the old one")
                .isEmpty();
    }
}

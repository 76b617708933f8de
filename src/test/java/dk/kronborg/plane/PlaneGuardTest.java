package dk.kronborg.plane;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.LeafDraft;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How soon a change of files is in force: at the next look, with a clock that the test moves. */
class PlaneGuardTest {

    @TempDir
    private Path directory;

    private final AtomicLong nanos = new AtomicLong();
    private RunningPlanes planes;
    private Path list;
    private Path crl;

    @BeforeEach
    void prepare() throws IOException {
        planes = new RunningPlanes(directory.resolve("tls"));
        list = directory.resolve("revoked");
        crl = directory.resolve("crl");
    }

    @AfterEach
    void close() {
        planes.close();
    }

    private PlaneGuard guard(UnaryOperator<RunningPlanes.TestSettings> change) throws Exception {
        planes.with(Plane.SAE, change);
        Alarms alarms = (kind, subject, detail) -> planes.alarms.add(detail);
        return new PlaneGuard("sae", planes.plane("sae"), any -> {}, alarms, Clock.systemUTC(), nanos::get);
    }

    private static boolean isRevoked(PlaneGuard guard, Credential credential) {
        return guard.inForce()
                .revocations()
                .cover(List.of(credential.leaf()), CertificateIdentity.of(List.of(credential.leaf())));
    }

    @Test
    void looksTwiceASecond() {
        assertThat(Planes.POLL_MILLIS).isLessThanOrEqualTo(500);
    }

    /** A writer that truncates first must not let anybody in. */
    @Test
    void aListRevokesAtTheNextLookAndLetsInWhenItHasSettled() throws Exception {
        Credential lost = planes.credential("SAE-1");
        Files.writeString(list, "");
        PlaneGuard guard = guard(plane -> plane.revoked(list));
        assertThat(isRevoked(guard, lost)).isFalse();

        Files.writeString(list, RunningPlanes.sae("SAE-1").urn());
        guard.poll();
        assertThat(isRevoked(guard, lost)).isTrue();

        nanos.addAndGet(WatchedFiles.SETTLED.toNanos());
        guard.poll();
        Files.writeString(list, "");
        guard.poll();
        nanos.addAndGet(WatchedFiles.SETTLED.toNanos() - 1);
        guard.poll();
        assertThat(isRevoked(guard, lost)).isTrue();
        nanos.incrementAndGet();
        guard.poll();
        assertThat(isRevoked(guard, lost)).isFalse();
        assertThat(planes.alarms).isEmpty();
    }

    @Test
    void aCrlRevokesAtTheNextLook() throws Exception {
        Credential lost = planes.credential("SAE-1");
        Instant start = Instant.now().minusSeconds(60);
        Instant next = start.plus(Duration.ofDays(1));
        Files.write(crl, planes.authority().revoke(start, next, List.of()).getEncoded());
        PlaneGuard guard = guard(plane -> plane.crl(crl));
        assertThat(isRevoked(guard, lost)).isFalse();

        Files.write(
                crl,
                planes.authority().revoke(start, next, List.of(lost.leaf())).getEncoded());
        guard.poll();

        assertThat(isRevoked(guard, lost)).isTrue();
    }

    @Test
    void aCertificateIsShownFromTheNextLookOn() throws Exception {
        PlaneGuard guard = guard(UnaryOperator.identity());
        PlaneSettings.Plane files = planes.plane("sae");
        Credential fresh =
                planes.authority().issue(LeafDraft.of(RunningPlanes.kme(), Set.of(Use.SERVER), Instant.now()));
        fresh.writeTo(files.certificate(), files.key());
        guard.poll();

        assertThat(guard.certificates()).contains(fresh.leaf());
        assertThat(guard.inForce().rotation()).isEqualTo(1);
    }
}

package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.RefusedException;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.LeafDraft;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Revocation while a KME runs, docs/tls.md. */
@ExtendWith(RunningNetwork.class)
class RevocationIT {

    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MOD_1 = "SAE-MOD-1";
    private static final String LOG_TIME = "yyyy-MM-dd HH:mm:ss,SSS";
    private static final DateTimeFormatter LOG_TIME_FORMAT = DateTimeFormatter.ofPattern(LOG_TIME, Locale.ROOT);

    private final RunningDemo demo;
    private final DemoNetwork network;

    RevocationIT(RunningDemo demo) {
        this.demo = demo;
        this.network = demo.network();
    }

    /** Another certificate of an SAE whose own one stays good. */
    private Credential spare() throws IOException {
        Identity sae = new Identity(new DomainId(network.domain()), Identity.Role.SAE, MFA_1);
        return demo.authorities().of(Plane.SAE).issue(LeafDraft.of(sae, Set.of(Use.CLIENT), Instant.now()));
    }

    @Test
    void aRevokedCertificateLosesItsOpenConnectionWithinASecond() throws Exception {
        Credential lost = spare();
        Path list = demo.authorities().revoked(Plane.SAE);
        String before = Files.readString(list);
        String fingerprint = HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(lost.leaf().getEncoded()));
        try (SaeClient revoked = SaeClient.connect(
                        network.kme("KME-MFA").saeUrl(),
                        lost,
                        List.of(demo.authorities().of(Plane.SAE).root()));
                SaeClient other = network.client(MFA_1)) {
            assertThat(revoked.status(MOD_1)).isNotNull();

            Instant listed = Instant.now();
            Files.writeString(list, before + "sha256=" + fingerprint + "\n");

            Awaitility.await("the connection is closed, and no other is opened")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> isShutOut(revoked));
            assertThat(closedAfter(listed)).isLessThan(Duration.ofSeconds(1));
            assertThat(other.status(MOD_1)).isNotNull();
        } finally {
            Files.writeString(list, before);
        }
    }

    /** By the KME's own log. */
    private Duration closedAfter(Instant listed) throws IOException {
        try (Stream<String> lines = Files.lines(network.file("kme-mfa/kme-mfa.log"))) {
            return lines.filter(line -> line.contains("closed: its certificate is revoked"))
                    .map(line -> LocalDateTime.parse(line.substring(0, LOG_TIME.length()), LOG_TIME_FORMAT)
                            .atZone(ZoneId.systemDefault())
                            .toInstant())
                    .map(at -> Duration.between(listed.truncatedTo(ChronoUnit.MILLIS), at))
                    .filter(Duration::isPositive)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean isShutOut(SaeClient client) throws RefusedException {
        try {
            client.status(MOD_1);
            return false;
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            return true;
        }
    }
}

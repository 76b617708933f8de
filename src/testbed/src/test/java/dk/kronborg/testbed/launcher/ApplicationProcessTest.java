package dk.kronborg.testbed.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.testbed.network.PortPlan;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.postgres.Database;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationProcessTest {

    private static final KmeId MFA = new KmeId("KME-MFA");
    private static final Database DATABASE = new Database("kme_mfa", 5432, "secret");

    @TempDir
    Path temporary;

    Path application;
    Deployment deployment;
    int management;
    private int portBase;

    @BeforeEach
    void deploy() throws Exception {
        application = StandIn.packaged(temporary);
        List<KmeId> kmes =
                ReferenceNetwork.QUICK.plan().kmes().stream().map(Kme::id).toList();
        portBase = PortPlan.freeBase(kmes);
        deployment = Deployment.of(settings(ReferenceNetwork.QUICK, portBase), Clock.systemUTC());
        management = deployment.ports().of(MFA).management();
    }

    private DemoSettings settings(ReferenceNetwork sites, int base) throws DemoFailedException {
        return new DemoSettings(sites, DemoDirectory.of(temporary.resolve("demo")), base, application, List.of());
    }

    ApplicationProcess start() throws IOException {
        Path directory = deployment.directory().of(MFA.value());
        ApplicationSettings.ofKme(deployment, MFA, DATABASE, "127.0.0.1:9")
                .with(List.of(ProcessSetting.parse("KME-MFA:kronborg.plane.sae.tls12=true")))
                .writeFor(directory);
        return ApplicationProcess.start("KME-MFA", ApplicationProcess.Role.KME, application, directory, management);
    }

    @Test
    void givesAKmeEverythingItNeeds() throws Exception {
        start().close();

        Path file = temporary.resolve("demo/kme-mfa/config/application.properties");
        Properties settings = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            settings.load(in);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(settings)
                .containsEntry("kronborg.kme.id", "KME-MFA")
                .containsEntry("kronborg.plane.sae.tls12", "true")
                .containsEntry("quarkus.datasource.kme.password", "secret")
                .containsEntry("quarkus.management.port", Integer.toString(management));
        for (String plane : List.of("sae", "peer", "device")) {
            assertThat(settings).containsKey("kronborg.plane." + plane + ".port");
            for (String part : List.of("certificate", "key", "trust")) {
                assertThat(Path.of(settings.getProperty("kronborg.plane." + plane + '.' + part)))
                        .isRegularFile();
            }
        }
        assertThat(settings)
                .containsEntry("kronborg.kme.map.centre", deployment.mapUri().toString())
                .doesNotContainKey("kronborg.network");
        Network network = deployment.network();
        assertThat(network.kme(MFA).flatMap(Kme::peerUri)).contains(deployment.peerUri(MFA));
        assertThat(network.links())
                .allSatisfy(link -> assertThat(link.receiver().telemetryKey()).isPresent());
    }

    @Test
    void waitsUntilAProcessIsReadyAndEndsIt() throws Exception {
        ApplicationProcess process = start();
        try {
            process.awaitReady();
            assertThat(process.process().lastLines(1)).containsExactly("profile kme");
        } finally {
            process.close();
        }
        assertThat(process.process().isAlive()).isFalse();
    }

    @Test
    void showsTheLogOfAProcessThatDoesNotBecomeReady() throws Exception {
        Files.createDirectories(temporary.resolve("demo/kme-mfa"));
        Files.createFile(temporary.resolve("demo/kme-mfa/fail"));
        Applications applications = new Applications();
        Progress progress = new Progress(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                Clock.systemUTC(),
                Instant.now());

        assertThatThrownBy(() -> applications.startAll(List.of(this::start), 1, progress))
                .hasMessageContaining("KME-MFA ended with status 9")
                .hasMessageContaining("kme-mfa.log")
                .hasMessageContaining("failing as told");
        applications.end();
    }

    @Test
    void keepsCertificatesAndRefusesOtherSitesOnTheSameDirectory() throws Exception {
        byte[] root = Files.readAllBytes(temporary.resolve("demo/tls/sae/root.pem"));

        Deployment.of(settings(ReferenceNetwork.QUICK, portBase), Clock.systemUTC());

        assertThat(temporary.resolve("demo/tls/sae/root.pem")).hasBinaryContent(root);
        assertThatThrownBy(() -> Deployment.of(settings(ReferenceNetwork.QUICK, 9000), Clock.systemUTC()))
                .hasMessageContaining("network at other ports");
        assertThatThrownBy(() -> Deployment.of(settings(ReferenceNetwork.QCI_DK, portBase), Clock.systemUTC()))
                .hasMessageContaining("network of other sites");
    }

    @Test
    void letsOneLauncherUseADirectory() throws Exception {
        DemoDirectory directory = deployment.directory();
        try (DemoDirectory.Hold hold = directory.hold()) {
            assertThat(hold.lock().isValid()).isTrue();
            Process second = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KronborgCommand.class.getName(),
                            "demo",
                            "--dir",
                            directory.path().toString(),
                            "--application",
                            application.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(second.waitFor()).isEqualTo(1);
            assertThat(output).contains("a network runs in " + directory.path() + " already");
        }
    }
}

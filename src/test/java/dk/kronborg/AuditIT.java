package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.administration.shell.KmeCommand;
import dk.kronborg.audit.AuditCommand;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The audit logs of running KMEs, exported and verified as docs/audit.md tells. The last test changes a database. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditIT {

    private static final String MFA = "KME-MFA";
    private static final String MOD = "KME-MOD";
    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MOD_1 = "SAE-MOD-1";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path files;

    private static RunningDemo demo;
    private static DemoNetwork network;
    private static int exports;

    @BeforeAll
    static void startNetwork() {
        demo = RunningNetwork.start("audited");
        network = demo.network();
    }

    @AfterAll
    static void stopNetwork() {
        demo.close();
    }

    private record Ran(int status, String out, String errors) {}

    private static String kme(String kme, String... command) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        Path connection = network.directory().resolve("operators/operator-1").resolve(kme + ".properties");
        List<String> arguments = new ArrayList<>(List.of("--config", connection.toString()));
        arguments.addAll(List.of(command));
        int status = KmeCommand.run(
                new PrintWriter(out, true), new PrintWriter(errors, true), arguments.toArray(String[]::new));
        assertThat(errors.toString()).isEmpty();
        assertThat(status).isZero();
        return out.toString();
    }

    private static Ran verify(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        List<String> all = new ArrayList<>(List.of("verify"));
        all.addAll(List.of(arguments));
        int status =
                AuditCommand.run(new PrintWriter(out, true), new PrintWriter(errors, true), all.toArray(String[]::new));
        return new Ran(status, out.toString(), errors.toString());
    }

    private static Path export(String kme) {
        Path file = files.resolve(kme + '-' + ++exports + ".audit");
        kme(kme, "audit", "export", file.toString());
        return file;
    }

    /** An export in which every record is held by a head. */
    private static Path held(String kme) {
        return Awaitility.await("a head that holds all")
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> export(kme),
                        file -> verify(file.toString()).out().contains(" 0 records after the last of them"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<UUID> deliver() throws IOException {
        try (SaeClient master = network.client(MFA_1);
                SaeClient slave = network.client(MOD_1)) {
            Awaitility.await("keys")
                    .atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .until(() -> master.status(MOD_1).storedKeyCount() >= 100);
            List<UUID> ids =
                    master.newKeys(MOD_1, 3, 256).stream().map(DeliveredKey::id).toList();
            slave.keys(MFA_1, ids);
            return ids;
        }
    }

    private static String pins(String kme) {
        return kme(kme, "audit", "key");
    }

    @Test
    @Order(1)
    void everyDeliveryAndOrderIsInTheLogsOfBothEndsAndNoByteOfAKey() throws IOException {
        List<UUID> ids = deliver();
        kme(MFA, "drain", MFA_1, "--reason", "fire drill");
        kme(MFA, "drain", "--end", MFA_1);
        Path pins = Files.writeString(files.resolve("pins"), pins(MFA) + pins(MOD));
        Path mfa = Awaitility.await("the orders in the log")
                .atMost(Duration.ofSeconds(30))
                .until(() -> held(MFA), file -> text(file).contains("end drain of SAE-MFA-1"));
        Path mod = held(MOD);

        assertThat(text(mfa))
                .contains("\"event\":\"DELIVERED\"", "\"initiator\":\"SAE-MFA-1\"", "fire drill", "\"kind\":\"mode\"")
                .contains(ids.stream().map(UUID::toString).toList());
        assertThat(text(mod))
                .contains("\"event\":\"FETCHED\"")
                .contains(ids.stream().map(UUID::toString).toList());
        Ran ran = verify("--pins", pins.toString(), mfa.toString(), mod.toString());
        assertThat(ran.errors()).isEmpty();
        assertThat(ran.out()).contains(mfa + ": whole", mod + ": whole");
        assertThat(ran.status()).isZero();
        JsonNode heads = JSON.readTree(kme(MFA, "audit", "heads"));
        assertThat(heads.path("heads")).isNotEmpty();
        assertThat(pins(MFA).strip())
                .isEqualTo(MFA + ' ' + heads.path("heads").path(0).path("pin").asText());
    }

    @Test
    @Order(2)
    void aLogSignedByAnotherKeyIsNotBelieved() throws IOException {
        Path pins = Files.writeString(files.resolve("others"), pins(MOD).replace(MOD, MFA));

        Ran ran = verify("--pins", pins.toString(), held(MFA).toString());

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).contains("it is signed by a key that is not pinned", ": NOT WHOLE");
    }

    @Test
    @Order(3)
    void aKilledProcessIsFollowedByARunThatHoldsWhatItWrote() throws IOException {
        deliver();
        demo.kill(MFA);
        demo.restart(MFA);
        deliver();

        Path file = held(MFA);

        assertThat(text(file)).contains("\"follows\":{");
        assertThat(verify(file.toString()).out()).contains("log of KME-MFA, 2 runs, ", file + ": whole");
    }

    @Test
    @Order(4)
    void aFileThatWasChangedIsNotWhole() throws IOException {
        Path file = held(MFA);
        Path changed = Files.writeString(
                files.resolve("changed"), Files.readString(file).replaceFirst("SAE-MOD-1", "SAE-MOD-2"));

        Ran ran = verify(changed.toString());

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
                .containsPattern("run [0-9a-f-]{36}, batch \\d+: its records or their order")
                .contains(": NOT WHOLE");
    }

    @Test
    @Order(5)
    void aRecordThatIsChangedInTheDatabaseIsNamed() throws IOException, SQLException {
        held(MOD);
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + network.kme(MOD).database());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update audit_record set initiator = 'SAE-MFA-2'"
                            + " where id = (select min(id) from audit_record where event = 'FETCHED')"))
                    .isEqualTo(1);
        }

        Ran ran = verify(export(MOD).toString());

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("run [0-9a-f-]{36}, batch \\d+: its records or their order");
    }
}

package dk.kronborg.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.map.Judgement;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfficerCommandTest {

    @TempDir
    private Path folder = Path.of("");

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return OfficerCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @BeforeEach
    void choosePassphrases() throws IOException {
        secret("good", "correct horse battery");
        secret("bad", "correct horse batteri");
        secret("short", "elevenchars");
        secret("foreign", "grøn hest på batteri");
    }

    private void secret(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text + '\n');
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }

    private String keyOf(String officer, String passphrase) {
        assertThat(run("officer-key", officer, "--dir", folder.toString(), "--passphrase-file", path(passphrase)))
                .as(err.toString())
                .isZero();
        return out.toString().strip();
    }

    @Test
    void twoOfficersApproveTheFirstMap() throws Exception {
        Ceremony ceremony = Ceremony.of(keyOf("anna", "good"), keyOf("bent", "foreign"));
        ceremony.write(folder.resolve("change.json"));
        assertThat(Files.readString(folder.resolve("anna.key.pem")))
                .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("anna.key.pem"))))
                .isEqualTo("rw-------");

        String[] anna = {
            "approve", path("change.json"), "--key", path("anna.key.pem"), "--passphrase-file", path("good"), "--yes"
        };
        assertThat(run(anna)).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("Network map of DK.QCI, security part 1: 3 sites, 3 KMEs, 7 SAEs, 4 pairs, 2 officers")
                .contains("+ saes SAE-MFA-1  {\"id\":\"SAE-MFA-1\",\"kme\":\"KME-MFA\"}")
                .contains("digest "
                        + ceremony.proposal().change(new JsonNetworkForm()).digest());
        Path annas = folder.resolve("change.anna.approval.json");
        assertThat(ceremony.judged(annas)).isInstanceOf(Judgement.Refused.class);

        assertThat(run(
                        "approve",
                        path("change.json"),
                        "--key",
                        path("bent.key.pem"),
                        "--passphrase-file",
                        path("foreign"),
                        "--output",
                        path("second.json"),
                        "--yes"))
                .as(err.toString())
                .isZero();
        assertThat(ceremony.judged(annas, folder.resolve("second.json"))).isInstanceOf(Judgement.Accepted.class);

        assertThat(run(anna)).isEqualTo(1);
        assertThat(err.toString()).contains("is there already, and is not overwritten");
    }

    @Test
    void nothingIsSignedWithoutTheKeyOfAnOfficer() throws Exception {
        Ceremony ceremony = Ceremony.of(keyOf("anna", "good"), keyOf("bent", "good"));
        ceremony.write(folder.resolve("change.json"));
        keyOf("carl", "good");

        refused("no officer has the key", "carl.key.pem", "good");
        refused("the passphrase is another", "anna.key.pem", "bad");
        refused("at least 12 characters", "anna.key.pem", "short");
        refused("begins with a PKCS #8 key", "change.json", "good");
        Files.setPosixFilePermissions(folder.resolve("anna.key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
        refused("mode 0600", "anna.key.pem", "good");
        assertThat(folder.resolve("change.anna.approval.json")).doesNotExist();
    }

    private void refused(String reason, String key, String passphrase) throws IOException {
        if (key.equals("change.json")) {
            Files.setPosixFilePermissions(folder.resolve(key), PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(run(
                        "approve",
                        path("change.json"),
                        "--key",
                        path(key),
                        "--passphrase-file",
                        path(passphrase),
                        "--yes"))
                .isEqualTo(1);
        assertThat(err.toString()).contains(reason);
    }

    @Test
    void nobodyIsTakenToHaveAgreed() throws Exception {
        Ceremony ceremony = Ceremony.of(keyOf("anna", "good"), keyOf("bent", "good"));
        ceremony.write(folder.resolve("change.json"));

        assertThat(run(
                        "approve",
                        path("change.json"),
                        "--key",
                        path("anna.key.pem"),
                        "--passphrase-file",
                        path("good")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--yes");
        assertThat(folder.resolve("change.anna.approval.json")).doesNotExist();
    }

    @Test
    void whatIsNoProposalIsRefused() throws IOException {
        keyOf("anna", "good");
        for (String bad : new String[] {"", "{}", "{\"format\":\"kronborg-network-map/1\"}"}) {
            Files.writeString(folder.resolve("bad.json"), bad);
            assertThat(run("approve", path("bad.json"), "--key", path("anna.key.pem"), "--yes"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("bad.json: ");
        }
        assertThat(run("approve", path("nowhere.json"), "--key", path("anna.key.pem"), "--yes"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("there is no");
        assertThat(run("approve")).isEqualTo(2);
    }

    @Test
    void aKeyIsNeverOverwritten() throws IOException {
        keyOf("anna", "good");
        String key = Files.readString(folder.resolve("anna.key.pem"));

        assertThat(run("officer-key", "anna", "--dir", folder.toString(), "--no-passphrase"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("is not overwritten");
        assertThat(Files.readString(folder.resolve("anna.key.pem"))).isEqualTo(key);
        assertThat(run("officer-key", "../anna", "--dir", folder.toString())).isEqualTo(2);
    }
}

package dk.kronborg.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.map.Judgement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./kronborg officer-key} and {@code ./kronborg approve} as officers run them: with the packaged program. */
class ApproveIT {

    @TempDir
    private Path folder = Path.of("");

    private String kronborg(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Path.of("../kronborg").toRealPath().toString()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s %s", command, output, Files.readString(folder.resolve("errors")))
                .isZero();
        return output.strip();
    }

    @Test
    void twoOfficersMakeKeysAndApprove() throws Exception {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        String anna = kronborg("officer-key", "anna", "--passphrase-file", "passphrase");
        String bent = kronborg("officer-key", "bent", "--no-passphrase");
        Ceremony ceremony = Ceremony.of(anna, bent);
        ceremony.write(folder.resolve("change.json"));

        assertThat(kronborg(
                        "approve", "change.json", "--key", "anna.key.pem", "--passphrase-file", "passphrase", "--yes"))
                .contains("+ kmes KME-MFA")
                .contains("anna approves generation 1: change.anna.approval.json");
        kronborg("approve", "change.json", "--key", "bent.key.pem", "--yes");

        assertThat(ceremony.judged(
                        folder.resolve("change.anna.approval.json"), folder.resolve("change.bent.approval.json")))
                .isInstanceOf(Judgement.Accepted.class);
    }
}

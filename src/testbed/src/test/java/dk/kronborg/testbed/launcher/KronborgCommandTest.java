package dk.kronborg.testbed.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KronborgCommandTest {

    @TempDir
    Path directory;

    private final StringWriter errors = new StringWriter();

    int run(String... arguments) {
        CommandLine command = KronborgCommand.commandLine();
        command.setErr(new PrintWriter(errors, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--dir", directory.toString()));
        return command.execute(all.toArray(String[]::new));
    }

    @Test
    void saysWhatIsWrongWithAnOption() {
        assertThat(run("demo", "--sites", "oslo")).isEqualTo(2);
        assertThat(errors.toString()).contains("sites are [quick, qci-dk, technologies, ring], got \"oslo\"");
        assertThat(run("demo", "--port-base", "many")).isEqualTo(2);
        assertThat(run("fault", "MFA-MOD")).isEqualTo(2);
        assertThat(run("fault", "MFA-MOD", "skew", "rx", "-30")).isEqualTo(1);
        assertThat(errors.toString()).contains("no network is ready in " + directory);
        assertThat(run("explode")).isEqualTo(2);
    }

    @Test
    void saysThatTheProgramIsNotBuilt() {
        assertThat(run("demo", "--application", directory.resolve("no.jar").toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("no.jar is missing").contains("./kronborg demo");
    }

    @Test
    void saysWhatIsWrongWithASetting() {
        assertThat(run("demo", "--set", "KME-DC2")).isEqualTo(2);
        assertThat(errors.toString()).contains("a setting is PROCESS:NAME=VALUE");
        assertThat(run("demo", "--set", "KME-OSLO:a=b")).isEqualTo(1);
        assertThat(errors.toString()).contains("KME-OSLO:a=b: the processes are [centre, KME-MFA");
    }

    @Test
    void saysThatNothingRuns() {
        assertThat(run("status")).isEqualTo(1);
        assertThat(errors.toString()).contains("no network is ready in " + directory);
        assertThat(run("fault", "MFA-MOD", "cut")).isEqualTo(1);
        assertThat(run("stop")).isZero();
    }

    @Test
    void saysWhatIsWrongWithAScenario() throws Exception {
        assertThat(run("scenario")).isEqualTo(2);
        assertThat(run("scenario", "flood")).isEqualTo(1);
        assertThat(errors.toString())
                .contains("the scenarios are [all-in-order, fibre-cut")
                .contains("got \"flood\"");
        Path file = Files.writeString(directory.resolve("story.yaml"), "schema: kronborg-scenario/2\n");
        assertThat(run("scenario", file.toString())).isEqualTo(1);
        assertThat(errors.toString()).contains(file + ": ");
        assertThat(run("scenario", "fibre-cut")).isEqualTo(1);
        assertThat(errors.toString()).contains("no network is ready in " + directory);
    }

    @Test
    void refusesADirectoryThatSettingsFilesCannotName() {
        CommandLine command = KronborgCommand.commandLine();
        command.setErr(new PrintWriter(errors, true));

        assertThat(command.execute("stop", "--dir", directory + "/a,b")).isEqualTo(1);
        assertThat(errors.toString()).contains("holds no '$', ','");
    }
}

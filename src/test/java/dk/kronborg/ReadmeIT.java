package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.testbed.client.DemoNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The README's commands do what it says. */
@ExtendWith(RunningNetwork.class)
class ReadmeIT {

    private static final Pattern MARKED = Pattern.compile("<!-- run by ReadmeIT -->\n```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\"");

    @Test
    void theSameKeyIsFetchedAtBothSides(DemoNetwork network) throws IOException, InterruptedException {
        Matcher marked = MARKED.matcher(Files.readString(Path.of("../README.md")));
        assertThat(marked.find()).isTrue();
        String commands = marked.group(1)
                .replace(".kronborg/demo", network.directory().toString())
                .replace(
                        "https://127.0.0.1:7110",
                        network.kme("KME-MFA").saeUrl().toString())
                .replace(
                        "https://127.0.0.1:7120",
                        network.kme("KME-MOD").saeUrl().toString());

        Process shell = new ProcessBuilder("bash", "-euc", commands)
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor()).as(output).isZero();
        Matcher keys = KEY.matcher(output);
        assertThat(keys.find()).as(output).isTrue();
        String atOneSide = keys.group(1);
        assertThat(keys.find()).as(output).isTrue();
        assertThat(keys.group(1)).isEqualTo(atOneSide);
    }
}

package dk.kronborg.administration.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KmeCommandTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        return KmeCommand.run(new PrintWriter(out, true), new PrintWriter(errors, true), arguments);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            hold                                              | say which blocks: --block, --link, --from, --until
            void --reason why                                 | say which blocks
            release                                           | say which blocks
            hold --block 17                                   | '--block' (ID): expected a UUID such as
            hold --block 1-1-1-1-1                            | expected a UUID such as
            hold --link MFA/MOD                               | '--link': link ID
            void --from yesterday                             | '--from': expected a time such as 2026-07-02T12:00:00Z
            void --from 2026-07-02T12:00:00Z --until 2026-07-02T11:00:00Z | --from has to be before --until
            release approve                                   | Missing required parameter: 'N'
            release approve seven                             | 'seven' is not a long
            void-keys                                         | 'KEY_ID'
            void-keys 12                                      | expected a UUID such as
            drain SAE/1                                       | SAE ID
            report                                            | Missing required option: '--month=MONTH'
            report --month 2026                               | '--month': expected a month such as 2026-11
            report --month 2026-13                            | expected a month such as 2026-11
            report --month 2026-11 --sae SAE/1                | SAE ID
            zeroise                                           | Missing required option: '--yes-destroy-all-keys-of=KME'
            explode                                           | 'explode'
            status                                            | say how the KME is reached, with --config FILE
            """)
    void saysWhatIsWrongWithACommand(String command, String fault) {
        assertThat(run(command.split(" ", -1))).isEqualTo(2);
        assertThat(errors.toString()).contains(fault);
    }

    @Test
    void wantsACommand() {
        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString()).contains("Missing required subcommand");
    }

    private Path connection(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "url=https://127.0.0.1:1", "certificate=me.pem", "key=me.key.pem", "trust=root.pem", "kme=KME-MFA"));
        for (String line : lines) {
            all.removeIf(other -> other.startsWith(line.substring(0, line.indexOf('=') + 1)));
            all.add(line);
        }
        return Files.write(directory.resolve("kme.properties"), all);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            url=http://127.0.0.1:1        | url is https://host:port, got http://127.0.0.1:1
            url=https://127.0.0.1         | url is https://host:port
            url=https://127.0.0.1:1/x     | url is https://host:port
            url=https://a b               | url is https://host:port
            kme=                          | kme is missing
            kme=KME/MFA                   | KME ID
            certificat=x                  | there is no setting certificat
            key=me.pem                    | cannot be read (NoSuchFileException)
            """)
    void saysWhatIsWrongWithAConnectionFile(String line, String fault) throws IOException {
        assertThat(run("--config", connection(line).toString(), "status")).isEqualTo(1);
        assertThat(errors.toString()).startsWith("kronborg: ").contains(fault);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void saysThatThereIsNoConnectionFile() {
        assertThat(run("status", "--config", directory.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("none cannot be read (NoSuchFileException)");
    }

    @Test
    void destroysNothingIfTheNameIsAnother() throws IOException {
        assertThat(run("--config", connection().toString(), "zeroise", "--yes-destroy-all-keys-of", "KME-MOD"))
                .isEqualTo(2);
        assertThat(errors.toString()).contains("this connection is to KME-MFA, not to KME-MOD");
    }

    @Test
    void showsAStatusInTables() throws IOException {
        String status = StatusText.of(new ObjectMapper().readTree("""
                        {"kme":"KME-MFA","incarnation":"i","drained":["*","SAE-1"],
                         "pools":[{"from":"KME-MFA","to":"KME-MOD","origin":"QKD","unconfirmed_blocks":1,"held_blocks":2,
                           "produced_bits":30000,"stored_bits":4,"delivered_bits":5,"spent_bits":6,"burnt_bits":7,
                           "destroyed_bits":8,"imbalance_bits":0}],
                         "releases":[{"request":17,"blocks":3,"requested_by":"operator-1","requested_at":"then"}],
                         "sessions":[{"sae":"SAE-MFA-1","protocol":"TLSv1.3","group":"X25519MLKEM768","since":"now",
                           "connections":2}]}
                        """));

        assertThat(status.lines().map(String::strip))
                .containsSubsequence(
                        "KME-MFA, incarnation i",
                        "from     to       origin  unconfirmed  held  produced  stored  delivered  spent  burnt  destroyed  imbalance",
                        "KME-MFA  KME-MOD  QKD               1     2     30000       4          5      6      7          8          0",
                        "Drained: everybody, SAE-1",
                        "request  blocks  by          at",
                        "17       3  operator-1  then",
                        "sae        protocol  group           since  connections",
                        "SAE-MFA-1  TLSv1.3   X25519MLKEM768  now              2");
    }
}

package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Post-quantum epochs between real processes. */
@ExtendWith(RunningNetwork.class)
class EpochIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> ENDS = List.of("KME-MFA", "KME-MOD");

    private final DemoNetwork network;

    EpochIT(RunningDemo demo) {
        this.network = demo.network();
    }

    @Test
    void bothEndsHaveTheSameEpochAndTheSameOpenBlocksOfIt() throws SQLException {
        String open =
                "select string_agg(b.epoch || ' ' || b.block_id || ' ' || b.number, ',' order by b.number) from block b"
                        + " join block_use u on u.block = b.id join pool p on p.id = b.pool where p.from_kme = 'KME-MFA'"
                        + " and p.to_kme = 'KME-MOD' and p.origin = 'PQC' and u.state = 'OPEN'";
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<String> blocks = ask(open);
            assertThat(blocks.getFirst()).isNotNull().isEqualTo(blocks.getLast());
            assertThat(blocks.getFirst().split(",")).hasSizeGreaterThanOrEqualTo(16);
        });
        assertThat(ask("select count(*) from epoch where chain is not null and suite = 'mlkem1024+ecdh-p384/1'"))
                .doesNotContain("0");
    }

    /** That they are the same was proved by confirmation: in the databases they are wrapped. */
    @Test
    void blocksOfQuantumKeyHaveTheirSecondSecretsAtBothEnds() throws SQLException {
        String hybrid =
                "select string_agg(b.hybrid_epoch || ' ' || b.hybrid_suite || ' ' || b.block_id || ' ' || b.number,"
                        + " ',') from block b join block_use u on u.block = b.id join pool p on p.id = b.pool"
                        + " where p.from_kme = 'KME-MFA' and p.to_kme = 'KME-MOD' and p.origin = 'QKD'"
                        + " and u.state = 'OPEN' and b.second is not null";
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<String> blocks = ask(hybrid);
            assertThat(blocks).doesNotContainNull();
            assertThat(blocks.getLast().split(",")).contains(blocks.getFirst().split(","));
        });
    }

    @Test
    void everyKmeSaysAsWhomItSigns() throws IOException {
        for (String kme : ENDS) {
            String name = kme.toLowerCase(Locale.ROOT);
            assertThat(Files.readString(network.file(name + "/" + name + ".log")))
                    .containsPattern(kme + " signs as \\[ML-DSA-87:[A-Za-z0-9_-]{64}]");
        }
    }

    /** What each end's database says. */
    private List<String> ask(String sql) throws SQLException {
        List<String> answers = new ArrayList<>();
        for (String kme : ENDS) {
            try (Connection connection = DriverManager.getConnection(
                            "jdbc:" + network.kme(kme).database());
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                answers.add(row.getString(1));
            }
        }
        return answers;
    }
}

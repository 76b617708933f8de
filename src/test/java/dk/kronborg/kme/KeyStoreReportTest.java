package dk.kronborg.kme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.kms.balance.PoolBalance;
import dk.kronborg.kms.balance.PoolStock;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyStoreReportTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final PoolBalance BALANCE = new PoolBalance(
            new PoolId(new KmeId("KME-MFA"), new KmeId("KME-MOD")),
            3,
            1,
            131_072_000,
            6_619_136,
            122_880_000,
            262_144,
            8192,
            1_302_528);

    private KeyStoreReport report(Optional<Duration> oldest) {
        return KeyStoreReport.of(
                new PoolStock(Instant.parse("2026-07-02T08:00:05.250Z"), BALANCE, 6_553_600, 65_536, oldest),
                512,
                new StoreGauge.Marks(10, 25, 50),
                256);
    }

    @Test
    void isWhatIsDocumented() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "stores.md"));
        String example = document.substring(document.indexOf("```json") + 7, document.indexOf("```\n\n| member"));

        KeyStoreReport report = report(Optional.of(Duration.ofDays(1)));

        assertThat(MAPPER.readTree(report.bytes())).isEqualTo(MAPPER.readTree(example));
        assertThat(report.key()).isEqualTo("KME-MFA/KME-MOD");
        assertThat(BALANCE.imbalance()).isZero();
    }

    @Test
    void saysWhatThePoolsBitsComeFrom() throws IOException {
        PoolBalance balance = new PoolBalance(BALANCE.pool().of(Origin.PQC), 3, 1, 4096, 4096, 0, 0, 0, 0);
        KeyStoreReport report = KeyStoreReport.of(
                new PoolStock(Instant.EPOCH, balance, 4096, 1024, Optional.empty()),
                32,
                new StoreGauge.Marks(10, 25, 50),
                256);

        JsonNode json = MAPPER.readTree(report.bytes());
        assertThat(json.path("origin").asText()).isEqualTo("PQC");
        assertThat(json.path("grade").asText()).isEqualTo("PQC");
        assertThat(json.path("capacity_bits").asLong()).isEqualTo(32 * 1024);
        assertThat(report.key()).as("a record of its own").isEqualTo("KME-MFA/KME-MOD/PQC");
    }

    /** A relayed pool is filled up to so many bits, however short the first blocks are. */
    @Test
    void aRelayedPoolHoldsItsBlocksAtTheirGreatestLength() throws IOException {
        PoolBalance balance = new PoolBalance(BALANCE.pool(), 3, 1, 49_152, 49_152, 0, 0, 0, 0);
        KeyStoreReport report = KeyStoreReport.ofRelayed(
                new PoolStock(Instant.EPOCH, balance, 49_152, 2048 * 8, Optional.empty()),
                16,
                new StoreGauge.Marks(10, 25, 50),
                256);

        JsonNode json = MAPPER.readTree(report.bytes());
        assertThat(json.path("capacity_bits").asLong()).isEqualTo(16 * 8192 * 8);
        assertThat(json.path("reserve_bits").asLong()).isEqualTo(16 * 8192 * 8 / 100 * 10);
    }

    @Test
    void hasNoAgeOfAnEmptyPool() throws IOException {
        assertThat(MAPPER.readTree(report(Optional.empty()).bytes())
                        .get("oldest_s")
                        .isNull())
                .isTrue();
    }
}

package dk.kronborg.kms.block;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BlockDirectionTest {

    private static final KmeId MFA = new KmeId("KME-MFA");
    private static final KmeId MOD = new KmeId("KME-MOD");

    /** The rows of docs/drivers.md, which the devices' side is held to as well. */
    private static final Pattern EXAMPLE =
            Pattern.compile("\\| `([0-9a-f-]{36})` \\| `[0-9a-f]{64}` \\| [01] \\| ([A-Z-]+) to ([A-Z-]+) \\|");

    @Test
    void isWhatVendorsAreTold() throws IOException {
        var examples = EXAMPLE.matcher(Files.readString(Path.of("../docs/drivers.md")))
                .results()
                .toList();

        assertThat(examples).extracting(example -> example.group(2)).containsExactly("KME-MFA", "KME-MOD");
        assertThat(examples).allSatisfy(example -> {
            assertThat(BlockDirection.of(id(example), MFA, MOD))
                    .isEqualTo(new PoolId(new KmeId(example.group(2)), new KmeId(example.group(3))));
        });
    }

    @Test
    void isTheSameAtBothEnds() {
        for (int i = 0; i < 100; i++) {
            UUID id = UUID.randomUUID();

            assertThat(BlockDirection.of(id, MFA, MOD)).isEqualTo(BlockDirection.of(id, MOD, MFA));
        }
    }

    private static UUID id(MatchResult example) {
        return UUID.fromString(example.group(1));
    }
}

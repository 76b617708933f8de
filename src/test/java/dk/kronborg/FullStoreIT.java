package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Both directions of a link whose stores are small, with devices that make more than there is room for. */
class FullStoreIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MOD_1 = "SAE-MOD-1";
    private static final int BLOCKS = 16;
    private static final int KEYS_OF_A_BLOCK = 256;
    private static final int MOST_AT_ONCE = 128;

    private static RunningDemo demo;

    @BeforeAll
    static void start() {
        String setting = ":kronborg.kme.pool.most-blocks=" + BLOCKS;
        demo = RunningNetwork.start("full-store", "KME-MFA" + setting, "KME-MOD" + setting);
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @Test
    void bothDirectionsFillToTheBrimAndTheOneThatIsUsedFillsAgain() throws Exception {
        try (SaeClient mfa = demo.network().client(MFA_1);
                SaeClient mod = demo.network().client(MOD_1)) {
            await("both are full").atMost(PATIENCE).untilAsserted(() -> {
                assertThat(mfa.status(MOD_1).storedKeyCount()).isEqualTo(BLOCKS * KEYS_OF_A_BLOCK);
                assertThat(mod.status(MFA_1).storedKeyCount()).isEqualTo(BLOCKS * KEYS_OF_A_BLOCK);
            });

            usesUp(3 * BLOCKS, mfa, mod);

            // A block that is begun takes up the room of a whole one.
            await("full again")
                    .atMost(PATIENCE)
                    .until(() -> mfa.status(MOD_1).storedKeyCount() >= (BLOCKS - 1) * KEYS_OF_A_BLOCK);
            assertThat(mod.status(MFA_1).storedKeyCount()).isEqualTo(BLOCKS * KEYS_OF_A_BLOCK);
        }
    }

    /** Several times what the store holds, in one direction alone. */
    private static void usesUp(int blocks, SaeClient mfa, SaeClient mod) throws IOException {
        for (int keys = 0; keys < blocks * KEYS_OF_A_BLOCK; keys += MOST_AT_ONCE) {
            await("more keys").atMost(PATIENCE).until(() -> mfa.status(MOD_1).storedKeyCount() >= 2 * MOST_AT_ONCE);
            List<DeliveredKey> given = mfa.newKeys(MOD_1, MOST_AT_ONCE, 256);
            assertThat(mod.keys(MFA_1, given.stream().map(DeliveredKey::id).toList()))
                    .isEqualTo(given);
        }
    }
}

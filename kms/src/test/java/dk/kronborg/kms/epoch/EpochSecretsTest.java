package dk.kronborg.kms.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.secret.SecretBytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EpochSecretsTest {

    private static final UUID EPOCH = new UUID(1, 2);
    private static final int BLOCK = 1120;

    private static EpochSecrets epoch() {
        return EpochSecrets.of(EPOCH, Secrets.counted(0, 48));
    }

    @Test
    void erasesTheSecretOfTheEpochAtOnce() {
        SecretBytes secret = Secrets.counted(0, 48);
        byte[] bytes = secret.exposed();

        EpochSecrets.of(EPOCH, secret).close();

        assertThat(bytes).containsOnly(0);
        assertThatThrownBy(secret::exposed).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hasNothingLeftOnceClosed() {
        EpochSecrets secrets = epoch();
        secrets.close();

        assertThatThrownBy(secrets::chain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(secrets::hybridRoot).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secrets.block(0, BLOCK)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secrets.blockId(0)).isInstanceOf(IllegalStateException.class);
    }

    /** Pins the derivation, as another implementation has it: both ends may run different versions. */
    @Test
    void hasNotChanged() {
        try (EpochSecrets secrets = epoch()) {
            assertThat(Secrets.hex(secrets.chain()))
                    .isEqualTo(
                            "87e07748551f1ded67da5d582f212a26b29daaac276cf56eb846ff308860fca1d68992732c5d2340a4a68e0a2214378e");
            assertThat(Secrets.hex(secrets.hybridRoot()))
                    .isEqualTo(
                            "3fe13edefbc43838eb5252be67941aea6feaa88f2aff68ad799598db360031bf4b67222289224f625791c5c2bbc69982");
            assertThat(secrets.blockId(1)).hasToString("717d5424-4990-4eb8-a329-164ce64a5566");
            assertThat(Secrets.hex(secrets.block(1, BLOCK)).substring(0, 64))
                    .isEqualTo("75efb9e547de3a543320fa748b090ab439f1a91a375b51d9a705dc5bfa7dd5a8");
            assertThat(Secrets.hex(EpochSecrets.secondSecret(secrets.hybridRoot(), new UUID(3, 4), 5)))
                    .isEqualTo("926a5ed93410b396164f4c6ec590e580695e6321a8e396dd6c6645ca4b6c9a79");
        }
    }

    @Test
    void everyPartIsAnother() {
        Set<String> parts = new HashSet<>();
        parts.add(Secrets.hex(Secrets.counted(0, 48)));
        parts.add(Secrets.hex(EpochSecrets.confirmationKey(Secrets.counted(0, 48))));
        try (EpochSecrets secrets = epoch()) {
            parts.add(Secrets.hex(secrets.chain()));
            parts.add(Secrets.hex(secrets.hybridRoot()));
            for (int i = 0; i < 64; i++) {
                parts.add(Secrets.hex(secrets.block(i, BLOCK)).substring(0, 96));
            }
        }

        assertThat(parts).hasSize(4 + 64);
    }

    /** Both ends may leave out other blocks: what they both take is the same. */
    @Property(tries = 50)
    void blocksDoNotDependOnWhichOthersAreTaken(@ForAll Set<@IntRange(min = 0, max = 63) Integer> wanted) {
        List<String> all = new ArrayList<>();
        try (EpochSecrets everything = epoch();
                EpochSecrets some = epoch()) {
            for (int i = 0; i < 64; i++) {
                all.add(Secrets.hex(everything.block(i, BLOCK)));
            }
            for (int i : new TreeSet<>(wanted)) {
                assertThat(Secrets.hex(some.block(i, BLOCK))).isEqualTo(all.get(i));
                assertThat(some.blockId(i)).isEqualTo(everything.blockId(i));
            }
        }
    }

    @Test
    void theRatchetDoesNotTurnBack() {
        try (EpochSecrets secrets = epoch()) {
            secrets.block(3, BLOCK).close();

            assertThatThrownBy(() -> secrets.block(3, BLOCK)).hasMessageContaining("the next is 4");
            assertThatThrownBy(() -> secrets.block(0, BLOCK)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> secrets.block(-1, BLOCK)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void givesBlocksOfEveryLengthThatABlockMayHave() {
        for (int length : new int[] {1120, 1128, 8288}) {
            try (EpochSecrets secrets = epoch();
                    SecretBytes block = secrets.block(0, length)) {
                assertThat(block.length()).isEqualTo(length);
            }
        }
        try (EpochSecrets one = epoch();
                EpochSecrets other = epoch()) {
            assertThat(Secrets.hex(one.block(0, 8288)))
                    .doesNotStartWith(Secrets.hex(other.block(0, BLOCK)).substring(0, 32));
            for (int length : new int[] {0, 1112, 1121, 8296, Integer.MAX_VALUE}) {
                assertThatThrownBy(() -> one.block(1, length)).hasMessageContaining("1120 to 8288");
            }
        }
    }

    @Test
    void namesBlocksByIdsThatDiffer() {
        Set<UUID> ids = new HashSet<>();
        try (EpochSecrets secrets = epoch()) {
            for (int i = 0; i < 64; i++) {
                UUID id = secrets.blockId(i);
                assertThat(id.version()).isEqualTo(4);
                assertThat(id.variant()).isEqualTo(2);
                ids.add(id);
            }
            assertThatThrownBy(() -> secrets.blockId(-1)).isInstanceOf(IllegalArgumentException.class);
        }

        assertThat(ids).hasSize(64);
    }

    @Test
    void everyBlockHasASecondSecretOfItsOwn() {
        Set<String> seconds = new HashSet<>();
        try (EpochSecrets secrets = epoch();
                SecretBytes root = secrets.hybridRoot()) {
            seconds.add(Secrets.hex(EpochSecrets.secondSecret(root, new UUID(3, 4), 5)));
            seconds.add(Secrets.hex(EpochSecrets.secondSecret(root, new UUID(3, 4), 6)));
            seconds.add(Secrets.hex(EpochSecrets.secondSecret(root, new UUID(3, 5), 5)));
            seconds.add(Secrets.hex(EpochSecrets.secondSecret(secrets.chain(), new UUID(3, 4), 5)));
        }

        assertThat(seconds).hasSize(4).allMatch(hex -> hex.length() == 64);
    }

    @Test
    void showsNothing() {
        try (EpochSecrets secrets = epoch()) {
            assertThat(secrets).hasToString("EpochSecrets[" + EPOCH + "]");
        }
    }
}

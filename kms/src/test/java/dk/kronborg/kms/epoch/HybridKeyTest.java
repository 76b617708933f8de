package dk.kronborg.kms.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.block.HybridCombiner;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.SaeId;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HybridKeyTest {

    private static final SaeId MFA = new SaeId("SAE-MFA-1");
    private static final SaeId MOD = new SaeId("SAE-MOD-1");
    private static final UUID ID = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");
    private static final HybridKey KEY = new HybridKey(ID, MFA, MOD, Suite.MLKEM1024_P384, new byte[] {1, 2, 3});
    private static final SecretBytes SECOND = Secrets.counted(0x80, 32);

    private static String derived(HybridKey key, HybridCombiner how, SecretBytes run, SecretBytes second) {
        return Secrets.hex(key.derive(how, run, second));
    }

    @Property(tries = 100)
    void isAsLongAsTheRunAndTheSameAtBothEnds(
            @ForAll @IntRange(min = 8, max = 512) int length, @ForAll HybridCombiner how) {
        SecretBytes run = Secrets.seeded(7, length);
        SecretBytes key = KEY.derive(how, run, SECOND);

        assertThat(key.length()).isEqualTo(length);
        assertThat(key.sameAs(KEY.derive(how, Secrets.seeded(7, length), Secrets.counted(0x80, 32))))
                .isTrue();
        assertThat(key.sameAs(run)).isFalse();
    }

    /** Pins the derivation, as another implementation has it: both ends may run different versions. */
    @Test
    void hasNotChanged() {
        SecretBytes run = Secrets.counted(0, 32);

        assertThat(derived(KEY, HybridCombiner.CATKDF, run, SECOND))
                .isEqualTo("aac4851602dc8cf1fc01b150b0bdb48f94f069d697e45f1d7aa1dd8d008d0b04");
        assertThat(derived(KEY, HybridCombiner.XOR_ITS, run, SECOND))
                .isEqualTo("4ed60278e9333aa48ddbda332c8be4b4ea54382cb5bd63c8364dc19c5bdb7ea1");
    }

    /** With the post-quantum part known to all, the key is as unknown as the run: each run has its own key. */
    @Test
    void xorKeepsTheRunsSecrecyWhole() {
        SecretBytes zero = SecretBytes.owning(new byte[64]);
        SecretBytes run = Secrets.seeded(3, 64);
        SecretBytes pad = KEY.derive(HybridCombiner.XOR_ITS, zero, SECOND);

        assertThat(KEY.derive(HybridCombiner.XOR_ITS, run, SECOND).xor(pad).sameAs(run))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void needsBothSecretsAndIsForOneUseOnly(HybridCombiner how) {
        SecretBytes run = Secrets.counted(0, 32);
        Set<String> keys = new HashSet<>();

        keys.add(derived(KEY, how, run, SECOND));
        keys.add(derived(KEY, how, Secrets.counted(1, 32), SECOND));
        keys.add(derived(KEY, how, run, Secrets.counted(0x81, 32)));
        keys.add(derived(new HybridKey(new UUID(1, 2), MFA, MOD, KEY.suite(), KEY.transcript()), how, run, SECOND));
        keys.add(derived(new HybridKey(ID, MOD, MFA, KEY.suite(), KEY.transcript()), how, run, SECOND));

        assertThat(keys).hasSize(5);
    }

    @Test
    void catKdfBindsSuiteAndTranscript() {
        SecretBytes run = Secrets.counted(0, 32);
        Set<String> keys = new HashSet<>();

        keys.add(derived(KEY, HybridCombiner.CATKDF, run, SECOND));
        keys.add(derived(
                new HybridKey(ID, MFA, MOD, Suite.MLKEM768_X25519, KEY.transcript()),
                HybridCombiner.CATKDF,
                run,
                SECOND));
        keys.add(derived(
                new HybridKey(ID, MFA, MOD, KEY.suite(), new byte[] {1, 2, 4}), HybridCombiner.CATKDF, run, SECOND));

        assertThat(keys).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void refusesOtherLengths(HybridCombiner how) {
        for (int length : new int[] {0, 7, 513}) {
            assertThatThrownBy(() -> KEY.derive(how, Secrets.counted(0, length), SECOND))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("8 to 512");
        }
        for (int length : new int[] {0, 31, 33}) {
            assertThatThrownBy(() -> KEY.derive(how, Secrets.counted(0, 32), Secrets.counted(0, length)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("32 bytes");
        }
    }
}

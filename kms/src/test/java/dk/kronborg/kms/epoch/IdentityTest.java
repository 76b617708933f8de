package dk.kronborg.kms.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    private static final IdentityKey KEY = Ends.MFA_KEYS.getFirst();

    @ParameterizedTest
    @EnumSource
    void aPinIsWrittenAndReadBack(IdentityAlgorithm algorithm) {
        PinnedIdentity pin = Ends.identity(algorithm).pin();

        assertThat(pin.toString()).startsWith(algorithm.jcaName() + ":").hasSize(10 + 64);
        assertThat(PinnedIdentity.parse(pin.toString())).isEqualTo(pin);
    }

    @Test
    void aPinIsTheHashOfItsKey() {
        assertThat(PinnedIdentity.of(IdentityAlgorithm.ML_DSA_87, new byte[0]))
                .hasToString("ML-DSA-87:OLBgp1GsljhM2TJ-sbHjaiH9txEUvgdDTAzHv2P24donTt6_529l-9Ua0vFImLlb");
    }

    @Property(tries = 100)
    void aPinIsOfItsKeyOnly(@ForAll long seed) {
        assertThat(KEY.pin().isOf(KEY.publicKey())).isTrue();
        assertThat(KEY.pin().isOf(Tampering.flipped(KEY.publicKey(), new Random(seed))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ML-DSA-87",
                "ML-DSA-87:",
                "ML-DSA-87:abc",
                "ML-DSA-44:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "ML-DSA-87:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "ML-DSA-87:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "ML-DSA-87:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
                " ML-DSA-87:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void whatIsNoPinIsRefused(String text) {
        assertThatThrownBy(() -> PinnedIdentity.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ML-DSA-87");
    }

    @Test
    void anIdentityIsOnePairOfOneAlgorithm() {
        KeyPair one = Ends.keyPair("ML-DSA-87");
        KeyPair other = Ends.keyPair("ML-DSA-87");
        KeyPair weaker = Ends.keyPair("ML-DSA-65");

        assertThat(new IdentityKey(one.getPrivate(), one.getPublic(), Ends.RANDOM).algorithm())
                .isEqualTo(IdentityAlgorithm.ML_DSA_87);
        for (KeyPair stranger : new KeyPair[] {other, weaker}) {
            assertThatThrownBy(() -> new IdentityKey(one.getPrivate(), stranger.getPublic(), Ends.RANDOM))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not of one pair");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-44", "Ed25519", "EC", "ML-KEM-1024"})
    void anIdentityIsOfNoOtherAlgorithm(String algorithm) {
        KeyPair pair = Ends.keyPair(algorithm);

        assertThatThrownBy(() -> new IdentityKey(pair.getPrivate(), pair.getPublic(), Ends.RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "ML-DSA-87 or ML-DSA-65", pair.getPublic().getAlgorithm());
    }
}

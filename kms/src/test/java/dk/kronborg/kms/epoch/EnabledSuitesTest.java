package dk.kronborg.kms.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnabledSuitesTest {

    private static final EnabledSuites BOTH =
            EnabledSuites.named(List.of("mlkem768+x25519/1", "mlkem1024+ecdh-p384/1"));
    private static final EnabledSuites FAST = EnabledSuites.named(List.of("mlkem768+x25519/1"));

    @Test
    void takesTheHighestThatBothHave() {
        assertThat(BOTH.best(BOTH.names())).contains(Suite.MLKEM1024_P384);
        assertThat(BOTH.best(FAST.names())).contains(Suite.MLKEM768_X25519);
        assertThat(FAST.best(BOTH.names())).contains(Suite.MLKEM768_X25519);
        assertThat(BOTH.best(List.of("mlkem2048/9"))).isEmpty();
        assertThat(BOTH.best(List.of("mlkem2048/9", "mlkem768+x25519/1"))).contains(Suite.MLKEM768_X25519);
    }

    @Test
    void namesThoseThereAreWhenOneIsUnknown() {
        assertThatThrownBy(() -> EnabledSuites.named(List.of("mlkem1024+ecdh-p384/1", "mlkem512/1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("mlkem512/1", "mlkem1024+ecdh-p384/1", "mlkem768+x25519/1");
        assertThatThrownBy(() -> EnabledSuites.named(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mlkem1024+ecdh-p384/1");
    }

    @Test
    void suitesHaveNamesAndRanksOfTheirOwn() {
        assertThat(Suite.ALL.stream().map(Suite::name)).doesNotHaveDuplicates();
        assertThat(Suite.ALL.stream().map(Suite::rank)).doesNotHaveDuplicates();
        assertThat(Suite.ALL)
                .allSatisfy(suite -> assertThat(Suite.named(suite.name())).contains(suite));
        assertThat(Suite.ALL).hasSizeLessThanOrEqualTo(EnabledSuites.MOST);
    }
}

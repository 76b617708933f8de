package dk.kronborg.topology.map;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.PolicyClass;
import dk.kronborg.topology.network.Sae;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TighteningTest {

    private static final Network NETWORK = TestCentre.network(yaml -> yaml);

    @ParameterizedTest
    @EnumSource(PolicyClass.class)
    void nothingIsEverLaxerThanTheMapSays(PolicyClass demanded) {
        Network tightened = new Tightening(Optional.of(demanded.policy()), Set.of(new SaeId("SAE-MOD-2"))).of(NETWORK);
        int pairs = 0;
        for (Sae one : NETWORK.saes()) {
            for (Sae other : NETWORK.saes()) {
                Optional<PairPolicy> said = NETWORK.policy(one.id(), other.id());
                Optional<PairPolicy> here = tightened.policy(one.id(), other.id());
                if (here.isPresent()) {
                    pairs++;
                    assertThat(said).isPresent();
                    assertThat(here.get()).isEqualTo(strictest(said.get(), here.get()));
                }
            }
        }
        assertThat(pairs).isEqualTo(4);
    }

    private static PairPolicy strictest(PairPolicy one, PairPolicy other) {
        return one instanceof KeyPolicy said && other instanceof KeyPolicy here ? said.and(here) : one;
    }

    @Test
    void whoDemandsNothingGetsWhatTheMapSays() {
        for (Sae one : NETWORK.saes()) {
            for (Sae other : NETWORK.saes()) {
                assertThat(Tightening.none().of(NETWORK).policy(one.id(), other.id()))
                        .isEqualTo(NETWORK.policy(one.id(), other.id()));
            }
        }
    }
}

package dk.kronborg.linkmonitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreBoardTest {

    private static final String KEY = "ML-DSA-87:" + "a".repeat(64);

    /** Links MFA-MOD and MOD-DC2; those KMEs sign. */
    private static Network network(Set<String> signing) {
        Network plan = new DemoLink().network();
        List<Kme> kmes = plan.kmes().stream()
                .map(kme -> signing.contains(kme.id().value()) ? kme.signingWith(List.of(KEY)) : kme)
                .toList();
        return new Network(plan.domain(), plan.sites(), kmes, plan.saes(), plan.links(), plan.pairs());
    }

    private static List<String> pools(String... signing) {
        return StoreBoard.pools(network(Set.of(signing))).stream()
                .map(PoolName::toString)
                .toList();
    }

    @Test
    void poolsOfPostQuantumKeysAreBetweenNeighboursThatBothSign() {
        List<String> quantum = List.of("KME-MFA->KME-MOD", "KME-MOD->KME-MFA", "KME-MOD->KME-DC2", "KME-DC2->KME-MOD");

        assertThat(pools("KME-MFA", "KME-DC2")).isEqualTo(quantum);
        assertThat(pools("KME-MFA", "KME-MOD"))
                .startsWith(quantum.toArray(String[]::new))
                .endsWith("KME-MFA->KME-MOD PQC", "KME-MOD->KME-MFA PQC")
                .hasSize(6);
    }
}

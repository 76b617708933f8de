package dk.kronborg.linkmonitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.store.StoreBoard.Standing;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoreBoardTest {

    private static final Sae MFA_1 = new Sae(new SaeId("SAE-MFA-1"), new KmeId("KME-MFA"));
    private static final Sae MFA_2 = new Sae(new SaeId("SAE-MFA-2"), new KmeId("KME-MFA"));
    private static final Sae DC2_1 = new Sae(new SaeId("SAE-DC2-1"), new KmeId("KME-DC2"));
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

    /** Links MFA-MOD and MOD-DC2, all three sign, and SAEs of MFA and DC2 may share keys. */
    private static Network relaying() {
        Network plan = network(Set.of("KME-MFA", "KME-MOD", "KME-DC2"));
        return new Network(
                plan.domain(),
                plan.sites(),
                plan.kmes(),
                List.of(MFA_1, MFA_2, DC2_1),
                plan.links(),
                List.of(new SaePair(MFA_1.id(), DC2_1.id()), new SaePair(MFA_1.id(), MFA_2.id())));
    }

    private static StoreBoard board(PoolName... reported) {
        Network network = relaying();
        return new StoreBoard(() -> network, new StoreHistory() {
            @Override
            public List<StoreForecast> newest() {
                return Stream.of(reported)
                        .map(pool -> StoreForecast.first(
                                Reports.of(pool, Reports.holding(600_000).report()), StoreThresholds.DEFAULT))
                        .toList();
            }

            @Override
            public List<Minute> minutes(PoolName pool, Instant since) {
                return List.of();
            }
        });
    }

    @Test
    void betweenKmesWithoutALinkThereMayBePoolsIfTheirSaesMayShareKeys() {
        assertThat(StoreBoard.pools(relaying()).stream().map(PoolName::toString))
                .containsExactly(
                        "KME-MFA->KME-MOD",
                        "KME-MOD->KME-MFA",
                        "KME-MOD->KME-DC2",
                        "KME-DC2->KME-MOD",
                        "KME-DC2->KME-MFA",
                        "KME-MFA->KME-DC2",
                        "KME-MFA->KME-MOD PQC",
                        "KME-MOD->KME-MFA PQC",
                        "KME-MOD->KME-DC2 PQC",
                        "KME-DC2->KME-MOD PQC",
                        "KME-DC2->KME-MFA PQC",
                        "KME-MFA->KME-DC2 PQC");
    }

    /** Whether a KME keeps relayed keys is its own setting: a pool that was never reported may not be there. */
    @Test
    void thoseAreListedOnceTheyAreReported() {
        PoolName relayed = new PoolName(new KmeId("KME-MFA"), new KmeId("KME-DC2"));
        List<Standing> standings = board(relayed, relayed.of(Origin.PQC)).standings();

        assertThat(board().standings()).hasSize(8).noneMatch(Standing::relayed).allMatch(Standing::linked);
        assertThat(standings).hasSize(10);
        assertThat(standings).filteredOn(Standing::relayed).singleElement().satisfies(standing -> {
            assertThat(standing.pool()).isEqualTo(relayed);
            assertThat(standing.forecast()).isPresent();
        });
        assertThat(standings)
                .filteredOn(standing -> !standing.linked())
                .extracting(standing -> standing.pool().origin())
                .containsExactly(Origin.QKD, Origin.PQC);
        assertThat(board().knows(relayed)).isTrue();
        assertThat(board(relayed).linksWithKeys()).as("no link made these").isEmpty();
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

package dk.kronborg.linkmonitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyDemandTest {

    private static final LinkId MFA_MOD = new LinkId("MFA-MOD");
    private static final LinkId SECOND = new LinkId("MFA-MOD-2");

    private final Network network = new DemoLink().network();

    /** A pool of which so much is used up. */
    private static StoreForecast used(PoolName pool, long bps) {
        Reports reports = Reports.holding(600_000);
        StoreForecast first = StoreForecast.first(Reports.of(pool, reports.report()), StoreThresholds.DEFAULT);
        KeyStoreReport next = Reports.of(pool, reports.after(Duration.ofSeconds(10), 0, 10 * bps));
        return first.next(next, next.reportedAt(), StoreThresholds.DEFAULT).orElseThrow();
    }

    private static PoolName reverse() {
        return new PoolName(Reports.POOL.to(), Reports.POOL.from());
    }

    @Test
    void isWhatIsUsedUpInBothDirections() {
        Map<LinkId, Double> demand = KeyDemand.of(
                network,
                List.of(used(Reports.POOL, 300), used(reverse(), 500), used(Reports.POOL.of(Origin.PQC), 900)),
                Map.of());

        assertThat(demand).containsOnlyKeys(MFA_MOD);
        assertThat(demand.get(MFA_MOD)).isCloseTo(800, within(1e-6));
    }

    @Test
    void isNotKnownWithoutRates() {
        StoreForecast first = StoreForecast.first(Reports.holding(1000).report(), StoreThresholds.DEFAULT);

        assertThat(KeyDemand.of(network, List.of(first), Map.of())).isEmpty();
    }

    @Test
    void otherLinksBetweenTheSameKmesCarryWhatTheyMake() {
        Network two = withSecondLink();
        assertThat(KeyDemand.isShared(network)).isFalse();
        assertThat(KeyDemand.isShared(two)).isTrue();
        List<StoreForecast> used = List.of(used(Reports.POOL, 800));

        Map<LinkId, Double> enough = KeyDemand.of(two, used, Map.of(MFA_MOD, 500.0, SECOND, 600.0));
        assertThat(enough.get(MFA_MOD)).isCloseTo(200, within(1e-6));
        assertThat(enough.get(SECOND)).isCloseTo(300, within(1e-6));

        Map<LinkId, Double> oneIsCut = KeyDemand.of(two, used, Map.of(MFA_MOD, 500.0));
        assertThat(oneIsCut.get(MFA_MOD)).isCloseTo(800, within(1e-6));

        assertThat(KeyDemand.of(two, used, Map.of(MFA_MOD, 500.0, SECOND, 900.0))
                        .get(MFA_MOD))
                .isZero();
    }

    private Network withSecondLink() {
        Link first = network.link(MFA_MOD).orElseThrow();
        Link second = new Link(
                SECOND,
                first.technology(),
                first.fibreKm(),
                first.commissionedLossDb(),
                new LinkEnd(new DeviceId("MFA-MOD-2-TX"), first.receiver().kme(), Optional.empty()),
                new LinkEnd(new DeviceId("MFA-MOD-2-RX"), first.transmitter().kme(), Optional.empty()),
                first.cvQkd(),
                first.dvQkd(),
                first.cable());
        return new Network(
                network.domain(),
                network.sites(),
                network.kmes(),
                network.saes(),
                Stream.concat(network.links().stream(), Stream.of(second)).toList(),
                network.pairs());
    }
}

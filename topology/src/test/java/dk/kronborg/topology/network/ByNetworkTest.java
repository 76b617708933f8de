package dk.kronborg.topology.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.SiteId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What follows from a network is made once for it. */
class ByNetworkTest {

    private static final Network ONE = network("A");
    private static final Network OTHER = network("A", "B");

    private final AtomicReference<Network> present = new AtomicReference<>(ONE);
    private final AtomicInteger made = new AtomicInteger();
    private final ByNetwork<List<Site>> sites = new ByNetwork<>(present::get, network -> {
        made.incrementAndGet();
        return network.sites();
    });

    private static Network network(String... sites) {
        return new Network(
                new DomainId("DK.QCI"),
                List.of(sites).stream()
                        .map(id -> new Site(new SiteId(id), id, 55, 12))
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void isMadeWhenItIsAskedForAndKept() {
        assertThat(made).hasValue(0);

        assertThat(sites.get()).hasSize(1).isSameAs(sites.get());
        assertThat(made).hasValue(1);
    }

    @Test
    void isMadeAnewForAnotherNetwork() {
        assertThat(sites.get()).hasSize(1);

        present.set(OTHER);
        assertThat(sites.get()).hasSize(2).isSameAs(sites.get());
        present.set(ONE);
        assertThat(sites.get()).hasSize(1);
        assertThat(made).hasValue(3);
    }

    @Test
    void whatCannotBeMadeIsTriedAgain() {
        ByNetwork<Site> second =
                new ByNetwork<>(present::get, network -> network.sites().get(1));
        assertThatThrownBy(second::get).isInstanceOf(IndexOutOfBoundsException.class);

        present.set(OTHER);
        assertThat(second.get().name()).isEqualTo("B");
    }
}

package dk.kronborg.testbed.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.DvQkdParameters;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.network.Technology;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReferenceNetworkTest {

    @Test
    void quickHasThreeSitesInARow() {
        Network quick = ReferenceNetwork.of("quick").plan();

        assertThat(quick.sites()).extracting(site -> site.id().value()).containsExactly("MFA", "MOD", "DC2");
        assertThat(quick.links()).extracting(link -> link.id().value()).containsExactly("MFA-MOD", "MOD-DC2");
        assertThat(quick.pairs())
                .hasSize(3 * 2 + 3 * 2 + 2 * 2 + 2)
                .filteredOn(SaePair::mayHaveLocalKeys)
                .containsExactly(new SaePair(
                        new SaeId("SAE-MFA-1"), new SaeId("SAE-MFA-2"), Optional.of(PairPolicy.Local.LOCAL)));
    }

    @Test
    void qciDkHasEveryDanishSite() {
        Network qci = ReferenceNetwork.of("qci-dk").plan();

        assertThat(qci.sites())
                .extracting(site -> site.id().value())
                .containsExactlyInAnyOrder(
                        "MFA", "MOD", "MBC", "MHES", "AUT5", "DC1", "DC2", "KU", "DTU", "SDU", "SOR", "KOR", "NYB");
        assertThat(qci.links()).hasSize(15);
        assertThat(qci.pairs()).hasSize(13 * 12 / 2 * 4);
    }

    @ParameterizedTest
    @EnumSource
    void followsTheNamesOfTheDemo(ReferenceNetwork reference) {
        Network network = reference.plan();

        assertThat(network.domain().value()).isEqualTo("DK.QCI");
        network.kmes().forEach(kme -> {
            assertThat(kme.id().value()).isEqualTo("KME-" + kme.site());
            assertThat(network.sae(new SaeId("SAE-" + kme.site() + "-1"))).isPresent();
            assertThat(network.sae(new SaeId("SAE-" + kme.site() + "-2"))).isPresent();
        });
        assertThat(network.saes())
                .allMatch(sae ->
                        sae.id().value().startsWith("SAE" + sae.kme().value().substring("KME".length()) + "-"));
        network.links().forEach(link -> {
            assertThat("KME-" + link.id()).startsWith(link.transmitter().kme() + "-");
            assertThat(link.id().value()).endsWith(link.receiver().kme().value().substring("KME".length()));
            assertThat(link.transmitter().device().value()).isEqualTo(link.id() + "-TX");
            assertThat(link.receiver().device().value()).isEqualTo(link.id() + "-RX");
        });
    }

    @ParameterizedTest
    @EnumSource
    void reachesEverySite(ReferenceNetwork reference) {
        Network network = reference.plan();

        Set<KmeId> reached = new HashSet<>();
        ArrayDeque<KmeId> next =
                new ArrayDeque<>(Set.of(network.kmes().getFirst().id()));
        while (!next.isEmpty()) {
            KmeId here = next.poll();
            if (reached.add(here)) {
                network.links().forEach(link -> link.otherKme(here).ifPresent(next::add));
            }
        }

        assertThat(reached).hasSize(network.kmes().size());
        assertThat(network.links())
                .allSatisfy(link -> assertThat(link.cvQkd()
                                .map(CvQkdParameters::deviceShare)
                                .or(() -> link.dvQkd().map(DvQkdParameters::deviceShare))
                                .orElseThrow())
                        .isBetween(0.05, 0.5));
    }

    @ParameterizedTest
    @EnumSource(names = {"QUICK", "QCI_DK"})
    void theDemonstratedNetworksAreCvQkd(ReferenceNetwork reference) {
        assertThat(reference.plan().links()).allMatch(link -> link.technology() == Technology.CV_QKD);
    }

    @Test
    void technologiesHasALinkOfEach() {
        Network technologies = ReferenceNetwork.TECHNOLOGIES.plan();

        assertThat(technologies.links()).extracting(Link::technology).containsExactlyInAnyOrder(Technology.values());
        assertThat(technologies.linksIn(new CableId("NORTH")))
                .extracting(link -> link.id().value())
                .containsExactly("B-C", "C-D");
    }

    @Test
    void saysWhichNetworksThereAre() {
        assertThatThrownBy(() -> ReferenceNetwork.of("oslo"))
                .hasMessage("sites are [quick, qci-dk, technologies, ring], got \"oslo\"");
    }
}

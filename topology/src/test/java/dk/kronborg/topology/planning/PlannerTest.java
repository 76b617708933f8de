package dk.kronborg.topology.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.network.Site;
import dk.kronborg.topology.path.Hop;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.NodeFacts;
import dk.kronborg.topology.path.NodeTrust;
import dk.kronborg.topology.path.PathSettings;
import dk.kronborg.topology.path.RelayPath;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What fails in the network that ships with the program; every link makes 1000 bit/s, the chain to Odense 100. */
class PlannerTest {

    private static final Set<String> CHAIN = Set.of("KME-SOR", "KME-KOR", "KME-NYB", "KME-SDU");
    private static final SaePair MFA_SDU = new SaePair(new SaeId("SAE-MFA-1"), new SaeId("SAE-SDU-1"));
    private static final SaePair MFA_MOD = new SaePair(new SaeId("SAE-MFA-1"), new SaeId("SAE-MOD-1"));
    private static final SaePair AT_SDU = new SaePair(new SaeId("SAE-SDU-1"), new SaeId("SAE-SDU-2"));
    private static final Network NETWORK = network(link -> Optional.empty());

    private interface Cables {
        Optional<CableId> of(Link link);
    }

    private static Network network(Cables cables) {
        try (InputStream yaml =
                Objects.requireNonNull(NetworkYaml.class.getResourceAsStream("/networks/qci-dk.yaml"))) {
            Network plain = NetworkYaml.parse(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
            List<Link> links = plain.links().stream()
                    .map(link -> new Link(
                            link.id(),
                            link.technology(),
                            link.fibreKm(),
                            link.commissionedLossDb(),
                            link.transmitter(),
                            link.receiver(),
                            link.cvQkd(),
                            link.dvQkd(),
                            cables.of(link)))
                    .toList();
            return new Network(
                    plain.domain(),
                    plain.sites(),
                    plain.kmes(),
                    plain.saes(),
                    links,
                    List.of(MFA_SDU, MFA_MOD, AT_SDU));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Planner planner(Network network) {
        Map<LinkId, LinkCondition> conditions = network.links().stream()
                .collect(Collectors.toMap(
                        Link::id,
                        link -> LinkCondition.planned(
                                CHAIN.contains(link.receiver().kme().value()) ? 100 : 1000)));
        Map<KmeId, NodeFacts> facts =
                network.kmes().stream().collect(Collectors.toMap(Kme::id, kme -> NodeFacts.relay(NodeTrust.MANNED)));
        return new Planner(network, conditions, facts, PathSettings.DEFAULT, KmePair.all(network));
    }

    private static KmePair pair(String one, String other) {
        return new KmePair(new KmeId("KME-" + one), new KmeId("KME-" + other));
    }

    private static Map<KmePair, Loss> losses(Impact impact) {
        return impact.losses().stream().collect(Collectors.toMap(PairLoss::pair, PairLoss::worst));
    }

    @Test
    void looksAtEveryTwoKmes() {
        assertThat(KmePair.all(NETWORK)).hasSize(13 * 12 / 2);
        assertThat(planner(NETWORK).standing(pair("MFA", "MOD"))).contains(new Standing(2, 2000));
        assertThat(planner(NETWORK).standing(pair("MFA", "SDU"))).contains(new Standing(1, 100));
    }

    @Test
    void theFirstLinkOfTheChainCutsOdenseOff() {
        Impact impact = planner(NETWORK).impactOf(new Failure.OfLink(new LinkId("DC1-SOR")));

        // Nine sites east of it, four west.
        assertThat(losses(impact)).hasSize(9 * 4).containsEntry(pair("MFA", "SDU"), Loss.EVERYTHING);
        assertThat(impact.losses())
                .allMatch(
                        loss -> loss.worst() == Loss.EVERYTHING && loss.after().equals(new Standing(0, 0)));
        assertThat(impact.losses().stream().flatMap(loss -> loss.saes().stream()))
                .containsExactly(MFA_SDU);
        assertThat(impact.local()).isEmpty();
    }

    @Test
    void soDoesTheNodeBeforeIt() {
        Map<KmePair, Loss> losses = losses(planner(NETWORK).impactOf(new Failure.OfKme(new KmeId("KME-DC1"))));

        assertThat(losses)
                .containsEntry(pair("MFA", "SDU"), Loss.EVERYTHING)
                .containsEntry(pair("DC1", "DC2"), Loss.EVERYTHING)
                .doesNotContainKey(pair("SOR", "SDU"));
        // 12 pairs with the node itself, and 8 sites that are left east with 4 west.
        assertThat(losses.values().stream().filter(Loss.EVERYTHING::equals)).hasSize(12 + 8 * 4);
    }

    @Test
    void aNodeTakesItsOwnSaesWithIt() {
        Impact impact = planner(NETWORK).impactOf(new Failure.OfKme(new KmeId("KME-SDU")));

        assertThat(losses(impact)).hasSize(12).allSatisfy((pair, loss) -> {
            assertThat(pair.has(new KmeId("KME-SDU"))).isTrue();
            assertThat(loss).isEqualTo(Loss.EVERYTHING);
        });
        assertThat(impact.local()).containsExactly(AT_SDU);
    }

    @Test
    void aLinkOfTheRingCostsDiversity() {
        Impact impact = planner(NETWORK).impactOf(new Failure.OfLink(new LinkId("AUT5-MFA")));

        PairLoss loss = impact.losses().stream()
                .filter(one -> one.pair().equals(pair("MFA", "MOD")))
                .findFirst()
                .orElseThrow();
        assertThat(loss)
                .isEqualTo(new PairLoss(
                        pair("MFA", "MOD"),
                        Loss.DIVERSITY,
                        new Standing(2, 2000),
                        new Standing(1, 1000),
                        List.of(MFA_MOD)));
        assertThat(losses(impact)).doesNotContainValue(Loss.EVERYTHING).doesNotContainKey(pair("MFA", "SDU"));
    }

    @Test
    void aLinkInTheMiddleCostsRateOnly() {
        Map<KmePair, Loss> losses = losses(planner(NETWORK).impactOf(new Failure.OfLink(new LinkId("DC1-DC2"))));

        assertThat(losses).containsEntry(pair("MOD", "DC2"), Loss.RATE);
    }

    @Test
    void aCableTakesAllItsLinks() {
        Set<String> bothWaysIntoMfa = Set.of("MFA-MOD", "AUT5-MFA");
        CableId duct = new CableId("DUCT-MFA");
        Planner planner = planner(network(link -> Optional.of(duct)
                .filter(cable -> bothWaysIntoMfa.contains(link.id().value()))));

        // Two ways in, but one cable.
        assertThat(planner.standing(pair("MFA", "MOD"))).contains(new Standing(1, 2000));
        Map<KmePair, Loss> losses = losses(planner.impactOf(new Failure.OfCable(duct)));
        assertThat(losses.entrySet().stream().filter(loss -> loss.getValue() == Loss.EVERYTHING))
                .hasSize(12)
                .allMatch(loss -> loss.getKey().has(new KmeId("KME-MFA")));
        assertThat(losses).as("one of its ways round led through MFA").containsEntry(pair("AUT5", "MOD"), Loss.RATE);
        assertThat(losses(planner.impactOf(new Failure.OfCable(new CableId("DC1-SOR")))))
                .as("a link whose cable is not known is its own")
                .hasSize(9 * 4);
    }

    @Test
    void aSiteFailsAsItsNodeDoes() {
        Planner planner = planner(NETWORK);

        assertThat(planner.impactOf(new Failure.OfSite(new SiteId("SOR"))))
                .isEqualTo(planner.impactOf(new Failure.OfKme(new KmeId("KME-SOR"))));
    }

    /** Either way round alone is spared; both together are not. */
    @Test
    void whatFailsTogetherIsLostTogether() {
        Planner planner = planner(NETWORK);
        Failure one = new Failure.OfLink(new LinkId("MFA-MOD"));
        Failure other = new Failure.OfLink(new LinkId("AUT5-MFA"));

        assertThat(losses(planner.impactOf(one))).doesNotContainValue(Loss.EVERYTHING);
        Impact both = planner.impactOf(List.of(one, other));
        assertThat(both.toll().cutOff()).isEqualTo(12);
        assertThat(both.losses().stream()
                        .filter(loss -> loss.worst() == Loss.EVERYTHING)
                        .map(PairLoss::pair))
                .hasSize(12)
                .allMatch(pair -> pair.has(new KmeId("KME-MFA")));
    }

    @Test
    void countsEachPairOnceByTheWorstThatItLoses() {
        Impact impact = planner(NETWORK).impactOf(new Failure.OfSite(new SiteId("SOR")));

        // 12 pairs of its own; 9 sites east of it, 3 west.
        assertThat(impact.toll()).isEqualTo(new Toll(12, 9 * 3, 0, 0));
        assertThat(impact.toll().cutsOthersOff()).isTrue();
    }

    @Test
    void putsTheWorstFailureFirst() {
        List<Failure> all = Failure.single(NETWORK);
        List<FailureToll> tolls = planner(NETWORK).tolls(all);

        assertThat(all).hasSize(13 + 15);
        assertThat(tolls).extracting(FailureToll::failure).containsExactlyInAnyOrderElementsOf(all);
        // The link cuts 9 sites from 4; each node before or behind it one site less, since that is its own.
        assertThat(tolls.subList(0, 3))
                .extracting(FailureToll::failure)
                .containsExactly(
                        new Failure.OfLink(new LinkId("DC1-SOR")),
                        new Failure.OfSite(new SiteId("DC1")),
                        new Failure.OfLink(new LinkId("SOR-KOR")));
        assertThat(tolls).extracting(FailureToll::toll).isSortedAccordingTo(Toll.WORST_FIRST);
        assertThat(tolls.stream().filter(toll -> toll.toll().cutsOthersOff()))
                .extracting(FailureToll::failure)
                .containsExactlyInAnyOrder(
                        new Failure.OfLink(new LinkId("DC1-SOR")),
                        new Failure.OfLink(new LinkId("SOR-KOR")),
                        new Failure.OfLink(new LinkId("KOR-NYB")),
                        new Failure.OfLink(new LinkId("NYB-SDU")),
                        new Failure.OfSite(new SiteId("DC1")),
                        new Failure.OfSite(new SiteId("SOR")),
                        new Failure.OfSite(new SiteId("KOR")),
                        new Failure.OfSite(new SiteId("NYB")));
    }

    @Test
    void aCableOfSeveralLinksIsAFailureOfItsOwn() {
        CableId duct = new CableId("DUCT");
        Network network = network(link -> Optional.of(duct)
                .filter(cable ->
                        Set.of("MFA-MOD", "AUT5-MFA").contains(link.id().value())));

        assertThat(Failure.single(network)).hasSize(13 + 15 + 1).endsWith(new Failure.OfCable(duct));
    }

    @Test
    void plansWithWhatSitesRelay() {
        Planner planner = Planner.planned(NETWORK, link -> 1000, KmePair.with(NETWORK, Set.of(new KmeId("KME-SDU"))));

        assertThat(planner.standing(pair("MFA", "SDU"))).contains(new Standing(1, 1000));
        assertThat(planner.standing(pair("MFA", "MOD"))).as("not looked at").isEmpty();
        Network closed = new Network(
                NETWORK.domain(),
                NETWORK.sites().stream()
                        .map(site -> site.id().equals(new SiteId("NYB"))
                                ? new Site(site.id(), site.name(), site.latitude(), site.longitude(), false, false)
                                : site)
                        .toList(),
                NETWORK.kmes(),
                NETWORK.saes(),
                NETWORK.links(),
                NETWORK.pairs());
        assertThat(Planner.planned(closed, link -> 1000, KmePair.all(closed)).standing(pair("MFA", "SDU")))
                .contains(new Standing(0, 0));
    }

    @Test
    void refusesAFailureOfWhatIsNotThere() {
        Planner planner = planner(NETWORK);

        for (Failure failure : List.of(
                new Failure.OfSite(new SiteId("X")),
                new Failure.OfKme(new KmeId("KME-X")),
                new Failure.OfLink(new LinkId("X")),
                new Failure.OfCable(new CableId("X")))) {
            assertThatThrownBy(() -> planner.impactOf(failure)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aKeyCostsABitOnEveryHopAndSharesCostAllTheirHops() {
        RelayPath one = path("MFA", "MOD", "MHES");
        RelayPath other = path("MFA", "AUT5", "MBC", "MHES");

        assertThat(KeyCost.of(List.of(one)).total()).isEqualTo(2);
        assertThat(KeyCost.of(List.of(one, other)).total()).isEqualTo(5);
        assertThat(KeyCost.of(List.of(one, one)).bits())
                .containsEntry(new Hop(new KmeId("KME-MFA"), new KmeId("KME-MOD")), 2);
    }

    private static RelayPath path(String... sites) {
        return new RelayPath(
                Stream.of(sites).map(site -> new KmeId("KME-" + site)).toList());
    }
}

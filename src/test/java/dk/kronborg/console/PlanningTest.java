package dk.kronborg.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dk.kronborg.console.PlannedNetwork.Basis;
import dk.kronborg.console.PlanningResource.Rows;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.path.PathRequest;
import dk.kronborg.topology.planning.Failure;
import dk.kronborg.topology.planning.KmePair;
import dk.kronborg.topology.planning.Planner;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Questions of planners about the network to Odense, as they are answered. */
class PlanningTest {

    private static final ObjectMapper MAPPER = new ObjectMapper().registerModule(new Jdk8Module());
    private static final Network NETWORK = ReferenceNetwork.QCI_DK.plan();
    private static final Basis BASIS = new Basis(NETWORK, OptionalLong.of(7), Optional.empty());
    private static final Planner PLANNER = PlanningResource.planner(NETWORK, KmePair.all(NETWORK));
    private static final PlannedParts PARTS = new PlannedParts(NETWORK);

    private static JsonNode impact(Rows rows, Failure... failures) {
        Set<Failure> together = Set.of(failures);
        return MAPPER.valueToTree(FailuresJson.of(BASIS, 78, together, PLANNER.impactOf(together), rows));
    }

    private static JsonNode cost(String from, String to, int paths) {
        KmeId first = new KmeId(from);
        KmeId last = new KmeId(to);
        return MAPPER.valueToTree(KeyCostJson.of(
                BASIS,
                first,
                last,
                PLANNER.paths().disjoint(new PathRequest(first, last), paths).paths(),
                PLANNER.paths()));
    }

    private static List<String> texts(JsonNode array, String member) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> each.path(member).asText())
                .toList();
    }

    @Test
    void theForestCutsOdenseOff() {
        JsonNode answer = impact(new Rows(0, 500), new Failure.OfSite(new SiteId("SOR")));

        assertThat(answer.at("/network/version").asInt()).isEqualTo(7);
        JsonNode failure = answer.at("/failures/0");
        assertThat(failure.at("/parts/0/kind").asText()).isEqualTo("SITE");
        assertThat(failure.path("single_point").asBoolean()).isTrue();
        assertThat(failure.path("own").asInt()).isEqualTo(12);
        assertThat(failure.path("cut_off").asInt()).as("9 sites from 3").isEqualTo(27);
        assertThat(failure.path("losses")).hasSize(39);
        JsonNode odense = StreamSupport.stream(failure.path("losses").spliterator(), false)
                .filter(loss -> loss.path("first").asText().equals("KME-MFA")
                        && loss.path("second").asText().equals("KME-SDU"))
                .findFirst()
                .orElseThrow();
        assertThat(odense.path("loses").asText()).isEqualTo("EVERYTHING");
        assertThat(odense.at("/before/disjoint_paths").asInt()).isEqualTo(1);
        assertThat(odense.at("/before/rate_bps").asLong())
                .as("as much as the narrowest hop of the chain")
                .isEqualTo(cost("KME-MFA", "KME-SDU", 1).path("key_rate_bps").asLong())
                .isPositive();
        assertThat(odense.at("/after/disjoint_paths").asInt()).isZero();
        assertThat(odense.at("/after/rate_bps").asLong()).isZero();
        assertThat(odense.at("/saes/total").asInt()).isEqualTo(4);
        assertThat(odense.at("/saes/pairs/0").asText()).isEqualTo("SAE-MFA-1, SAE-SDU-1");
        assertThat(answer.path("next").isNull()).isTrue();
    }

    @Test
    void lossesComeInPages() {
        Failure link = new Failure.OfLink(PARTS.link("link", "DC1-SOR"));
        JsonNode first = impact(new Rows(0, 20), link);
        JsonNode second = impact(new Rows(first.path("next").asInt(), 20), link);

        assertThat(first.at("/failures/0/losses")).hasSize(20);
        assertThat(second.at("/failures/0/losses"))
                .hasSize(16)
                .doesNotContainAnyElementsOf(first.at("/failures/0/losses"));
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(impact(new Rows(1000, 20), link).at("/failures/0/losses")).isEmpty();
    }

    @Test
    void singleFailuresAreListedTheWorstFirst() {
        JsonNode table =
                MAPPER.valueToTree(FailuresJson.of(BASIS, 78, PLANNER.tolls(Failure.single(NETWORK)), new Rows(0, 10)));

        assertThat(table.path("total").asInt()).isEqualTo(13 + 15);
        assertThat(table.path("next").asInt()).isEqualTo(10);
        assertThat(table.at("/failures/0/parts/0").toString()).isEqualTo("{\"kind\":\"LINK\",\"id\":\"DC1-SOR\"}");
        assertThat(texts(table.path("failures"), "single_point").subList(0, 9))
                .as("four links and four sites of the chain, and no other")
                .containsExactly("true", "true", "true", "true", "true", "true", "true", "true", "false");
        assertThat(table.at("/failures/0/losses").isNull()).isTrue();
    }

    @Test
    void aKeyToOdenseCostsABitOnEveryHop() {
        JsonNode cost = cost("KME-MFA", "KME-SDU", 1);

        assertThat(texts(cost.path("hops"), "pad_bits_per_key_bit")).hasSize(7).containsOnly("1");
        assertThat(texts(cost.path("hops"), "to")).endsWith("KME-SOR", "KME-KOR", "KME-NYB", "KME-SDU");
        assertThat(cost.at("/hops/3/links/0").asText()).isEqualTo("DC1-SOR");
        assertThat(cost.path("total_pad_bits_per_key_bit").asInt()).isEqualTo(7);
        assertThat(cost.at("/paths/0/cost").asDouble())
                .as("7 hops, 3 relays that nobody looks after")
                .isEqualTo(13);
    }

    @Test
    void sharesCostBothWaysRound() {
        JsonNode cost = cost("KME-MFA", "KME-MOD", 2);

        assertThat(cost.path("paths")).hasSize(2);
        assertThat(cost.path("total_pad_bits_per_key_bit").asInt())
                .isEqualTo(cost.path("hops").size())
                .isGreaterThan(2);
        assertThat(cost.at("/hops/0/from").asText()).isEqualTo("KME-MFA");
    }

    @Test
    void whatTheNetworkDoesNotHaveIsRefusedWithWhatItHas() {
        assertThatThrownBy(() -> PARTS.site("site", "OSLO"))
                .isInstanceOfSatisfying(
                        RefusedRequestException.class,
                        refused -> assertThat(refused.status()).isEqualTo(Response.Status.NOT_FOUND))
                .hasMessage(
                        "site is one of the 13 sites of the network, AUT5, DC1, DC2, DTU, KOR, KU, MBC, MFA, MHES, MOD,"
                                + " NYB, SDU, SOR; got OSLO");
        assertThatThrownBy(() -> PARTS.link("link", "a b"))
                .isInstanceOfSatisfying(
                        RefusedRequestException.class,
                        refused -> assertThat(refused.status()).isEqualTo(Response.Status.BAD_REQUEST))
                .hasMessageStartingWith("link ID is 1 to 64");
        assertThat(PARTS.cable("cable", "DC1-SOR")).as("its own").isEqualTo(new CableId("DC1-SOR"));
    }

    @Test
    void whatTakesTooLongIsRefused() {
        PlanningEffort.check(NETWORK, 0, 28);
        assertThatThrownBy(() -> PlanningEffort.check(NETWORK, 0, 1000))
                .isInstanceOf(RefusedRequestException.class)
                .hasMessageStartingWith("78 pairs of KMEs in 1000 failures take too long in a network of 13 KMEs;");
        PlanningEffort.check(NETWORK, 1, 1000);
    }
}

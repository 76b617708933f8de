package dk.kronborg.topology.path;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Paths in the network that ships with the program. */
class QciDkPathsTest {

    private static final Network NETWORK = read();
    private static final Set<String> CHAIN = Set.of("SOR", "KOR", "NYB", "SDU");
    private static final Map<LinkId, LinkCondition> CONDITIONS =
            NETWORK.links().stream().collect(Collectors.toMap(Link::id, link -> LinkCondition.planned(10_000)));
    private static final Map<KmeId, NodeFacts> FACTS = NETWORK.kmes().stream()
            .collect(Collectors.toMap(
                    Kme::id,
                    kme -> NodeFacts.relay(
                            CHAIN.contains(kme.site().value()) ? NodeTrust.UNMANNED : NodeTrust.MANNED)));
    private static final PathFinder FINDER = new PathFinder(NETWORK, CONDITIONS, FACTS, PathSettings.DEFAULT);

    static Network read() {
        try (InputStream yaml =
                Objects.requireNonNull(NetworkYaml.class.getResourceAsStream("/networks/qci-dk.yaml"))) {
            return NetworkYaml.parse(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PathRequest between(String one, String other) {
        return new PathRequest(kme(one), kme(other));
    }

    private static KmeId kme(String site) {
        return new KmeId("KME-" + site);
    }

    private static RelayPath path(String... sites) {
        return new RelayPath(List.of(sites).stream().map(QciDkPathsTest::kme).toList());
    }

    @Test
    void aMinistryReachesOdenseAlongTheChain() {
        // By MOD and DC2 it is as far: names decide.
        assertThat(FINDER.choose(between("MFA", "SDU")).orElseThrow().path())
                .isEqualTo(path("MFA", "AUT5", "MBC", "DC1", "SOR", "KOR", "NYB", "SDU"));
    }

    @Test
    void odenseHangsOnOneChain() {
        for (Kme kme : NETWORK.kmes()) {
            if (!kme.id().equals(kme("SDU"))) {
                DisjointPaths paths = FINDER.disjoint(new PathRequest(kme.id(), kme("SDU")), 2);

                assertThat(paths.paths()).hasSize(1);
                assertThat(paths.proven()).isTrue();
            }
        }
    }

    @Test
    void anyTwoMetroNodesHaveTwoDisjointPaths() {
        List<KmeId> metro = NETWORK.kmes().stream()
                .filter(kme -> !CHAIN.contains(kme.site().value()))
                .map(Kme::id)
                .toList();
        for (KmeId from : metro) {
            for (KmeId to : metro) {
                if (!from.equals(to)) {
                    assertThat(FINDER.disjoint(new PathRequest(from, to), 2).paths())
                            .as("%s to %s", from, to)
                            .hasSize(2);
                }
            }
        }
    }

    @Test
    void goesAnotherWayWhenALinkIsCutAndItsStoreIsUsedUp() {
        PathRequest request = between("MFA", "SDU");
        RelayPath before = path("MFA", "AUT5", "MBC", "DC1", "SOR", "KOR", "NYB", "SDU");
        Map<LinkId, LinkCondition> cut = new HashMap<>(CONDITIONS);
        cut.put(new LinkId("MBC-DC1"), new LinkCondition(0, 1000, 1, 0, 0, LinkSecurity.TRUSTED, 0, false));

        Optional<WeighedPath> after =
                new PathFinder(NETWORK, cut, FACTS, PathSettings.DEFAULT).choose(request, Optional.of(before));

        assertThat(after.orElseThrow().path()).isEqualTo(path("MFA", "MOD", "DC2", "DC1", "SOR", "KOR", "NYB", "SDU"));
    }

    @Test
    void goesBackOnlyWhenThatIsWorthIt() {
        PathRequest request = between("MFA", "DC1");
        RelayPath longer = path("MFA", "MOD", "MHES", "MBC", "DC1");
        RelayPath shorter = path("MFA", "MOD", "DC2", "DC1");
        RelayPath other = path("MFA", "AUT5", "MBC", "DC1");

        // 4 hops for 3 is a quarter less; 3 for 3 is nothing.
        assertThat(FINDER.choose(request, Optional.of(longer)).orElseThrow().path())
                .isIn(shorter, other);
        assertThat(FINDER.choose(request, Optional.of(shorter)).orElseThrow().path())
                .isEqualTo(shorter);
        assertThat(FINDER.choose(request, Optional.of(other)).orElseThrow().path())
                .isEqualTo(other);
    }
}

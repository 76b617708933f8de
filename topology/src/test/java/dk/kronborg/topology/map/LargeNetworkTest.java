package dk.kronborg.topology.map;

import static dk.kronborg.topology.map.TestCentre.ANNA;
import static dk.kronborg.topology.map.TestCentre.AUTHORITIES;
import static dk.kronborg.topology.map.TestCentre.BENT;
import static dk.kronborg.topology.map.TestCentre.CENTRE;
import static dk.kronborg.topology.map.TestCentre.DOMAIN;
import static dk.kronborg.topology.map.TestCentre.FORM;
import static dk.kronborg.topology.map.TestCentre.NOW;
import static dk.kronborg.topology.map.TestCentre.VERIFIER;
import static dk.kronborg.topology.map.TestCentre.accepted;
import static dk.kronborg.topology.map.TestCentre.approvals;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.map.json.MapJson;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.network.Site;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A network of 1,000 sites and 100,000 SAEs. */
class LargeNetworkTest {

    private static final int SITES = 1000;
    private static final int SAES = 100_000;

    private static Network network() {
        Network small = TestCentre.network(yaml -> yaml);
        Link link = small.links().getFirst();
        String key = AUTHORITIES.centre().getFirst().text();
        Random random = new Random(7);
        List<Site> sites = new ArrayList<>();
        List<Kme> kmes = new ArrayList<>();
        List<Sae> saes = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        List<SaePair> pairs = new ArrayList<>();
        for (int i = 0; i < SITES; i++) {
            SiteId site = new SiteId("SITE-" + i);
            sites.add(new Site(site, "Site number " + i, 55 + i / 1000.0, 10 + i / 500.0));
            kmes.add(new Kme(new KmeId("KME-" + i), site, Optional.of(URI.create("https://kme-" + i + ".example:7102")))
                    .signingWith(List.of(key)));
        }
        for (int i = 0; i < 2 * SITES; i++) {
            int other = i < SITES ? (i + 1) % SITES : (i + 7) % SITES;
            links.add(new Link(
                    new LinkId("LINK-" + i),
                    link.technology(),
                    10,
                    3.5,
                    new LinkEnd(new DeviceId("TX-" + i), new KmeId("KME-" + i % SITES), Optional.empty()),
                    new LinkEnd(new DeviceId("RX-" + i), new KmeId("KME-" + other), Optional.empty()),
                    link.cvQkd()));
        }
        for (int i = 0; i < SAES; i++) {
            saes.add(new Sae(new SaeId("SAE-" + i), new KmeId("KME-" + i % SITES)));
            pairs.add(new SaePair(new SaeId("SAE-" + i), new SaeId("SAE-" + (i + 1 + random.nextInt(900)) % SAES)));
        }
        return new Network(DOMAIN, sites, kmes, saes, links, pairs);
    }

    /** The bounds are far above what is measured, which docs/network-map.md tells. */
    @Test
    void aSliceIsJudgedInBoundedTime() {
        long begin = System.nanoTime();
        Network network = network();
        long built = System.nanoTime();
        Division division = FORM.divide(network);
        long divided = System.nanoTime();
        MapHistory history = MapHistory.begun(
                NOW, division, AUTHORITIES, approvals(SecurityPart.first(AUTHORITIES, division), ANNA, BENT), CENTRE);
        KmeId kme = new KmeId("KME-500");
        MapPins pins = new MapPins(DOMAIN, kme, Set.of(CENTRE.pin()), AUTHORITIES.officerKeys(), Optional.empty(), 0);
        byte[] bytes = MapJson.write(history.forKme(kme, Optional.empty())).getBytes(StandardCharsets.UTF_8);
        long written = System.nanoTime();
        RunningMap map = accepted(MapJson.judge(VERIFIER, Optional.empty(), pins, bytes));
        long judged = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            accepted(MapJson.judge(VERIFIER, Optional.empty(), pins, bytes));
        }
        long again = System.nanoTime();

        System.out.printf(
                "network made in %d ms; divided in %d ms; signed and one slice written in %d ms; slice of %d bytes judged"
                        + " in %d ms at first, then %d ms%n",
                (built - begin) / 1_000_000,
                (divided - built) / 1_000_000,
                (written - divided) / 1_000_000,
                bytes.length,
                (judged - written) / 1_000_000,
                (again - judged) / 5_000_000);
        assertThat(map.network().kmes()).hasSize(SITES);
        assertThat(map.network().saes()).hasSizeBetween(100, 1000);
        assertThat(bytes.length).isLessThan(MapJson.MOST_BYTES / 4);
        assertThat(Duration.ofNanos(divided - built)).isLessThan(Duration.ofSeconds(30));
        assertThat(Duration.ofNanos((again - judged) / 5)).isLessThan(Duration.ofSeconds(5));
    }
}

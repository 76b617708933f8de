package dk.kronborg.testbed.network;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Networks of any number of links, for those who want many of them: sites in a ring, each linked to the next two. */
public final class Fleet {

    private static final int FEWEST = 10;
    private static final int LINKS_OF_A_SITE = 2;
    private static final double LATITUDE = 55.7;
    private static final double LONGITUDE = 12.5;
    private static final double RADIUS = 0.3;

    private Fleet() {}

    /**
     * A plan with that many CV-QKD links, all set up as the first of {@link ReferenceNetwork#QUICK}: each end has a
     * reading a second.
     *
     * @param links even, at least 10
     */
    public static Network ring(int links) {
        if (links < FEWEST || links % LINKS_OF_A_SITE != 0) {
            throw new IllegalArgumentException("a ring has an even number of links, from 10 on, got " + links);
        }
        Network model = ReferenceNetwork.QUICK.plan();
        int sites = links / LINKS_OF_A_SITE;
        List<Link> all = new ArrayList<>();
        for (int site = 0; site < sites; site++) {
            for (int further = 1; further <= LINKS_OF_A_SITE; further++) {
                all.add(between(site, (site + further) % sites, model.links().getFirst()));
            }
        }
        return new Network(
                model.domain(),
                IntStream.range(0, sites)
                        .mapToObj(number -> site(number, sites))
                        .toList(),
                IntStream.range(0, sites)
                        .mapToObj(number -> new Kme(kme(number), new SiteId(name(number)), Optional.empty()))
                        .toList(),
                List.of(),
                all,
                List.of());
    }

    private static Site site(int number, int sites) {
        double angle = 2 * Math.PI * number / sites;
        return new Site(
                new SiteId(name(number)),
                "Site " + number,
                LATITUDE + RADIUS * Math.sin(angle),
                LONGITUDE + RADIUS * Math.cos(angle));
    }

    private static Link between(int one, int other, Link model) {
        String id = name(one) + '-' + name(other);
        return new Link(
                new LinkId(id),
                model.technology(),
                model.fibreKm(),
                model.commissionedLossDb(),
                new LinkEnd(new DeviceId(id + "-TX"), kme(one), Optional.empty()),
                new LinkEnd(new DeviceId(id + "-RX"), kme(other), Optional.empty()),
                model.cvQkd());
    }

    private static KmeId kme(int site) {
        return new KmeId("KME-" + name(site));
    }

    private static String name(int site) {
        return String.format(Locale.ROOT, "S%04d", site);
    }
}

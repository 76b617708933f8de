package dk.kronborg.console;

import dk.kronborg.console.QkdNodeJson.Application;
import dk.kronborg.console.QkdNodeJson.Applications;
import dk.kronborg.console.QkdNodeJson.Capabilities;
import dk.kronborg.console.QkdNodeJson.End;
import dk.kronborg.console.QkdNodeJson.Interface;
import dk.kronborg.console.QkdNodeJson.InterfaceCapabilities;
import dk.kronborg.console.QkdNodeJson.Interfaces;
import dk.kronborg.console.QkdNodeJson.Links;
import dk.kronborg.console.QkdNodeJson.Node;
import dk.kronborg.console.QkdNodeJson.Performance;
import dk.kronborg.console.QkdNodeJson.Physical;
import dk.kronborg.linkmonitor.health.Administration;
import dk.kronborg.linkmonitor.health.LinkReport;
import dk.kronborg.linkmonitor.health.LinkState.EtsiStatus;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.network.Site;
import dk.kronborg.topology.network.Technology;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The network as the SDN controller of ETSI GS QKD 015 sees it, node by node: a node is a KME.
 *
 * @param reports  how the links are
 * @param withKeys those between whose KMEs there still are keys
 */
record SdnView(Network network, Map<LinkId, LinkReport> reports, Set<LinkId> withKeys, Instant now) {

    private static final long MOST = 0xffff_ffffL;
    private static final String TYPES = "etsi-qkd-node-types:";

    QkdNodeJson node(Kme kme) {
        SdnNames names = new SdnNames(network.domain());
        List<Link> physical = network.links().stream()
                .filter(link -> link.otherKme(kme.id()).isPresent())
                .toList();
        SortedMap<KmeId, List<SaePair>> pairs = pairs(kme.id());
        List<QkdNodeJson.Link> links = new ArrayList<>();
        for (Link link : physical) {
            List<SaePair> served = pairs.getOrDefault(link.otherKme(kme.id()).orElseThrow(), List.of());
            links.add(physical(names, kme.id(), link, served));
        }
        List<Application> applications = new ArrayList<>();
        pairs.forEach((other, served) -> {
            List<Link> backing = physical.stream()
                    .filter(link -> link.otherKme(kme.id()).equals(Optional.of(other)))
                    .toList();
            if (backing.isEmpty() && !other.equals(kme.id())) {
                links.add(virtual(names, kme.id(), other, served));
            }
            served.forEach(pair -> applications.add(application(names, kme.id(), other, pair, backing)));
        });
        boolean relays = network.site(kme.site()).map(Site::relays).orElse(false);
        return new QkdNodeJson(new Node(
                names.node(kme.id()),
                kme.site().value(),
                new Capabilities(true, false, relays),
                new Applications(applications),
                new Interfaces(
                        physical.stream().map(link -> device(link, kme.id())).toList()),
                new Links(links)));
    }

    /** The pairs of SAEs of which one is at home here, by the home of the other. */
    private SortedMap<KmeId, List<SaePair>> pairs(KmeId kme) {
        SortedMap<KmeId, List<SaePair>> byOther = new TreeMap<>();
        for (SaePair pair : network.pairs()) {
            KmeId first = home(pair.first());
            KmeId second = home(pair.second());
            if (first.equals(kme) || second.equals(kme)) {
                byOther.computeIfAbsent(first.equals(kme) ? second : first, other -> new ArrayList<>())
                        .add(pair);
            }
        }
        return byOther;
    }

    private KmeId home(SaeId sae) {
        return network.sae(sae).map(Sae::kme).orElseThrow();
    }

    private static LinkEnd end(Link link, KmeId kme) {
        return link.transmitter().kme().equals(kme) ? link.transmitter() : link.receiver();
    }

    private static String role(Link link, KmeId kme) {
        return TYPES + (link.transmitter().kme().equals(kme) ? "TRANSMITTER" : "RECEIVER");
    }

    private static Interface device(Link link, KmeId kme) {
        // The standard has no identity for entanglement.
        Technology technology = link.technology() == Technology.DV_QKD_EB ? Technology.DV_QKD : link.technology();
        return new Interface(
                SdnNames.port(end(link, kme).device()),
                end(link, kme).device().value(),
                TYPES + technology.wireName(),
                new InterfaceCapabilities(role(link, kme)));
    }

    private QkdNodeJson.Link physical(SdnNames names, KmeId kme, Link link, List<SaePair> served) {
        KmeId other = link.otherKme(kme).orElseThrow();
        Optional<LinkReport> report = Optional.ofNullable(reports.get(link.id()));
        return new QkdNodeJson.Link(
                names.link(link.id()),
                TYPES + status(link.id()),
                report.flatMap(LinkReport::state)
                        .map(state -> state.administration() == Administration.UNLOCKED)
                        .orElse(null),
                new End(names.node(kme), SdnNames.port(end(link, kme).device())),
                new End(names.node(other), SdnNames.port(end(link, other).device())),
                TYPES + "PHYS",
                served.stream().map(names::application).toList(),
                decimal(report.map(known -> known.value(Metric.CHANNEL_LOSS, now))
                        .orElse(OptionalDouble.empty())
                        .orElse(link.commissionedLossDb())),
                role(link, kme),
                report.map(this::performance).orElse(null));
    }

    /** A link of which nothing was ever heard waits for its first keys, unless there are some. */
    private EtsiStatus status(LinkId link) {
        boolean keys = withKeys.contains(link);
        return Optional.ofNullable(reports.get(link))
                .flatMap(LinkReport::state)
                .map(state -> state.etsiStatus(keys))
                .orElse(keys ? EtsiStatus.PASSIVE : EtsiStatus.PENDING);
    }

    private Performance performance(LinkReport report) {
        OptionalDouble qber = report.value(Metric.QBER, now);
        return new Performance(
                rate(report.value(Metric.SECRET_KEY_RATE, now)),
                rate(report.value(Metric.EFFECTIVE_SECRET_KEY_RATE, now)),
                qber.isPresent() ? List.of(new Physical(TYPES + "QBER", decimal(qber.getAsDouble()))) : List.of());
    }

    private static QkdNodeJson.Link virtual(SdnNames names, KmeId kme, KmeId other, List<SaePair> served) {
        return new QkdNodeJson.Link(
                names.virtualLink(kme, other),
                null,
                null,
                new End(names.node(kme), null),
                new End(names.node(other), null),
                TYPES + "VIRT",
                served.stream().map(names::application).toList(),
                null,
                null,
                null);
    }

    private Application application(SdnNames names, KmeId kme, KmeId other, SaePair pair, List<Link> backing) {
        SaeId here = home(pair.first()).equals(kme) ? pair.first() : pair.second();
        SaeId there = here.equals(pair.first()) ? pair.second() : pair.first();
        boolean served = backing.stream()
                .map(link -> status(link.id()))
                .anyMatch(status -> status == EtsiStatus.ACTIVE || status == EtsiStatus.PASSIVE);
        List<UUID> links = new ArrayList<>(
                backing.stream().map(link -> names.link(link.id())).toList());
        if (links.isEmpty() && !other.equals(kme)) {
            links.add(names.virtualLink(kme, other));
        }
        return new Application(
                names.application(pair),
                TYPES + (served || other.equals(kme) ? "ON" : "DISCONNECTED"),
                TYPES + "CLIENT",
                uri(here),
                List.of(uri(there)),
                links,
                names.node(kme),
                names.node(other));
    }

    private String uri(SaeId sae) {
        return new Identity(network.domain(), Identity.Role.SAE, sae.value()).urn();
    }

    /** {@code uint32}: what is more is as much as there can be. */
    static @Nullable Long rate(OptionalDouble bitsPerSecond) {
        return bitsPerSecond.isPresent()
                ? Long.valueOf(Math.clamp(Math.round(bitsPerSecond.getAsDouble()), 0, MOST))
                : null;
    }

    /** {@code decimal64} with three digits. */
    static String decimal(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_EVEN).toPlainString();
    }
}

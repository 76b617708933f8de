package dk.kronborg.linkmonitor.alarm;

import dk.kronborg.linkmonitor.alarm.Resource.Kind;
import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what explains many alarms at once: the cable whose links are cut, the node whose links are down, the link whose
 * devices and stores complain. Knows nothing but the network and the alarms that it is given.
 */
public final class Correlator {

    /** So many links of a cable, or of a node, are no coincidence. */
    private static final int SEVERAL = 2;

    private static final Set<AlarmKind> OF_A_NODE =
            EnumSet.of(AlarmKind.DEVICE_OR_QUANTUM_CHANNEL_DOWN, AlarmKind.TELEMETRY_SILENT);

    /** These tell of telemetry, and not of what it tells: keys may well go on. */
    private static final Set<AlarmKind> OF_WHAT_IS_HEARD =
            EnumSet.of(AlarmKind.TELEMETRY_SILENT, AlarmKind.TELEMETRY_REFUSED);

    private static final Set<AlarmKind> DERIVED = EnumSet.of(AlarmKind.FIBRE_CUT, AlarmKind.NODE_DOWN);

    private final Network network;
    private final Map<CableId, List<Link>> linksOfCable = new LinkedHashMap<>();
    private final Map<KmeId, List<Link>> linksOfKme = new LinkedHashMap<>();

    public Correlator(Network network) {
        this.network = network;
        for (Link link : network.links()) {
            link.cable()
                    .ifPresent(cable -> linksOfCable
                            .computeIfAbsent(cable, each -> new ArrayList<>())
                            .add(link));
            for (LinkEnd end : List.of(link.transmitter(), link.receiver())) {
                linksOfKme.computeIfAbsent(end.kme(), each -> new ArrayList<>()).add(link);
            }
        }
    }

    /**
     * Something that is wrong with a cable or a node.
     *
     * @param planned whether all that it was concluded from was raised during planned work
     */
    public record Derived(Condition condition, boolean planned) {}

    /** What is wrong with cables and nodes, as far as the alarms of their links tell. */
    public List<Derived> derived(Collection<Alarm> alarms) {
        Map<Resource, List<Alarm>> active = byResource(alarms);
        List<Derived> found = new ArrayList<>();
        linksOfCable.forEach((cable, links) -> {
            Map<Link, List<Alarm>> cut = signs(links, link -> active(active, Resource.of(link), AlarmKind.FIBRE_CUT));
            if (cut.size() >= SEVERAL) {
                found.add(
                        derived(new Resource(Kind.CABLE, cable.value()), AlarmKind.FIBRE_CUT, Severity.CRITICAL, cut));
            }
        });
        linksOfKme.forEach((kme, links) -> {
            Map<Link, List<Alarm>> down = signs(links, link -> downAt(active, link, kme));
            if (down.size() == links.size() && links.size() >= SEVERAL) {
                found.add(derived(new Resource(Kind.KME, kme.value()), AlarmKind.NODE_DOWN, Severity.MAJOR, down));
            }
        });
        return found;
    }

    /** Which of the links have any, and which. */
    private static Map<Link, List<Alarm>> signs(List<Link> links, Function<Link, Stream<Alarm>> signs) {
        Map<Link, List<Alarm>> found = new LinkedHashMap<>();
        for (Link link : links) {
            List<Alarm> alarms = signs.apply(link).toList();
            if (!alarms.isEmpty()) {
                found.put(link, alarms);
            }
        }
        return found;
    }

    /** Whether an alarm is one that {@link #derived} makes. */
    public static boolean isDerived(AlarmKey key) {
        Kind kind = key.resource().kind();
        return DERIVED.contains(key.kind()) && (kind == Kind.CABLE || kind == Kind.KME);
    }

    private static Derived derived(Resource resource, AlarmKind kind, Severity severity, Map<Link, List<Alarm>> signs) {
        String names = signs.keySet().stream().map(link -> link.id().value()).collect(Collectors.joining(", "));
        boolean planned = signs.values().stream().flatMap(List::stream).allMatch(Alarm::planned);
        return new Derived(
                new Condition(resource, kind, "", severity, "Links: " + names, Evidence.of(Map.of("links", names))),
                planned);
    }

    private static Stream<Alarm> downAt(Map<Resource, List<Alarm>> active, Link link, KmeId kme) {
        LinkEnd end = link.transmitter().kme().equals(kme) ? link.transmitter() : link.receiver();
        Resource device = Resource.of(end.device());
        return Stream.concat(
                OF_A_NODE.stream().flatMap(kind -> active(active, Resource.of(link), kind)),
                active(active, device, AlarmKind.TELEMETRY_SILENT));
    }

    private static Map<Resource, List<Alarm>> byResource(Collection<Alarm> alarms) {
        return alarms.stream()
                .filter(alarm -> !alarm.cleared())
                .collect(Collectors.groupingBy(alarm -> alarm.key().resource()));
    }

    /** By alarm, which other one is at the root of it; alarms that none explains are left out. */
    public Map<UUID, UUID> causes(Collection<Alarm> alarms) {
        Map<Resource, List<Alarm>> active = byResource(alarms);
        Map<UUID, UUID> causes = new HashMap<>();
        for (Alarm alarm : alarms) {
            if (!alarm.cleared()) {
                cause(alarm, active)
                        .ifPresent(cause ->
                                causes.put(alarm.id(), root(cause, active).id()));
            }
        }
        return causes;
    }

    /** Follows from a store to its link, and from there to the cable or the node; there is no way back. */
    private Alarm root(Alarm cause, Map<Resource, List<Alarm>> active) {
        return cause(cause, active).map(further -> root(further, active)).orElse(cause);
    }

    private Optional<Alarm> cause(Alarm alarm, Map<Resource, List<Alarm>> active) {
        Stream<Link> links = Reach.of(network, alarm.key().resource()).stream();
        return switch (alarm.key().resource().kind()) {
            case LINK -> links.findFirst().flatMap(link -> causeOfLink(alarm.kind(), link, active));
            case DEVICE -> links.findFirst().flatMap(link -> causeOfDevice(alarm.kind(), link, active));
            case STORE -> causeOfStore(alarm, links, active);
            case PAIR, CABLE, KME, SITE, CENTRE -> Optional.empty();
        };
    }

    private Optional<Alarm> causeOfLink(AlarmKind kind, Link link, Map<Resource, List<Alarm>> active) {
        if (kind == AlarmKind.FIBRE_CUT) {
            return link.cable()
                    .flatMap(cable -> active(active, new Resource(Kind.CABLE, cable.value()), AlarmKind.FIBRE_CUT)
                            .findFirst());
        }
        return OF_A_NODE.contains(kind) ? nodeDown(link, active) : Optional.empty();
    }

    private Optional<Alarm> causeOfDevice(AlarmKind kind, Link link, Map<Resource, List<Alarm>> active) {
        Optional<Alarm> down = Stream.of(AlarmKind.FIBRE_CUT, AlarmKind.DEVICE_OR_QUANTUM_CHANNEL_DOWN)
                .flatMap(each -> active(active, Resource.of(link), each))
                .findFirst();
        return down.or(() -> kind == AlarmKind.TELEMETRY_SILENT ? nodeDown(link, active) : Optional.empty());
    }

    private static Optional<Alarm> nodeDown(Link link, Map<Resource, List<Alarm>> active) {
        return Reach.ends(link)
                .flatMap(end -> active(active, new Resource(Kind.KME, end.kme().value()), AlarmKind.NODE_DOWN))
                .findFirst();
    }

    /**
     * A store runs dry because the link that fills it is ill, of whatever keeps keys from being made. Nothing mild explains
     * what is grave, nor what is shelved: whoever was not told of the one must be told of the other.
     */
    private Optional<Alarm> causeOfStore(Alarm store, Stream<Link> links, Map<Resource, List<Alarm>> active) {
        return links.flatMap(link -> active.getOrDefault(Resource.of(link), List.of()).stream())
                .filter(alarm -> !OF_WHAT_IS_HEARD.contains(alarm.kind()))
                .filter(alarm -> alarm.severity().atLeast(store.severity()))
                .filter(alarm -> !(root(alarm, active).attention() instanceof Attention.Shelved))
                .max(Comparator.comparing(Alarm::severity)
                        .thenComparing(Alarm::raisedAt, Comparator.reverseOrder())
                        .thenComparing(Alarm::id));
    }

    private static Stream<Alarm> active(Map<Resource, List<Alarm>> active, Resource resource, AlarmKind kind) {
        return active.getOrDefault(resource, List.of()).stream().filter(alarm -> alarm.kind() == kind);
    }
}

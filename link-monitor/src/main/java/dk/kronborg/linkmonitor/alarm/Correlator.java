package dk.kronborg.linkmonitor.alarm;

import dk.kronborg.linkmonitor.alarm.Resource.Kind;
import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import java.util.ArrayList;
import java.util.Collection;
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

    /** What is wrong with cables and nodes, as far as the alarms of their links tell. */
    public List<Condition> derived(Collection<Alarm> alarms) {
        Map<Resource, List<Alarm>> active = byResource(alarms);
        List<Condition> found = new ArrayList<>();
        linksOfCable.forEach((cable, links) -> {
            List<Link> cut = links.stream()
                    .filter(link -> has(active, link, AlarmKind.FIBRE_CUT))
                    .toList();
            if (cut.size() >= SEVERAL) {
                found.add(condition(
                        new Resource(Kind.CABLE, cable.value()), AlarmKind.FIBRE_CUT, Severity.CRITICAL, cut));
            }
        });
        linksOfKme.forEach((kme, links) -> {
            boolean all = links.stream().allMatch(link -> downAt(active, link, kme));
            if (all && links.size() >= SEVERAL) {
                found.add(condition(new Resource(Kind.KME, kme.value()), AlarmKind.NODE_DOWN, Severity.MAJOR, links));
            }
        });
        return found;
    }

    /** Whether an alarm is one that {@link #derived} makes. */
    public static boolean isDerived(AlarmKey key) {
        Kind kind = key.resource().kind();
        return DERIVED.contains(key.kind()) && (kind == Kind.CABLE || kind == Kind.KME);
    }

    private static Condition condition(Resource resource, AlarmKind kind, Severity severity, List<Link> links) {
        String names = links.stream().map(link -> link.id().value()).collect(Collectors.joining(", "));
        return new Condition(resource, kind, "", severity, "Links: " + names, Evidence.of(Map.of("links", names)));
    }

    private static boolean downAt(Map<Resource, List<Alarm>> active, Link link, KmeId kme) {
        LinkEnd end = link.transmitter().kme().equals(kme) ? link.transmitter() : link.receiver();
        return OF_A_NODE.stream().anyMatch(kind -> has(active, link, kind))
                || active.getOrDefault(new Resource(Kind.DEVICE, end.device().value()), List.of()).stream()
                        .anyMatch(alarm -> alarm.kind() == AlarmKind.TELEMETRY_SILENT);
    }

    private static boolean has(Map<Resource, List<Alarm>> active, Link link, AlarmKind kind) {
        return active.getOrDefault(resource(link), List.of()).stream().anyMatch(alarm -> alarm.kind() == kind);
    }

    private static Map<Resource, List<Alarm>> byResource(Collection<Alarm> alarms) {
        return alarms.stream()
                .filter(alarm -> !alarm.cleared())
                .collect(Collectors.groupingBy(alarm -> alarm.key().resource()));
    }

    /** By alarm, which other one explains it; alarms that none explains are left out. */
    public Map<UUID, UUID> causes(Collection<Alarm> alarms) {
        Map<Resource, List<Alarm>> active = byResource(alarms);
        Map<UUID, UUID> causes = new HashMap<>();
        for (Alarm alarm : alarms) {
            if (!alarm.cleared()) {
                cause(alarm, active).ifPresent(cause -> causes.put(alarm.id(), cause.id()));
            }
        }
        return causes;
    }

    private Optional<Alarm> cause(Alarm alarm, Map<Resource, List<Alarm>> active) {
        Resource resource = alarm.key().resource();
        return switch (resource.kind()) {
            case LINK -> link(resource.id()).flatMap(link -> causeOfLink(alarm.kind(), link, active));
            case DEVICE ->
                network.links().stream()
                        .filter(link ->
                                ends(link).anyMatch(end -> end.device().value().equals(resource.id())))
                        .findFirst()
                        .flatMap(link -> causeOfDevice(alarm.kind(), link, active));
            case STORE -> causeOfStore(resource, active);
            case PAIR, CABLE, KME, SITE, CENTRE -> Optional.empty();
        };
    }

    private Optional<Alarm> causeOfLink(AlarmKind kind, Link link, Map<Resource, List<Alarm>> active) {
        if (kind == AlarmKind.FIBRE_CUT) {
            return link.cable()
                    .flatMap(cable -> active(active, new Resource(Kind.CABLE, cable.value()), AlarmKind.FIBRE_CUT));
        }
        return OF_A_NODE.contains(kind) ? nodeDown(link, active) : Optional.empty();
    }

    private Optional<Alarm> causeOfDevice(AlarmKind kind, Link link, Map<Resource, List<Alarm>> active) {
        Optional<Alarm> down = Stream.of(AlarmKind.FIBRE_CUT, AlarmKind.DEVICE_OR_QUANTUM_CHANNEL_DOWN)
                .flatMap(each -> active(active, resource(link), each).stream())
                .findFirst();
        return down.or(() -> kind == AlarmKind.TELEMETRY_SILENT ? nodeDown(link, active) : Optional.empty());
    }

    private static Optional<Alarm> nodeDown(Link link, Map<Resource, List<Alarm>> active) {
        return ends(link)
                .flatMap(end -> active(active, new Resource(Kind.KME, end.kme().value()), AlarmKind.NODE_DOWN).stream())
                .findFirst();
    }

    /** A store runs dry because the link that fills it is ill, whatever ails it. */
    private Optional<Alarm> causeOfStore(Resource store, Map<Resource, List<Alarm>> active) {
        return network.links().stream()
                .filter(link ->
                        ends(link).allMatch(end -> store.id().contains(end.kme().value())))
                .flatMap(link -> active.getOrDefault(resource(link), List.of()).stream())
                .findFirst();
    }

    private static Optional<Alarm> active(Map<Resource, List<Alarm>> active, Resource resource, AlarmKind kind) {
        return active.getOrDefault(resource, List.of()).stream()
                .filter(alarm -> alarm.kind() == kind)
                .findFirst();
    }

    private Optional<Link> link(String id) {
        return network.links().stream()
                .filter(link -> link.id().value().equals(id))
                .findFirst();
    }

    private static Resource resource(Link link) {
        return new Resource(Kind.LINK, link.id().value());
    }

    private static Stream<LinkEnd> ends(Link link) {
        return Stream.of(link.transmitter(), link.receiver());
    }

    /** The same alarms, each with what explains it now. */
    public List<Alarm> explained(Collection<Alarm> alarms) {
        Map<UUID, UUID> causes = causes(alarms);
        Function<Alarm, Optional<UUID>> cause =
                alarm -> alarm.cleared() ? alarm.rootCause() : Optional.ofNullable(causes.get(alarm.id()));
        return alarms.stream()
                .map(alarm -> alarm.explainedBy(cause.apply(alarm)))
                .toList();
    }
}

package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.ByNetwork;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Moves the health of the links of the network, and tells what alarms come of it. Each answer is of one network, that of its
 * time. May be used by several threads.
 */
public final class LinkMonitor {

    /** What of a link changes outside its devices. */
    public interface Surroundings {
        Circumstances of(Link link, Instant at);
    }

    /** One move of a link, and the alarms that begin and end with it. */
    public record Move(LinkHealth after, List<AlarmChange> alarms, Instant at, boolean workPlanned) {}

    /**
     * How a link stands in a network, whatever moved it.
     *
     * @param anew       whether it was not watched before, or between other KMEs
     * @param conditions all that is wrong with it and its devices
     */
    public record Standing(
            Link link, LinkHealth health, boolean anew, List<Condition> conditions, boolean workPlanned) {}

    private static final List<Duration> SILENCES =
            List.of(Telemetry.STALE_AFTER, Telemetry.UNKNOWN_AFTER, Telemetry.LOST_AFTER);

    private final Supplier<Network> network;
    private final ByNetwork<Map<LinkId, LinkMachine>> machines;
    private final Surroundings surroundings;

    public LinkMonitor(Supplier<Network> network, Surroundings surroundings) {
        this.network = network;
        this.machines = new ByNetwork<>(network, LinkMonitor::machines);
        this.surroundings = surroundings;
    }

    private static Map<LinkId, LinkMachine> machines(Network network) {
        return network.links().stream().collect(Collectors.toUnmodifiableMap(Link::id, LinkMachine::new));
    }

    /** The network whose links are watched now. */
    public Network network() {
        return network.get();
    }

    /** The links that are watched, in the order of their names. */
    public List<LinkId> links() {
        return network().links().stream().map(Link::id).sorted().toList();
    }

    private Optional<LinkMachine> machine(LinkId link) {
        return Optional.ofNullable(machines.get().get(link));
    }

    /** After an event; nothing if the network has no such link. */
    public Optional<Move> after(LinkHealth before, TelemetryEvent event, Instant arrivedAt) {
        return machine(event.link()).map(machine -> {
            Circumstances circumstances = surroundings.of(machine.link(), event.measuredAt());
            return move(
                    before,
                    machine.after(before, event, arrivedAt, circumstances),
                    machine.link(),
                    arrivedAt,
                    circumstances.workPlanned());
        });
    }

    /** After silence up to that time; nothing if the network has no such link. */
    public Optional<Move> silent(LinkHealth before, Instant horizon) {
        return machine(before.link())
                .map(machine -> move(
                        before,
                        machine.silent(before, horizon),
                        machine.link(),
                        horizon,
                        surroundings.of(machine.link(), horizon).workPlanned()));
    }

    /**
     * How a link stands that the network has now; nothing if it has no such link. Who is new at an end has not been heard:
     * all devices of a link that was not watched before, or between other KMEs, and one that took the place of another.
     *
     * @param before the network that was watched until then, if that is known
     */
    public Optional<Standing> standing(LinkHealth health, Optional<Network> before, Instant at) {
        return machine(health.link()).map(machine -> {
            Link link = machine.link();
            boolean anew = before.isPresent() && !joined(before.get(), link);
            LinkHealth now = machine.present(health, anew, at);
            return new Standing(
                    link,
                    now,
                    anew,
                    Conditions.of(now, link),
                    surroundings.of(link, at).workPlanned());
        });
    }

    private static boolean joined(Network network, Link link) {
        return network.link(link.id())
                .filter(former -> kmes(former).equals(kmes(link)))
                .isPresent();
    }

    private static Set<KmeId> kmes(Link link) {
        return Set.of(link.transmitter().kme(), link.receiver().kme());
    }

    private static Move move(LinkHealth before, LinkHealth after, Link link, Instant at, boolean workPlanned) {
        return new Move(
                after, AlarmChange.between(Conditions.of(before, link), Conditions.of(after, link)), at, workPlanned);
    }

    /** When silence would change something, if it goes on; far away if nothing is left to change. */
    public static Instant lookAt(LinkHealth health) {
        return Stream.of(LinkSide.values())
                .map(health::end)
                .flatMap(end -> SILENCES.stream()
                        .map(silence -> end.heardAt()
                                .orElse(end.telemetry().since())
                                .plus(silence)
                                .plusMillis(1))
                        .filter(at ->
                                !end.telemetry().silent(silenceAt(end, at), at).equals(end.telemetry())))
                .min(Instant::compareTo)
                .orElse(Instant.parse("9999-01-01T00:00:00Z"));
    }

    private static Duration silenceAt(EndHealth end, Instant at) {
        return Duration.between(end.heardAt().orElse(end.telemetry().since()), at);
    }
}

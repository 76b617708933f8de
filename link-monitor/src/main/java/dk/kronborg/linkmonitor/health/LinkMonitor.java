package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Moves the health of the links of a network, and tells what alarms come of it. May be used by several threads. */
public final class LinkMonitor {

    /** What of a link changes outside its devices. */
    public interface Surroundings {
        Circumstances of(Link link, Instant at);
    }

    /** One move of a link, and the alarms that begin and end with it. */
    public record Move(LinkHealth after, List<AlarmChange> alarms, Instant at, boolean workPlanned) {}

    private static final List<Duration> SILENCES =
            List.of(Telemetry.STALE_AFTER, Telemetry.UNKNOWN_AFTER, Telemetry.LOST_AFTER);

    private final Map<LinkId, LinkMachine> machines;
    private final List<LinkId> links;
    private final Surroundings surroundings;

    public LinkMonitor(Network network, Surroundings surroundings) {
        this.machines = network.links().stream().collect(Collectors.toUnmodifiableMap(Link::id, LinkMachine::new));
        this.links = machines.keySet().stream().sorted().toList();
        this.surroundings = surroundings;
    }

    /** The links that are watched, in the order of their names. */
    public List<LinkId> links() {
        return links;
    }

    /** The links that are watched, with all that the network says of them. */
    public List<Link> watched() {
        return machines.values().stream().map(LinkMachine::link).toList();
    }

    private LinkMachine machine(LinkId link) {
        LinkMachine machine = machines.get(link);
        if (machine == null) {
            throw new IllegalArgumentException("the network has no link " + link);
        }
        return machine;
    }

    /**
     * After an event.
     *
     * @throws IllegalArgumentException if the network has no such link
     */
    public Move after(LinkHealth before, TelemetryEvent event, Instant arrivedAt) {
        LinkMachine machine = machine(event.link());
        Circumstances circumstances = surroundings.of(machine.link(), event.measuredAt());
        return move(
                before,
                machine.after(before, event, arrivedAt, circumstances),
                machine.link(),
                arrivedAt,
                circumstances.workPlanned());
    }

    /** After silence up to that time. */
    public Move silent(LinkHealth before, Instant horizon) {
        LinkMachine machine = machine(before.link());
        return move(
                before,
                machine.silent(before, horizon),
                machine.link(),
                horizon,
                surroundings.of(machine.link(), horizon).workPlanned());
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

package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.telemetry.DeviceAlarm;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.threshold.Quantity;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.network.Link;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is wrong with a link, as alarms tell it: follows from its health alone. What ails a link is one condition,
 * however many limits it breaks.
 */
public final class Conditions {

    /** What these say is judged by readings. */
    private static final Set<String> JUDGED_BY_READINGS =
            Set.of("LOSS_OF_SIGNAL", "PEER_LOST", "KEY_GENERATION_ABORTED");

    private static final double PERCENT = 100;

    private Conditions() {}

    public static List<Condition> of(LinkHealth health, Link link) {
        List<Condition> all = new ArrayList<>();
        Resource resource = new Resource(Resource.Kind.LINK, link.id().value());
        health.diagnosis()
                .map(found -> new Condition(
                        resource,
                        found.finding().linkClass().alarm(),
                        "",
                        found.finding().severity(),
                        "",
                        found.evidence()))
                .ifPresent(all::add);
        demand(health, resource).ifPresent(all::add);
        silence(health, link, resource, all);
        for (LinkSide side : LinkSide.values()) {
            ofDevice(health.end(side), device(link, side), all);
        }
        return List.copyOf(all);
    }

    private static DeviceId device(Link link, LinkSide side) {
        return (side == LinkSide.TRANSMITTER ? link.transmitter() : link.receiver()).device();
    }

    /** A link that something ails makes fewer keys because of that. */
    private static Optional<Condition> demand(LinkHealth health, Resource resource) {
        return Optional.ofNullable(health.guards().get(Quantity.DEMAND))
                .filter(guard -> guard.raised() && health.diagnosis().isEmpty())
                .map(guard -> new Condition(
                        resource,
                        AlarmKind.KEY_DEMAND_HIGH,
                        "",
                        guard.level(),
                        String.format(
                                Locale.ROOT, "%.0f %% of the keys that it makes are used up", guard.value() * PERCENT),
                        new Evidence(Map.of("demand", guard.value()), Map.of())));
    }

    /** Both ends silent is the link's; one that fell silent alone is its device's. */
    private static void silence(LinkHealth health, Link link, Resource resource, List<Condition> all) {
        boolean explained = health.diagnosis()
                .filter(found -> found.finding().linkClass().down())
                .isPresent();
        for (LinkSide side : LinkSide.values()) {
            EndHealth end = health.end(side);
            EndHealth other = health.end(side == LinkSide.RECEIVER ? LinkSide.TRANSMITTER : LinkSide.RECEIVER);
            Severity severity = end.telemetry().severity();
            boolean together = !(other.telemetry() instanceof Telemetry.Fresh)
                    || other.telemetry().since().isAfter(end.telemetry().since());
            if (!severity.raised()) {
                continue;
            }
            if (together) {
                all.add(silent(resource, severity.or(other.telemetry().severity()), lastHeard(health)));
                return;
            }
            if (!explained) {
                all.add(silent(
                        Resource.of(device(link, side)),
                        severity,
                        end.heardAt().map(Instant::toString).orElse("never")));
            }
        }
    }

    private static String lastHeard(LinkHealth health) {
        return Stream.of(health.transmitter(), health.receiver())
                .flatMap(end -> end.heardAt().stream())
                .max(Instant::compareTo)
                .map(Instant::toString)
                .orElse("never");
    }

    private static Condition silent(Resource resource, Severity severity, String lastHeard) {
        return new Condition(
                resource,
                AlarmKind.TELEMETRY_SILENT,
                "",
                severity,
                "Last heard: " + lastHeard,
                Evidence.of(Map.of("last_heard", lastHeard)));
    }

    private static void ofDevice(EndHealth end, DeviceId device, List<Condition> all) {
        Resource resource = Resource.of(device);
        if (end.clockOffset().raised()) {
            all.add(new Condition(
                    resource,
                    AlarmKind.CLOCK_OFFSET,
                    "",
                    end.clockOffset().level(),
                    "",
                    new Evidence(Map.of("clock_offset_s", end.clockOffset().value()), Map.of())));
        }
        for (DeviceAlarm alarm : end.alarms()) {
            boolean news = all.stream()
                    .noneMatch(condition -> condition.resource().equals(resource)
                            && condition.kind() == AlarmKind.DEVICE_ALARM
                            && condition.qualifier().equals(alarm.code()));
            if (alarm.severity().raised() && news && !JUDGED_BY_READINGS.contains(alarm.code())) {
                all.add(new Condition(
                        resource,
                        AlarmKind.DEVICE_ALARM,
                        alarm.code(),
                        alarm.severity(),
                        alarm.text(),
                        Evidence.of(Map.of("code", alarm.code()))));
            }
        }
    }
}

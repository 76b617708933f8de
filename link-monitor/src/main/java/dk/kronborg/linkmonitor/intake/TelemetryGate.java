package dk.kronborg.linkmonitor.intake;

import dk.kronborg.linkmonitor.intake.EventReader.SignedEvent;
import dk.kronborg.linkmonitor.intake.EventReader.Unreadable;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.network.ByNetwork;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Believes an event only if the device that the network has at that end of that link signed it, and if its time
 * is possible.
 *
 * <p>Names are compared before the signature is checked, times after: what is said of a device in a refusal for
 * its time, that device has said.
 */
public final class TelemetryGate {

    /** Clocks of devices may be ahead by this much. */
    public static final Duration MOST_AHEAD = Duration.ofMinutes(5);

    /** An older event belongs into the history only. */
    public static final Duration LATE_AFTER = Duration.ofMinutes(10);

    /** An older event is older than the history, where that is kept as long as usual. */
    public static final Duration REFUSED_AFTER = Duration.ofDays(30);

    /** What the network knows of who reports. */
    private record Known(Network network, DeviceKeys keys, Set<String> links) {

        static Known of(Network network) {
            return new Known(
                    network,
                    new DeviceKeys(network),
                    network.links().stream().map(link -> link.id().value()).collect(Collectors.toUnmodifiableSet()));
        }
    }

    private final EventReader reader;
    private final ByNetwork<Known> known;
    private final Clock clock;
    private final Duration refusedAfter;
    private final FloodGate flood;

    public TelemetryGate(EventReader reader, Supplier<Network> network, Clock clock) {
        this(reader, network, clock, REFUSED_AFTER);
    }

    /** Refuses events that are older than that. */
    public TelemetryGate(EventReader reader, Supplier<Network> network, Clock clock, Duration refusedAfter) {
        this(reader, network, clock, refusedAfter, FloodGate.OPEN);
    }

    /** Refuses also what the flood gate does not let pass, before anything of it is read. */
    public TelemetryGate(
            EventReader reader, Supplier<Network> network, Clock clock, Duration refusedAfter, FloodGate flood) {
        this.reader = reader;
        this.known = new ByNetwork<>(network, Known::of);
        this.clock = clock;
        this.refusedAfter = refusedAfter;
        this.flood = flood;
    }

    /** Judges one record, which may hold anything. */
    public Judgement judge(TelemetryRecord record) {
        Instant now = clock.instant();
        Known present = known.get();
        if (floods(present, record)) {
            return new Rejected(record, now, new Refusal(RefusalReason.TOO_MANY, flood.rule()));
        }
        return switch (reader.read(record.value())) {
            case Unreadable(var refusal) -> new Rejected(record, now, refusal);
            case SignedEvent read ->
                objection(present, record, read, now)
                        .<Judgement>map(refusal -> new Rejected(record, now, refusal))
                        .orElseGet(() -> new Genuine(
                                record,
                                now,
                                read.event(),
                                read.signed(),
                                read.signature(),
                                read.event().measuredAt().isBefore(now.minus(LATE_AFTER))));
        };
    }

    private boolean floods(Known present, TelemetryRecord record) {
        String key = record.keyText();
        return present.links().contains(key)
                && !flood.admits(key, record.place().appendedAt());
    }

    private Optional<Refusal> objection(Known present, TelemetryRecord record, SignedEvent read, Instant now) {
        TelemetryEvent event = read.event();
        return misnamed(present, record, event)
                .or(() -> present.keys().objection(event.device(), read.signed(), read.signature()))
                .or(() -> mistimed(event, now));
    }

    private static Optional<Refusal> misnamed(Known present, TelemetryRecord record, TelemetryEvent event) {
        Optional<Link> named = present.network().link(event.link());
        if (named.isEmpty()) {
            return refused(RefusalReason.UNKNOWN_LINK, "the network has no link " + event.link());
        }
        Link link = named.get();
        if (!record.keyText().equals(link.id().value())) {
            return refused(
                    RefusalReason.WRONG_RECORD_KEY,
                    "the record's key is the link " + link.id() + ", got \"" + record.keyText() + '"');
        }
        if (link.endOf(event.device()).isEmpty()) {
            return refused(
                    RefusalReason.WRONG_DEVICE,
                    "the devices of link " + link.id() + " are "
                            + link.transmitter().device() + " and "
                            + link.receiver().device() + ", got " + event.device());
        }
        LinkSide side = link.transmitter().device().equals(event.device()) ? LinkSide.TRANSMITTER : LinkSide.RECEIVER;
        if (event.side() != side) {
            return refused(
                    RefusalReason.WRONG_ROLE,
                    "role of device " + event.device() + " is " + side + ", got " + event.side());
        }
        if (event.technology() != link.technology()) {
            return refused(
                    RefusalReason.WRONG_TECHNOLOGY,
                    "technology of link " + link.id() + " is "
                            + link.technology().wireName() + ", got "
                            + event.technology().wireName());
        }
        return Optional.empty();
    }

    private Optional<Refusal> mistimed(TelemetryEvent event, Instant now) {
        if (event.measuredAt().isAfter(now.plus(MOST_AHEAD))) {
            return refused(
                    RefusalReason.FROM_THE_FUTURE,
                    "measured_at is at most " + MOST_AHEAD.toMinutes() + " minutes from now, " + now + ", got "
                            + event.measuredAt());
        }
        if (event.measuredAt().isBefore(now.minus(refusedAfter))) {
            return refused(
                    RefusalReason.TOO_OLD,
                    "measured_at is at most " + refusedAfter.toDays() + " days before now, " + now + ", got "
                            + event.measuredAt());
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refused(RefusalReason reason, String detail) {
        return Optional.of(new Refusal(reason, detail));
    }
}

package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.linkmonitor.telemetry.DeviceAlarm;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.Metrics;
import dk.kronborg.linkmonitor.telemetry.SequenceNumber;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.network.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/** A link whose two devices report every ten seconds what they are told to, and what its machine makes of it. */
final class LinkStory {

    static final Instant START = Instant.parse("2026-07-02T12:00:00Z");
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Link link;
    private final LinkMachine machine;
    private final Map<LinkSide, UUID> boots = new EnumMap<>(LinkSide.class);
    private final Set<String> told = new TreeSet<>();
    private final List<LinkClass> classes = new ArrayList<>();
    private LinkHealth health;
    private Instant now = START;
    private long seq;
    Circumstances circumstances;
    Set<LinkSide> speaking = Set.of(LinkSide.values());
    Duration receiverClock = Duration.ZERO;
    List<DeviceAlarm> alarms = List.of();

    LinkStory(Link link) {
        this.link = link;
        this.circumstances = Circumstances.usual(link);
        this.machine = new LinkMachine(link);
        this.health = LinkHealth.neverHeard(link.id(), START);
        for (LinkSide side : LinkSide.values()) {
            boots.put(side, UUID.randomUUID());
        }
    }

    /** Both ends report so many times what the consumer puts over the usual. */
    LinkStory reports(int times, Consumer<Map<Metric, Double>> change) {
        for (int i = 0; i < times; i++) {
            now = now.plus(PERIOD);
            UUID block = UUID.randomUUID();
            for (LinkSide side : LinkSide.values()) {
                if (speaking.contains(side)) {
                    report(side, block, change);
                }
            }
            look();
        }
        return this;
    }

    /** As usual. */
    LinkStory reports(int times) {
        return reports(times, metrics -> {});
    }

    /** Nothing arrives from the other end. */
    static void nothing(Map<Metric, Double> metrics) {
        metrics.put(Metric.SECRET_KEY_RATE, 0.0);
        metrics.remove(Metric.CHANNEL_LOSS);
        metrics.remove(Metric.EXCESS_NOISE);
        metrics.remove(Metric.EXCESS_NOISE_SIGMA);
        metrics.remove(Metric.QBER);
        metrics.remove(Metric.FRAME_ERROR_RATE);
    }

    private void report(LinkSide side, UUID block, Consumer<Map<Metric, Double>> change) {
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        OptionalDouble rate = new LinkModel(link).commissionedKeyRate();
        metrics.put(Metric.SECRET_KEY_RATE, rate.orElse(5000));
        metrics.put(Metric.CHANNEL_LOSS, link.commissionedLossDb() + 0.01 * ((seq % 5) - 2));
        if (link.cvQkd().isPresent()) {
            metrics.put(Metric.EXCESS_NOISE, link.cvQkd().get().excessNoiseSnu() + 0.0005 * ((seq % 7) - 3));
            metrics.put(Metric.EXCESS_NOISE_SIGMA, 0.001);
            metrics.put(Metric.FRAME_ERROR_RATE, 0.1);
        } else {
            metrics.put(Metric.QBER, 0.015);
        }
        metrics.put(Metric.CLASSICAL_SIGNAL, 1.0);
        metrics.put(Metric.CLASSICAL_LOSS, link.commissionedLossDb() + 0.5);
        metrics.put(Metric.CLASSICAL_CHANNELS, 8.0);
        metrics.put(Metric.TAMPER, 0.0);
        metrics.put(Metric.DOOR_OPEN, 0.0);
        change.accept(metrics);
        Instant measuredAt = side == LinkSide.RECEIVER ? now.plus(receiverClock) : now;
        TelemetryEvent event = new TelemetryEvent(
                UUID.randomUUID(),
                link.id(),
                side == LinkSide.RECEIVER
                        ? link.receiver().device()
                        : link.transmitter().device(),
                side,
                link.technology(),
                new SequenceNumber(java.util.Objects.requireNonNull(boots.get(side)), seq++),
                metrics.containsKey(Metric.CHANNEL_LOSS) ? Optional.of(block) : Optional.empty(),
                measuredAt,
                PERIOD,
                new Metrics(metrics),
                Optional.empty(),
                Optional.empty(),
                alarms);
        health = machine.after(health, event, now, circumstances);
        note();
    }

    /** Time passes, and nobody says anything. */
    LinkStory silence(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            now = now.plusSeconds(1);
            look();
        }
        return this;
    }

    private void look() {
        health = machine.silent(health, now);
        note();
    }

    private void note() {
        Conditions.of(health, link).stream()
                .map(Condition::key)
                .map(key ->
                        key.resource() + " " + key.kind() + (key.qualifier().isEmpty() ? "" : " " + key.qualifier()))
                .forEach(told::add);
        Optional<LinkClass> ails =
                health.diagnosis().map(found -> found.finding().linkClass());
        if (ails.isPresent() && (classes.isEmpty() || classes.getLast() != ails.get())) {
            classes.add(ails.get());
        }
    }

    LinkHealth health() {
        return health;
    }

    /** Every alarm that there was at any time. */
    Set<String> told() {
        return told;
    }

    /** Every class, in the order in which they were found. */
    List<LinkClass> classes() {
        return classes;
    }

    List<Condition> conditions() {
        return Conditions.of(health, link);
    }
}

package dk.kronborg.testbed.simulator;

import dk.kronborg.testbed.simulator.LinkCondition.Onset;
import dk.kronborg.testbed.simulator.Report.DeviceState;
import dk.kronborg.testbed.simulator.Report.Surroundings;
import dk.kronborg.topology.network.Link;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One QKD link: the fibre, both devices, and what comes out of them as time goes by. Time advances only by
 * {@link #advance}. Safe for use by several threads.
 */
final class SimulatedLink {

    /** A reading at least this often, so that an operator sees a fault soon, and at most every second. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);

    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);

    /** A host that slept owes no key for the time it slept. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(5);

    /** By how much one receiver misreads the light when the ends disagree. */
    private static final double DISAGREEMENT_DB = 1.5;

    /** A classical channel is near 1310 nm, where fibre loses that much more than at 1550 nm. */
    private static final double EXTRA_CLASSICAL_LOSS_DB_PER_KM = 0.15;

    private static final double CLASSICAL_LOSS_SCATTER_DB = 0.02;
    private static final int CLASSICAL_CHANNELS = 1;

    private final Link link;
    private final QuantumSystem system;
    private final Driver transmitter;
    private final Driver receiver;
    private final Optional<KeyProduction> keys;
    private final RandomGenerator scatter;
    private final Supplier<UUID> ids;
    private final Duration reportTime;
    private final Map<String, Onset> acting = new LinkedHashMap<>();

    private LinkCondition condition;
    private double keyRateBps;
    private Instant lastStep;
    private Instant lastReport;
    private Instant estimationSince;
    private Instant calibratedAt;

    /** A link that makes key blocks and telemetry. */
    SimulatedLink(
            Link link,
            Driver transmitter,
            Driver receiver,
            SecureRandom secrets,
            RandomGenerator scatter,
            Supplier<UUID> ids,
            Instant start) {
        this(
                link,
                transmitter,
                receiver,
                Optional.of(new KeyProduction(transmitter, receiver, secrets, scatter, ids)),
                scatter,
                ids,
                start);
    }

    /**
     * A link.
     *
     * @param keys nothing for one that makes telemetry only, as if all its key blocks were handed over
     */
    SimulatedLink(
            Link link,
            Driver transmitter,
            Driver receiver,
            Optional<KeyProduction> keys,
            RandomGenerator scatter,
            Supplier<UUID> ids,
            Instant start) {
        this.link = link;
        this.system = QuantumSystem.of(link);
        this.transmitter = transmitter;
        this.receiver = receiver;
        this.keys = keys;
        this.scatter = scatter;
        this.ids = ids;
        this.reportTime = longer(SHORTEST_SILENCE, shorter(LONGEST_SILENCE, system.blockTime(Disturbance.NONE)));
        this.lastStep = start;
        this.lastReport = start;
        this.estimationSince = start;
        this.calibratedAt = start;
        this.condition = LinkCondition.at(start, acting.values(), Duration.ZERO);
        this.keyRateBps = keyRate();
    }

    /**
     * Lets something befall the link from now on, beside what acts already; a block of symbols that was going on is
     * given up. One of the same kind is replaced.
     *
     * @throws IllegalArgumentException if it cannot befall such a link
     */
    synchronized void befall(Phenomenon phenomenon) {
        phenomenon.requireFits(link);
        acting.put(phenomenon.kind(), new Onset(phenomenon, lastStep));
        disturb();
    }

    /** Ends the phenomenon of that kind; says whether there was one. */
    synchronized boolean end(String kind) {
        boolean there = acting.remove(kind) != null;
        if (there) {
            disturb();
        }
        return there;
    }

    /** Repairs the link. */
    synchronized void clear() {
        acting.clear();
        disturb();
    }

    private void disturb() {
        keys.ifPresent(KeyProduction::giveUp);
        estimationSince = lastStep;
        observe(lastStep);
    }

    /** Makes what the link makes until that moment. A moment in the past does nothing. */
    synchronized void advance(Instant now) {
        Duration step = shorter(Duration.between(lastStep, now), LONGEST_STEP);
        lastStep = now;
        if (!acting.isEmpty()) {
            acting.values().removeIf(onset -> onset.what().isOver(onset.elapsed(now)));
            observe(now);
        }
        calibrate(now);
        if (step.isPositive()) {
            keys.ifPresent(production -> production.make(step, now, keyRateBps, condition.endsAgree()));
        }
        if (!now.isBefore(lastReport.plus(reportTime))) {
            reportBothEnds(now);
            // On a grid: late steps do not add up, and no block of symbols goes unreported.
            long periods = Duration.between(lastReport, now).dividedBy(reportTime);
            lastReport = lastReport.plus(reportTime.multipliedBy(periods));
            keys.ifPresent(KeyProduction::reported);
        } else if (now.isBefore(lastReport)) {
            // The clock was set back.
            lastReport = now;
            estimationSince = now;
            calibratedAt = now;
        }
    }

    /** Takes the condition of that moment for the link's. */
    private void observe(Instant now) {
        LinkCondition before = condition;
        condition = LinkCondition.at(now, acting.values(), overdue(now));
        keyRateBps = keyRate();
        if (before.exchanging() != condition.exchanging()) {
            estimationSince = now;
        }
        if (!before.alive(End.RX) && condition.alive(End.RX) && condition.calibrates()) {
            calibratedAt = now;
        }
        for (End end : End.values()) {
            if (before.alive(end) && !condition.alive(end)) {
                driver(end).die();
            }
        }
    }

    private double keyRate() {
        return condition.exchanging() ? system.keyRate(condition.disturbance()).bitsPerSecond() : 0;
    }

    private Duration overdue(Instant now) {
        return system.calibrationInterval()
                .map(interval -> Duration.between(calibratedAt.plus(interval), now))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    /** Calibrates a little earlier than it must. */
    private void calibrate(Instant now) {
        boolean due = system.calibrationInterval()
                .map(interval ->
                        !now.isBefore(calibratedAt.plus(interval.multipliedBy(9).dividedBy(10))))
                .orElse(false);
        if (due && condition.calibrates()) {
            calibratedAt = now;
        }
    }

    private void reportBothEnds(Instant now) {
        Duration blockTime =
                condition.exchanging() ? system.blockTime(condition.disturbance()) : system.blockTime(Disturbance.NONE);
        boolean completed = condition.exchanging() && !now.isBefore(estimationSince.plus(blockTime));
        if (completed) {
            long blocks = Duration.between(estimationSince, now).dividedBy(blockTime);
            estimationSince = estimationSince.plus(blockTime.multipliedBy(blocks));
        }
        Duration interval = completed ? longer(blockTime, reportTime) : reportTime;
        double blockShare = completed ? 1 : Math.min(1, (double) reportTime.toNanos() / blockTime.toNanos());
        // Both ends compute the same estimate from the same disclosed symbols.
        Optional<Reading> reading = condition.exchanging()
                ? Optional.of(system.measure(condition.disturbance(), blockShare, scatter))
                : Optional.empty();
        Optional<UUID> block = completed ? Optional.of(ids.get()) : Optional.empty();
        for (End end : End.values()) {
            if (condition.reports(end)) {
                driver(end).report(report(end, now, interval, block, reading));
            }
        }
    }

    private Report report(End end, Instant now, Duration interval, Optional<UUID> block, Optional<Reading> reading) {
        Optional<Reading> seen = condition.endsAgree() || end == End.TX
                ? reading
                : reading.map(atTransmitter -> atTransmitter.dimmedBy(DISAGREEMENT_DB));
        DeviceState state = state(seen);
        double rate = yields(state) ? seen.orElseThrow().keyRate().bitsPerSecond() : 0;
        return new Report(
                now.plus(condition.skew(end)).truncatedTo(ChronoUnit.MILLIS),
                interval,
                block,
                state,
                seen,
                rate,
                rate * shareMade(),
                surroundings(end, now));
    }

    private Surroundings surroundings(End end, Instant now) {
        double classicalLossDb = link.commissionedLossDb()
                + EXTRA_CLASSICAL_LOSS_DB_PER_KM * link.fibreKm()
                + condition.extraClassicalLossDb()
                + CLASSICAL_LOSS_SCATTER_DB * scatter.nextGaussian();
        return new Surroundings(
                condition.classicalLight() ? Optional.of(Math.clamp(classicalLossDb, -1, 200)) : Optional.empty(),
                CLASSICAL_CHANNELS + condition.extraChannels(),
                condition.tampered(end),
                condition.doorOpen(end),
                system.calibrationInterval().map(interval -> Duration.between(calibratedAt, now)));
    }

    private double shareMade() {
        return keys.map(KeyProduction::shareMade).orElse(1.0);
    }

    private static boolean yields(DeviceState state) {
        return state == DeviceState.KEY_EXCHANGE || state == DeviceState.OUTPUT_BLOCKED;
    }

    private DeviceState state(Optional<Reading> reading) {
        if (!condition.bothAlive()) {
            return DeviceState.NO_PEER;
        }
        if (reading.isEmpty()) {
            return DeviceState.NO_SIGNAL;
        }
        if (keyRateBps <= 0 || reading.get().keyRate().bitsPerSecond() <= 0) {
            return DeviceState.NO_KEY;
        }
        return shareMade() > 0 ? DeviceState.KEY_EXCHANGE : DeviceState.OUTPUT_BLOCKED;
    }

    synchronized LinkStatus status() {
        return new LinkStatus(
                link.id(),
                acting.values().stream().map(Onset::what).toList(),
                keyRateBps,
                transmitter.status(),
                receiver.status());
    }

    private Driver driver(End end) {
        return end == End.TX ? transmitter : receiver;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}

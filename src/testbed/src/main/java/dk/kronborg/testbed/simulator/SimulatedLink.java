package dk.kronborg.testbed.simulator;

import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.QuantumChannel;
import dk.kronborg.testbed.simulator.Fault.End;
import dk.kronborg.testbed.simulator.Report.DeviceState;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.Link;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One CV-QKD link: the fibre, both devices, and what comes out of them as time goes by. Time advances only by
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

    private static final int DIFFERING_BYTES = 4;

    private final Link link;
    private final CvQkdParameters setup;
    private final QuantumChannel commissioned;
    private final Driver transmitter;
    private final Driver receiver;
    private final SecureRandom secrets;
    private final RandomGenerator scatter;
    private final Supplier<UUID> ids;
    private final Duration blockTime;
    private final Duration reportTime;

    private Optional<Fault> fault = Optional.empty();
    private LinkCondition condition;
    private double keyRateBps;
    private double bitsDue;
    private double bitsHandedOver;
    private double bitsNotMade;
    private Instant lastStep;
    private Instant lastReport;
    private Instant estimationSince;

    SimulatedLink(
            Link link,
            Driver transmitter,
            Driver receiver,
            SecureRandom secrets,
            RandomGenerator scatter,
            Supplier<UUID> ids,
            Instant start) {
        this.link = link;
        this.setup = link.cvQkd().orElseThrow();
        this.commissioned =
                new QuantumChannel(new LossDb(link.commissionedLossDb()).transmittance(), setup.excessNoiseSnu());
        this.transmitter = transmitter;
        this.receiver = receiver;
        this.secrets = secrets;
        this.scatter = scatter;
        this.ids = ids;
        this.blockTime = Duration.ofNanos((long) Math.max(1, setup.blockSymbols() / setup.symbolRateBd() * 1e9));
        this.reportTime = longer(SHORTEST_SILENCE, shorter(LONGEST_SILENCE, blockTime));
        this.condition = LinkCondition.of(commissioned, fault);
        this.keyRateBps = condition.keyRate(setup).bitsPerSecond();
        this.lastStep = start;
        this.lastReport = start;
        this.estimationSince = start;
    }

    /** Lets a fault befall the link, or repairs it; the block of symbols that was going on is given up. */
    synchronized void suffer(Optional<Fault> next) {
        LinkCondition before = condition;
        fault = next;
        condition = LinkCondition.of(commissioned, next);
        keyRateBps = condition.keyRate(setup).bitsPerSecond();
        bitsDue = 0;
        estimationSince = lastStep;
        for (End end : End.values()) {
            if (before.alive().contains(end) && !condition.alive().contains(end)) {
                driver(end).die();
            }
        }
    }

    /** Makes what the link makes until that moment. A moment in the past does nothing. */
    synchronized void advance(Instant now) {
        Duration step = shorter(Duration.between(lastStep, now), LONGEST_STEP);
        lastStep = now;
        if (step.isPositive()) {
            makeKeys(step, now);
        }
        if (!now.isBefore(lastReport.plus(reportTime))) {
            reportBothEnds(now);
            // On a grid: late steps do not add up, and no block of symbols goes unreported.
            long periods = Duration.between(lastReport, now).dividedBy(reportTime);
            lastReport = lastReport.plus(reportTime.multipliedBy(periods));
            bitsHandedOver = 0;
            bitsNotMade = 0;
        } else if (now.isBefore(lastReport)) {
            // The clock was set back.
            lastReport = now;
            estimationSince = now;
        }
    }

    private void makeKeys(Duration step, Instant now) {
        int size = BlockSize.forRate(keyRateBps);
        double bits = size * 8.0;
        bitsDue += keyRateBps * step.toNanos() / 1e9;
        while (bitsDue >= bits) {
            if (!transmitter.hasRoom() || !receiver.hasRoom()) {
                // Devices do not hoard key: what cannot be handed over is not made.
                bitsNotMade += bitsDue;
                bitsDue = 0;
                return;
            }
            bitsDue -= bits;
            bitsHandedOver += bits;
            makeBlock(size, now);
        }
    }

    /** Share of the key due since the last report that found room at both ends. */
    private double shareMade() {
        return bitsNotMade > 0 ? bitsHandedOver / (bitsHandedOver + bitsNotMade) : 1;
    }

    private void makeBlock(int size, Instant now) {
        UUID id = ids.get();
        Instant producedAt = now.truncatedTo(ChronoUnit.MILLIS);
        byte[] atTransmitter = new byte[size];
        secrets.nextBytes(atTransmitter);
        byte[] atReceiver = atTransmitter.clone();
        if (!condition.endsAgree()) {
            for (int i = 0; i < DIFFERING_BYTES; i++) {
                atReceiver[i * size / DIFFERING_BYTES] ^= (byte) (1 + scatter.nextInt(255));
            }
        }
        transmitter.deliver(new KeyBlock(id, producedAt, atTransmitter));
        receiver.deliver(new KeyBlock(id, producedAt, atReceiver));
    }

    private void reportBothEnds(Instant now) {
        boolean completed = condition.exchanging() && !now.isBefore(estimationSince.plus(blockTime));
        if (completed) {
            long blocks = Duration.between(estimationSince, now).dividedBy(blockTime);
            estimationSince = estimationSince.plus(blockTime.multipliedBy(blocks));
        }
        if (!condition.telemetry()) {
            return;
        }
        Duration interval = completed ? longer(blockTime, reportTime) : reportTime;
        // Both ends compute the same estimate from the same disclosed symbols.
        Optional<Reading> reading = condition.exchanging()
                ? condition.channel().map(channel -> Reading.take(setup, channel, symbols(completed), scatter))
                : Optional.empty();
        Optional<UUID> block = completed ? Optional.of(ids.get()) : Optional.empty();
        for (End end : condition.alive()) {
            Optional<Reading> seen = condition.endsAgree() || end == End.TX
                    ? reading
                    : reading.map(r -> r.dimmedBy(DISAGREEMENT_DB, setup));
            DeviceState state = state(seen);
            double rate = yields(state) ? seen.orElseThrow().keyRate().bitsPerSecond() : 0;
            driver(end)
                    .report(new Report(
                            now.truncatedTo(ChronoUnit.MILLIS),
                            interval,
                            block,
                            state,
                            seen,
                            rate,
                            rate * shareMade()));
        }
    }

    /** How many disclosed symbols a reading rests on: a whole block's, or those of the block so far. */
    private long symbols(boolean wholeBlock) {
        double share = wholeBlock ? 1 : Math.min(1, (double) reportTime.toNanos() / blockTime.toNanos());
        return Math.max(1, (long) (setup.disclosedSymbols() * share));
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
        return new LinkStatus(link.id(), fault, keyRateBps, transmitter.status(), receiver.status());
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

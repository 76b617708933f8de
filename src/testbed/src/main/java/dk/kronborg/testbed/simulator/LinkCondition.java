package dk.kronborg.testbed.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What all phenomena together make of a link at one moment, physically. */
final class LinkCondition {

    private boolean quantumLight = true;
    private boolean classicalLight = true;
    private double extraLossDb;
    private double extraClassicalLossDb;
    private double noise;
    private double intercepted;
    private int extraChannels;
    private boolean calibrates = true;
    private boolean endsAgree = true;
    private final Set<End> alive = EnumSet.allOf(End.class);
    private final Set<End> reporting = EnumSet.allOf(End.class);
    private final Set<End> tampered = EnumSet.noneOf(End.class);
    private final Set<End> doorsOpen = EnumSet.noneOf(End.class);
    private final Map<End, Duration> skew = new EnumMap<>(End.class);

    private LinkCondition() {}

    /** Something that acts since a moment. */
    record Onset(Phenomenon what, Instant since) {

        /** How long it has acted; zero if the clock was set back. */
        Duration elapsed(Instant now) {
            Duration elapsed = Duration.between(since, now);
            return elapsed.isNegative() ? Duration.ZERO : elapsed;
        }
    }

    /**
     * The condition at that moment.
     *
     * @param overdue by how much the calibration of the shot noise is older than its interval; zero if it is not
     */
    static LinkCondition at(Instant now, Collection<Onset> acting, Duration overdue) {
        LinkCondition condition = new LinkCondition();
        acting.forEach(onset -> condition.suffer(onset.what(), seconds(onset.elapsed(now)), seconds(overdue)));
        return condition;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private void suffer(Phenomenon phenomenon, double elapsed, double overdue) {
        double hours = elapsed / 3600;
        switch (phenomenon) {
            case Phenomenon.Cut() -> cut();
            case Phenomenon.QuantumDown() -> quantumLight = false;
            case Phenomenon.Bend(double loss) -> lose(loss);
            case Phenomenon.Tap(double loss) -> extraLossDb += loss;
            case Phenomenon.Noise(double amount) -> noise += amount;
            // Two eavesdroppers one after the other: the second meets signals of the first as well.
            case Phenomenon.Intercept(double share) -> intercepted = 1 - (1 - intercepted) * (1 - share);
            case Phenomenon.Raman(int channels, double amount) -> {
                extraChannels += channels;
                noise += amount;
            }
            case Phenomenon.Drift(double lossPerHour, double noisePerHour) -> {
                lose(lossPerHour * hours);
                noise += noisePerHour * hours;
            }
            case Phenomenon.Uncalibrated(double noisePerHour) -> {
                calibrates = false;
                noise += noisePerHour * overdue / 3600;
            }
            case Phenomenon.Injection(double less) -> extraLossDb -= less;
            case Phenomenon.Flap(double period, double cutShare) -> {
                if (elapsed % period < cutShare * period) {
                    cut();
                }
            }
            case Phenomenon.Environment(double amount, double period) ->
                noise += amount * (1 - Math.cos(2 * Math.PI * elapsed / period)) / 2;
            case Phenomenon.Silence(var end) -> end.ifPresentOrElse(reporting::remove, reporting::clear);
            case Phenomenon.Dead(End end) -> alive.remove(end);
            case Phenomenon.Reboot(End end, double seconds) -> {
                if (elapsed < seconds) {
                    alive.remove(end);
                }
            }
            case Phenomenon.Skew(End end, double seconds) ->
                skew.merge(end, Duration.ofMillis(Math.round(seconds * 1000)), Duration::plus);
            case Phenomenon.Tamper(End end) -> tampered.add(end);
            case Phenomenon.Door(End end) -> doorsOpen.add(end);
            case Phenomenon.Disagree() -> endsAgree = false;
        }
    }

    private void cut() {
        quantumLight = false;
        classicalLight = false;
    }

    private void lose(double decibel) {
        extraLossDb += decibel;
        extraClassicalLossDb += decibel;
    }

    /** What the quantum channel is like; of use only while light gets through. */
    Disturbance disturbance() {
        return new Disturbance(extraLossDb, noise, intercepted);
    }

    boolean classicalLight() {
        return classicalLight;
    }

    double extraClassicalLossDb() {
        return extraClassicalLossDb;
    }

    int extraChannels() {
        return extraChannels;
    }

    /** Whether the shot noise is calibrated when it is due. */
    boolean calibrates() {
        return calibrates;
    }

    /** Whether both ends hold the same bytes and report the same loss. */
    boolean endsAgree() {
        return endsAgree;
    }

    /** Whether that device runs. */
    boolean alive(End end) {
        return alive.contains(end);
    }

    /** Whether that device runs and its telemetry gets out. */
    boolean reports(End end) {
        return alive(end) && reporting.contains(end);
    }

    boolean bothAlive() {
        return alive.size() == End.values().length;
    }

    /** Whether the two devices exchange quantum signals at all. */
    boolean exchanging() {
        return quantumLight && bothAlive();
    }

    boolean tampered(End end) {
        return tampered.contains(end);
    }

    boolean doorOpen(End end) {
        return doorsOpen.contains(end);
    }

    /** By how much that device's clock is ahead. */
    Duration skew(End end) {
        return skew.getOrDefault(end, Duration.ZERO);
    }
}

package dk.kronborg.linkmonitor.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is usual for a link, learnt while nothing ails it, and the few readings of the past that the newest one is
 * compared with.
 *
 * @param noise          excess noise over the last day, SNU
 * @param recentNoise    of the last readings, SNU
 * @param noiseRhythm    of the last minutes
 * @param keyRate        over the last day, bit/s
 * @param lossStep       whether the loss rose at once
 * @param classicalLoss  of the classical channel in the same cable over the last day, dB
 * @param classicalLost  whether that one had lost light too when the quantum channel last had
 * @param darkClassical  whether light was missing there too when nothing arrived on the quantum channel last
 * @param channels       classical channels lit in the fibre, newest
 * @param channelsAt     when their number changed last
 */
public record Baselines(
        Average noise,
        Average recentNoise,
        Rhythm noiseRhythm,
        Average keyRate,
        LossStep lossStep,
        Average classicalLoss,
        boolean classicalLost,
        Optional<Boolean> darkClassical,
        OptionalDouble channels,
        Optional<Instant> channelsAt) {

    /** How long it takes to learn what is usual. */
    static final Duration MEMORY = Duration.ofDays(1);

    private static final double WEIGHT_OF_NEWEST = 0.3;

    /** So much more loss of the classical channel is a loss of its own. */
    static final double CLASSICAL_LOSS_DB = 0.3;

    static final Baselines NONE = new Baselines(
            Average.NONE,
            Average.NONE,
            Rhythm.NONE,
            Average.NONE,
            LossStep.NONE,
            Average.NONE,
            false,
            Optional.empty(),
            OptionalDouble.empty(),
            Optional.empty());

    /**
     * After a reading of excess noise.
     *
     * @param usual   so far
     * @param teaches whether the reading is one to learn from
     */
    Baselines withNoise(double snu, Instant at, Average usual, boolean teaches) {
        return new Baselines(
                teaches ? usual.with(snu, at, MEMORY) : usual,
                recentNoise.weighing(snu, at, WEIGHT_OF_NEWEST),
                noiseRhythm.with(snu, at),
                keyRate,
                lossStep,
                classicalLoss,
                classicalLost,
                darkClassical,
                channels,
                channelsAt);
    }

    Baselines withKeyRate(double bitsPerSecond, Instant at) {
        return new Baselines(
                noise,
                recentNoise,
                noiseRhythm,
                keyRate.with(bitsPerSecond, at, MEMORY),
                lossStep,
                classicalLoss,
                classicalLost,
                darkClassical,
                channels,
                channelsAt);
    }

    Baselines withLossStep(LossStep step) {
        return new Baselines(
                noise,
                recentNoise,
                noiseRhythm,
                keyRate,
                step,
                classicalLoss,
                classicalLost,
                darkClassical,
                channels,
                channelsAt);
    }

    Baselines withClassicalLoss(Average loss, boolean lost) {
        return new Baselines(
                noise, recentNoise, noiseRhythm, keyRate, lossStep, loss, lost, darkClassical, channels, channelsAt);
    }

    Baselines withDarkClassical(Optional<Boolean> dark) {
        return new Baselines(
                noise,
                recentNoise,
                noiseRhythm,
                keyRate,
                lossStep,
                classicalLoss,
                classicalLost,
                dark,
                channels,
                channelsAt);
    }

    /** After a reading of how many classical channels are lit. */
    Baselines withChannels(double lit, Instant at) {
        boolean changed = channels.isPresent() && channels.getAsDouble() != lit;
        return new Baselines(
                noise,
                recentNoise,
                noiseRhythm,
                keyRate,
                lossStep,
                classicalLoss,
                classicalLost,
                darkClassical,
                OptionalDouble.of(lit),
                changed ? Optional.of(at) : channelsAt);
    }
}

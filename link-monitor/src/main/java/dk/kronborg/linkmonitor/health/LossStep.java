package dk.kronborg.linkmonitor.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells a loss that rises at once from one that creeps: compares the newest readings with the mean of the last minutes,
 * which follows what creeps.
 *
 * @param usual  mean of the last minutes, dB; stands still while a step is looked at
 * @param recent mean of the last readings, dB
 * @param onset  when the newest readings left the usual ones behind
 * @param sure   whether they have stayed so for the hold
 */
public record LossStep(Average usual, Average recent, Optional<Instant> onset, boolean sure) {

    /** Smallest step that is told. */
    static final double LEAST_DB = 0.1;

    /** Beyond this a step is no tap any more; nobody takes half the light unseen. */
    static final double MOST_DB = 3.0;

    private static final Duration MEMORY = Duration.ofMinutes(2);
    private static final Duration HOLD = Duration.ofSeconds(30);
    private static final double WEIGHT_OF_NEWEST = 0.5;
    private static final double SCATTERS = 4;
    private static final long LEAST_READINGS = 8;

    static final LossStep NONE = new LossStep(Average.NONE, Average.NONE, Optional.empty(), false);

    LossStep with(double lossDb, Instant at) {
        Average newest = recent.weighing(lossDb, at, WEIGHT_OF_NEWEST);
        double rise = newest.mean() - usual.mean();
        boolean risen = usual.readings() >= LEAST_READINGS && rise >= leastRise();
        boolean stays = onset.isPresent() && rise >= leastRise() / 2;
        if (!risen && !stays) {
            // What may be the beginning of a step does not teach so quickly what is usual.
            boolean apart = lossDb - usual.mean() >= leastRise() / 2;
            Duration memory = apart ? MEMORY.multipliedBy(10) : MEMORY;
            return new LossStep(usual.with(lossDb, at, memory), newest, Optional.empty(), false);
        }
        Instant began = onset.orElse(at);
        return new LossStep(
                usual,
                newest,
                Optional.of(began),
                sure || Duration.between(began, at).compareTo(HOLD) >= 0);
    }

    private double leastRise() {
        return Math.max(LEAST_DB, SCATTERS * usual.sigma());
    }

    /** How much the loss rose, dB; meaningful while {@link #sure}. */
    double sizeDb() {
        return recent.mean() - usual.mean();
    }

    /** Whether that loss belongs to the step that is looked at. */
    boolean holds(double lossDb) {
        return onset.isPresent() && lossDb - usual.mean() >= leastRise() / 2;
    }

    boolean ofATap() {
        return sure && sizeDb() <= MOST_DB;
    }
}

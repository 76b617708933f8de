package dk.kronborg.linkmonitor.health;

import java.time.Duration;
import java.time.Instant;

/**
 * Exponentially weighted mean and variance of readings that come at uneven times. The first readings weigh equally, so
 * that one of them does not stand for the past.
 *
 * @param mean     in the unit of the readings; NaN before the first
 * @param variance of the readings about the mean
 * @param readings how many there were
 * @param at       when the newest was
 */
public record Average(double mean, double variance, long readings, Instant at) {

    /** Before any reading. */
    static final Average NONE = new Average(Double.NaN, 0, 0, Instant.EPOCH);

    /** As if it had been so for ever. */
    static Average of(double value, Instant at) {
        return new Average(value, 0, 1, at);
    }

    /** After one more reading, of which the past is forgotten to the share 1/e in the time constant. */
    Average with(double reading, Instant time, Duration timeConstant) {
        if (readings == 0) {
            return of(reading, time);
        }
        double elapsed = Math.max(0, Duration.between(at, time).toNanos() / 1e9);
        double forgotten = 1 - Math.exp(-elapsed * 1e9 / timeConstant.toNanos());
        return moved(reading, time, Math.max(forgotten, 1.0 / (readings + 1)));
    }

    /** After one more reading that weighs so much, from 0 to 1. */
    Average weighing(double reading, Instant time, double weight) {
        return readings == 0 ? of(reading, time) : moved(reading, time, Math.max(weight, 1.0 / (readings + 1)));
    }

    private Average moved(double reading, Instant time, double weight) {
        double difference = reading - mean;
        double step = weight * difference;
        return new Average(mean + step, (1 - weight) * (variance + difference * step), readings + 1, time);
    }

    double sigma() {
        return Math.sqrt(variance);
    }
}

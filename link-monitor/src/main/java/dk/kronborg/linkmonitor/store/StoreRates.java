package dk.kronborg.linkmonitor.store;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * How fast keys come into a store and are used up: means of the past, in which what is older counts less by a factor of
 * e for every two minutes. Made of differences of totals, so a report that was lost changes nothing.
 *
 * @param since       when the first total was read
 * @param until       when the last was
 * @param supply      bit/s, as if nothing had come before {@code since}
 * @param consumption bit/s, the same
 */
public record StoreRates(Instant since, Instant until, double supply, double consumption) {

    /** Time constant of the means. */
    public static final Duration TIME_CONSTANT = Duration.ofMinutes(2);

    private static final double NANOS = 1e9;

    /** Nothing is known yet. */
    static StoreRates beginning(Instant at) {
        return new StoreRates(at, at, 0, 0);
    }

    /** After these bits more, at a later time. */
    StoreRates after(long suppliedMore, long consumedMore, Instant at) {
        double seconds = seconds(until, at);
        double kept = Math.exp(-seconds / seconds(TIME_CONSTANT));
        return new StoreRates(
                since,
                at,
                supply * kept + suppliedMore / seconds * (1 - kept),
                consumption * kept + consumedMore / seconds * (1 - kept));
    }

    /** Bits a second that come in. */
    public OptionalDouble supplyBps() {
        return mean(supply);
    }

    /** Bits a second that are used up. */
    public OptionalDouble consumptionBps() {
        return mean(consumption);
    }

    /** The weights of what was seen so far add up to less than one at first. */
    private OptionalDouble mean(double sum) {
        double weight = 1 - Math.exp(-seconds(since, until) / seconds(TIME_CONSTANT));
        return weight > 0 ? OptionalDouble.of(sum / weight) : OptionalDouble.empty();
    }

    private static double seconds(Instant from, Instant to) {
        return seconds(Duration.between(from, to));
    }

    private static double seconds(Duration duration) {
        return duration.toSeconds() + duration.toNanosPart() / NANOS;
    }
}

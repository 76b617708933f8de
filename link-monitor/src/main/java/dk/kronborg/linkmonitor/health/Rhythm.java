package dk.kronborg.linkmonitor.health;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a quantity comes and goes regularly: keeps the means of the last minutes and looks for a period in them.
 *
 * @param minute  the one that is going on
 * @param sum     of its readings
 * @param count   of its readings
 * @param means   of the minutes before, oldest first
 */
public record Rhythm(Instant minute, double sum, int count, List<Double> means) {

    private static final int KEPT = 48;
    private static final int SHORTEST_PERIOD = 3;
    private static final int PERIODS_SEEN = 3;
    private static final double CORRELATION = 0.5;

    static final Rhythm NONE = new Rhythm(Instant.EPOCH, 0, 0, List.of());

    public Rhythm {
        means = List.copyOf(means);
    }

    Rhythm with(double reading, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MINUTES);
        if (!now.isAfter(minute)) {
            return new Rhythm(minute, sum + reading, count + 1, means);
        }
        if (count == 0) {
            return new Rhythm(now, reading, 1, means);
        }
        List<Double> longer = new ArrayList<>(means);
        longer.add(sum / count);
        int from = Math.max(0, longer.size() - KEPT);
        return new Rhythm(now, reading, 1, longer.subList(from, longer.size()));
    }

    /** Whether there is a period of 3 minutes or more that was seen three times, and accounts for most of what varies. */
    boolean regular() {
        int size = means.size();
        double mean = means.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double power = correlation(mean, 0);
        if (!(power > 0)) {
            return false;
        }
        boolean fell = false;
        for (int lag = 1; lag * PERIODS_SEEN <= size; lag++) {
            double share = correlation(mean, lag) / power * size / (size - lag);
            fell |= share < 0;
            // What merely creeps resembles itself too, but never turns against itself first.
            if (fell && lag >= SHORTEST_PERIOD && share >= CORRELATION) {
                return true;
            }
        }
        return false;
    }

    private double correlation(double mean, int lag) {
        double total = 0;
        for (int i = lag; i < means.size(); i++) {
            total += (means.get(i) - mean) * (means.get(i - lag) - mean);
        }
        return total;
    }
}

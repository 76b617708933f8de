package dk.kronborg.testbed.bench;

import java.util.List;

/** The middle of a list of values. */
final class Median {

    private Median() {}

    /**
     * The value that as many are below as above; the mean of the middle two if their number is even.
     *
     * @throws IllegalArgumentException if there are none, or one is not a number
     */
    static double of(List<Double> values) {
        if (values.isEmpty() || values.stream().anyMatch(value -> value.isNaN())) {
            throw new IllegalArgumentException("a median is of one value or more, got " + values);
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}

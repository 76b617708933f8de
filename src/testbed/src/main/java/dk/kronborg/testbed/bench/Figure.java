package dk.kronborg.testbed.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one goal.
 *
 * @param goal      its number, such as P1
 * @param what      what was measured
 * @param unit      of the points; a figure that is judged as a ratio has none itself
 * @param reference what the other arm did; empty if there was none
 * @param ratio     whether the median of the rounds' ratios is judged, or the median of our own values
 * @param points    one for each round, in order
 */
record Figure(String goal, String what, String unit, String reference, boolean ratio, Bound bound, List<Point> points) {

    Figure {
        points = List.copyOf(points);
    }

    /** A figure that is judged by the ratio of the arms. */
    static <A, B> Figure ratio(
            String goal,
            String what,
            String unit,
            String reference,
            Bound bound,
            List<Round<A, B>> rounds,
            ToDoubleFunction<A> ours,
            ToDoubleFunction<B> theirs) {
        List<Point> points = rounds.stream()
                .map(round -> new Point(
                        ours.applyAsDouble(round.ours()), theirs.applyAsDouble(round.reference()), round.conditions()))
                .toList();
        return new Figure(goal, what, unit, reference, true, bound, points);
    }

    /** A figure that is judged by itself. */
    static <A, B> Figure absolute(
            String goal, String what, String unit, Bound bound, List<Round<A, B>> rounds, ToDoubleFunction<A> ours) {
        List<Point> points = rounds.stream()
                .map(round -> new Point(ours.applyAsDouble(round.ours()), Double.NaN, round.conditions()))
                .toList();
        return new Figure(goal, what, unit, "", false, bound, points);
    }

    /** What is judged. */
    double value() {
        return Median.of(points.stream().map(this::judged).toList());
    }

    double judged(Point point) {
        return ratio ? point.ratio() : point.ours();
    }

    double medianOfOurs() {
        return Median.of(points.stream().map(Point::ours).toList());
    }

    /** NaN if there is no reference arm. */
    double medianOfReference() {
        return reference.isEmpty()
                ? Double.NaN
                : Median.of(points.stream().map(Point::reference).toList());
    }

    String verdict() {
        return bound.verdict(value());
    }
}

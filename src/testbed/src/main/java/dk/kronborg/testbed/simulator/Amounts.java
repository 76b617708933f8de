package dk.kronborg.testbed.simulator;

/** Refuses amounts outside their range, naming both. */
final class Amounts {

    private Amounts() {}

    static void above(String name, double value, double least, double most, String unit) {
        require(value > least && value <= most, name + " is above " + text(least) + " and at most ", most, unit, value);
    }

    static void from(String name, double value, double least, double most, String unit) {
        require(value >= least && value <= most, name + " is from " + text(least) + " to ", most, unit, value);
    }

    private static void require(boolean holds, String rule, double most, String unit, double value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    rule + text(most) + (unit.isEmpty() ? "" : ' ' + unit) + ", got " + value);
        }
    }

    private static String text(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}

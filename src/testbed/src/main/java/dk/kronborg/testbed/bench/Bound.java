package dk.kronborg.testbed.bench;

/**
 * What is asked of a figure.
 *
 * @param better which values are the better ones
 * @param floor  beyond it the capability is not done; NaN if nothing is asked
 * @param goal   what is to be reached; NaN if nothing is asked
 */
record Bound(Better better, double floor, double goal) {

    /** Which of two values is better. */
    enum Better {
        HIGHER,
        LOWER
    }

    static Bound atLeast(double floor, double goal) {
        return new Bound(Better.HIGHER, floor, goal);
    }

    static Bound atMost(double floor, double goal) {
        return new Bound(Better.LOWER, floor, goal);
    }

    boolean reachesFloor(double value) {
        return reaches(value, floor);
    }

    boolean reachesGoal(double value) {
        return reaches(value, goal);
    }

    /** What is not asked for is reached. */
    private boolean reaches(double value, double bound) {
        return Double.isNaN(bound) || (better == Better.HIGHER ? value >= bound : value <= bound);
    }

    /** In words: {@code GOAL}, {@code floor}, {@code below the floor}; without a floor, {@code below the
     * goal}; without both, {@code not judged}. */
    String verdict(double value) {
        if (Double.isNaN(floor) && Double.isNaN(goal)) {
            return "not judged";
        }
        if (!reachesFloor(value)) {
            return "below the floor";
        }
        if (reachesGoal(value)) {
            return "GOAL";
        }
        return Double.isNaN(floor) ? "below the goal" : "floor";
    }
}

package dk.kronborg.testbed.bench;

/**
 * One round of a figure.
 *
 * @param reference NaN where a figure has no reference arm
 */
record Point(double ours, double reference, Conditions conditions) {

    double ratio() {
        return ours / reference;
    }
}

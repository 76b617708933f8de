package dk.kronborg.testbed.bench;

import java.util.Locale;

/** Numbers as people read them: three digits that count, thousands apart. */
final class Numbers {

    private static final int WHOLE = 100;

    private Numbers() {}

    /** {@code -} for what is not a number. */
    static String shown(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size >= WHOLE) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}

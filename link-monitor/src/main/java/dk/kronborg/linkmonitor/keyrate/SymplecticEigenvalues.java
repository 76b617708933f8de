package dk.kronborg.linkmonitor.keyrate;

/**
 * Symplectic eigenvalues of what the eavesdropper purifies: 1 and 2 before the receiver's measurement, 3 and 4 after
 * it; a fifth is always 1. An eigenvalue of 1 is a pure mode.
 *
 * @throws IllegalArgumentException if a value is below 1, NaN or infinite
 */
public record SymplecticEigenvalues(double nu1, double nu2, double nu3, double nu4) {

    private static final double LN2 = Math.log(2);

    public SymplecticEigenvalues {
        if (!(nu1 >= 1 && nu2 >= 1 && nu3 >= 1 && nu4 >= 1 && Double.isFinite(nu1 + nu2 + nu3 + nu4))) {
            throw new IllegalArgumentException("symplectic eigenvalues are finite and at least 1, got " + nu1 + ", "
                    + nu2 + ", " + nu3 + ", " + nu4);
        }
    }

    /**
     * From the coefficients of the two characteristic equations, {@code nu^4 - sum nu^2 + product = 0}.
     *
     * @param a sum of the squares of 1 and 2, {@code b} their product
     * @param c sum of the squares of 3 and 4, {@code d} their product
     */
    static SymplecticEigenvalues ofCoefficients(double a, double b, double c, double d) {
        double square1 = largerRoot(a, b);
        double square3 = largerRoot(c, d);
        // The product gives the smaller root without the cancellation of sum minus root.
        return new SymplecticEigenvalues(
                eigenvalue(square1), eigenvalue(b / square1), eigenvalue(square3), eigenvalue(d / square3));
    }

    private static double largerRoot(double sum, double product) {
        return (sum + Math.sqrt(Math.max(0, sum * sum - 4 * product))) / 2;
    }

    private static double eigenvalue(double square) {
        return Math.sqrt(Math.max(1, square));
    }

    /** What the eavesdropper learns about the receiver's data, chi_BE, bit per symbol. */
    double holevoBound() {
        return entropy(nu1) + entropy(nu2) - entropy(nu3) - entropy(nu4);
    }

    /** Entropy of a thermal mode, bit: {@code (x + 1) log2(x + 1) - x log2(x)}, written to be accurate near 0. */
    private static double entropy(double nu) {
        double photons = (nu - 1) / 2;
        if (photons < 1e-300) {
            return 0;
        }
        return (Math.log1p(photons) + photons * Math.log1p(1 / photons)) / LN2;
    }
}

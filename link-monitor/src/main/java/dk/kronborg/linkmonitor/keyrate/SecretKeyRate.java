package dk.kronborg.linkmonitor.keyrate;

import dk.kronborg.topology.network.CvQkdParameters;

/**
 * How fast a link makes secret key.
 *
 * @param bitsPerSecond bit/s, finite, not negative
 * @throws IllegalArgumentException if the rate is NaN, infinite or negative
 */
public record SecretKeyRate(double bitsPerSecond) {

    /** No key at all. */
    public static final SecretKeyRate ZERO = new SecretKeyRate(0);

    public SecretKeyRate {
        if (!(bitsPerSecond >= 0 && Double.isFinite(bitsPerSecond))) {
            throw new IllegalArgumentException("a secret key rate is finite and not negative, got " + bitsPerSecond);
        }
    }

    /**
     * The rate of a system that gains that much per symbol from the frames that error correction keeps.
     *
     * @param bitsPerSymbol gain per symbol sent; zero or less makes no key
     */
    static SecretKeyRate of(CvQkdParameters setup, double bitsPerSymbol) {
        return new SecretKeyRate(setup.symbolRateBd() * (1 - setup.frameErrorRate()) * Math.max(0, bitsPerSymbol));
    }

    /** A share of this rate, from 0 to 1. */
    public SecretKeyRate share(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is from 0 to 1, got " + share);
        }
        return new SecretKeyRate(share * bitsPerSecond);
    }
}

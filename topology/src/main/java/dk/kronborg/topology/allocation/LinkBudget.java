package dk.kronborg.topology.allocation;

/**
 * What a link makes and what of it is kept back, bits a second. A link here is whatever flows share: a QKD link, or all
 * of a hop.
 *
 * @param secretKeyRate  what it makes
 * @param relay          kept for relaying on behalf of others than the flows
 * @param authentication kept for one-time authentication
 * @param emergency      kept for emergencies
 * @throws IllegalArgumentException if a rate is negative or not finite
 */
public record LinkBudget(double secretKeyRate, double relay, double authentication, double emergency) {

    /** Which part of what a link makes can be guaranteed: rates fluctuate. */
    public static final double GUARANTEED_PART = 0.9;

    public LinkBudget {
        for (double rate : new double[] {secretKeyRate, relay, authentication, emergency}) {
            if (!(rate >= 0 && Double.isFinite(rate))) {
                throw new IllegalArgumentException("rates of a link are from 0 bit/s, got " + rate);
            }
        }
    }

    /** A link of which nothing is kept back. */
    public static LinkBudget all(double secretKeyRate) {
        return new LinkBudget(secretKeyRate, 0, 0, 0);
    }

    /** What flows may take together. */
    public double shareable() {
        return Math.max(0, secretKeyRate - relay - authentication - emergency);
    }

    /** What may be guaranteed to flows together. */
    public double guaranteeable() {
        return Math.min(GUARANTEED_PART * secretKeyRate, shareable());
    }
}

package dk.kronborg.topology.path;

/**
 * What makes a hop dear:
 * {@code hop + store * max(0, 1 - stored / target) + rate * demand / max(secret key rate, leastRate) + suspicion * s},
 * and {@code trust * penalty} for each relay.
 *
 * @param hop       for each hop, since it takes a bit of pad for each bit of key; above 0
 * @param store     for an empty store
 * @param rate      for a demand as large as the secret key rate
 * @param trust     for each unit of {@link NodeTrust#penalty}
 * @param suspicion for full suspicion
 * @param leastRate what a lower secret key rate is taken for, bits a second, above 0
 * @throws IllegalArgumentException if a weight is negative, not finite or above a million, or one that is to be above 0
 *     is 0
 */
public record CostWeights(double hop, double store, double rate, double trust, double suspicion, double leastRate) {

    private static final double MOST = 1e6;

    /** 1, 4, 2, 2 and 10, and one key of 256 bits a second. */
    public static final CostWeights DEFAULT = new CostWeights(1, 4, 2, 2, 10, 256);

    public CostWeights {
        require("hop", hop, Double.MIN_VALUE);
        require("store", store, 0);
        require("rate", rate, 0);
        require("trust", trust, 0);
        require("suspicion", suspicion, 0);
        require("least rate", leastRate, Double.MIN_VALUE);
    }

    private static void require(String what, double value, double least) {
        if (!(value >= least && value <= MOST)) {
            throw new IllegalArgumentException("the weight " + what + " is " + (least > 0 ? "above 0" : "from 0")
                    + " and at most a million, got " + value);
        }
    }

    /** What a hop of that condition costs, without the relays at its ends. */
    double of(double storedBits, double targetBits, double demand, double secretKeyRate, double suspected) {
        double missing = targetBits == 0 ? 0 : Math.max(0, 1 - storedBits / targetBits);
        return hop + store * missing + rate * (demand / Math.max(secretKeyRate, leastRate)) + suspicion * suspected;
    }
}

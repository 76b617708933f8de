package dk.kronborg.console;

import dk.kronborg.topology.network.Network;

/** How much one question may take: every pair is looked at anew for every failure, the longer the larger the network. */
final class PlanningEffort {

    /** Some ten seconds. */
    private static final double MOST = 2e6;

    private PlanningEffort() {}

    /**
     * Refuses what would take too long.
     *
     * @param of       KMEs whose pairs are looked at; 0 for all
     * @param failures that are looked at one by one
     */
    static void check(Network network, int of, int failures) {
        double kmes = network.kmes().size();
        double pairs = of == 0 ? kmes * (kmes - 1) / 2 : of * (kmes - 1);
        double effort = pairs * (failures + 1) * (kmes + network.links().size());
        if (effort > MOST) {
            throw RefusedRequestException.invalid("%.0f pairs of KMEs in %d failures take too long in a network of %.0f"
                            .formatted(pairs, failures, kmes)
                    + " KMEs; name fewer KMEs with the parameter of, as in of=KME-MFA, or what is to fail with site, kme,"
                    + " link or cable");
        }
    }
}

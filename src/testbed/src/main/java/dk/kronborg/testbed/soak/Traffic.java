package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.checker.History;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Who orders keys for whom.
 *
 * @param strangers to every slave another SAE, who sometimes asks for its keys
 * @param longestPauseMillis between two orders of one thread
 * @param hungry those who order as much as a block holds, again and again, until they are taken out
 */
record Traffic(List<Custom> customs, Map<String, String> strangers, int longestPauseMillis, Set<Custom> hungry) {

    /** By how many threads who orders for whom. */
    record Custom(String master, List<String> slaves, int threads) {

        boolean isServedSince(History history, long moment) {
            return slaves.stream().allMatch(slave -> history.isServedSince(master, slave, moment));
        }

        @Override
        public String toString() {
            return master + " for " + String.join(", ", slaves);
        }
    }

    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MFA_2 = "SAE-MFA-2";
    private static final String MFA_3 = "SAE-MFA-3";
    private static final String MOD_1 = "SAE-MOD-1";
    private static final String MOD_2 = "SAE-MOD-2";
    /** Orders nothing; fetches at a KME of its own. */
    private static final String DC2_1 = "SAE-DC2-1";

    /** On the network {@code quick}. */
    static final Traffic QUICK = new Traffic(
            List.of(
                    new Custom(MFA_1, List.of(MOD_1), 2),
                    new Custom(MFA_2, List.of(MOD_2), 2),
                    new Custom(MFA_3, List.of(MOD_2), 1),
                    new Custom(MOD_1, List.of(MFA_1), 2),
                    new Custom(MOD_2, List.of(MFA_2), 2),
                    new Custom(MOD_1, List.of(DC2_1), 1),
                    new Custom(MFA_1, List.of(MOD_1, MOD_2), 1),
                    new Custom(MOD_1, List.of(MFA_1, DC2_1), 1)),
            Map.of(MFA_1, MFA_2, MFA_2, MFA_1, MFA_3, MFA_1, MOD_1, MOD_2, MOD_2, MOD_1, DC2_1, "SAE-DC2-2"),
            150);

    private static final int PAUSE_OF_MANY_MILLIS = 8000;

    /** Nobody is hungry. */
    Traffic(List<Custom> customs, Map<String, String> strangers, int longestPauseMillis) {
        this(List.copyOf(customs), Map.copyOf(strangers), longestPauseMillis, ConcurrentHashMap.newKeySet());
    }

    /**
     * Between any two manned sites, by an SAE of each; half of all pairs one way, half the other.
     *
     * @throws IllegalArgumentException if a manned site has fewer than two SAEs
     */
    static Traffic betweenSites(Network network) {
        List<List<String>> sites = new ArrayList<>();
        for (Site site : network.sites()) {
            if (site.manned()) {
                sites.add(saesAt(network, site));
            }
        }
        List<Custom> customs = new ArrayList<>();
        Map<String, String> strangers = new HashMap<>();
        for (int i = 0; i < sites.size(); i++) {
            strangers.put(sites.get(i).getFirst(), sites.get(i).get(1));
            for (int j = i + 1; j < sites.size(); j++) {
                boolean forwards = (i + j) % 2 == 0;
                String one = sites.get(i).getFirst();
                String other = sites.get(j).getFirst();
                customs.add(new Custom(forwards ? one : other, List.of(forwards ? other : one), 1));
            }
        }
        return new Traffic(customs, strangers, PAUSE_OF_MANY_MILLIS);
    }

    private static List<String> saesAt(Network network, Site site) {
        Set<KmeId> kmes = network.kmes().stream()
                .filter(kme -> kme.site().equals(site.id()))
                .map(kme -> kme.id())
                .collect(Collectors.toUnmodifiableSet());
        List<String> saes = network.saes().stream()
                .filter(sae -> kmes.contains(sae.kme()))
                .map(Sae::id)
                .map(Object::toString)
                .toList();
        if (saes.size() < 2) {
            throw new IllegalArgumentException("site " + site.id() + " has fewer than two SAEs");
        }
        return saes;
    }

    /** Orders for one slave of which one was not served by requests made after that moment. */
    List<Custom> unservedSince(History history, long moment) {
        return customs.stream()
                .filter(custom -> custom.slaves().size() == 1)
                .filter(custom -> !custom.isServedSince(history, moment))
                .toList();
    }
}

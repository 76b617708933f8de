package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.SaePair;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a KME demands by its own configuration beyond the map: it can only forbid.
 *
 * @param policy what keys must rest on besides what the map says; local keys rest on nothing, and stay as they are
 * @param barred SAEs that may share no keys
 */
public record Tightening(Optional<KeyPolicy> policy, Set<SaeId> barred) {

    public Tightening {
        barred = Set.copyOf(barred);
    }

    /** A KME that demands nothing. */
    public static Tightening none() {
        return new Tightening(Optional.empty(), Set.of());
    }

    /** The network as the map says, in which no pair is laxer than is demanded here, and the barred SAEs are in none. */
    public Network of(Network network) {
        List<SaePair> pairs = network.pairs().stream()
                .filter(pair -> !barred.contains(pair.first()) && !barred.contains(pair.second()))
                .map(pair -> new SaePair(
                        pair.first(),
                        pair.second(),
                        network.policy(pair.first(), pair.second()).map(this::tightened)))
                .toList();
        return network.sharing(pairs);
    }

    private PairPolicy tightened(PairPolicy said) {
        return switch (said) {
            case PairPolicy.Local local -> local;
            case KeyPolicy keys -> policy.map(keys::and).orElse(keys);
        };
    }
}

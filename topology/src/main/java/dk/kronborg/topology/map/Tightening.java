package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PairPolicy;
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

    /** What keys these two may have, if any, as {@link Network#policy} says and by what is demanded here. */
    public Optional<PairPolicy> policy(Network network, SaeId one, SaeId other) {
        if (barred.contains(one) || barred.contains(other)) {
            return Optional.empty();
        }
        return network.policy(one, other).map(said -> switch (said) {
            case PairPolicy.Local local -> local;
            case KeyPolicy keys -> policy.map(keys::and).orElse(keys);
        });
    }
}

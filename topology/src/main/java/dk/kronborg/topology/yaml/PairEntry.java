package dk.kronborg.topology.yaml;

import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.PolicyClass;
import dk.kronborg.topology.network.SaePair;
import java.util.Optional;

/**
 * A pair as it stands in a document: the members of a {@link PolicyEntry} beside its SAEs.
 *
 * @param policy nothing, LOCAL or what the name of a class stands for
 * @throws IllegalArgumentException if these do not go together
 */
record PairEntry(
        SaeId first,
        SaeId second,
        Optional<PairPolicy> policy,
        Optional<Boolean> qkdRequired,
        Optional<Boolean> itsOnly) {

    PairEntry {
        Optional<PolicyEntry> entry = entry(policy, qkdRequired, itsOnly);
        if (entry.isEmpty() && (qkdRequired.isPresent() || itsOnly.isPresent())) {
            throw new IllegalArgumentException("qkd_required and its_only go with the class of a policy, got "
                    + policy.map(given -> "policy " + given.name()).orElse("no policy"));
        }
        new SaePair(first, second);
    }

    static PairEntry of(SaePair pair) {
        Optional<PolicyEntry> entry = pair.policy().flatMap(policy -> switch (policy) {
            case PairPolicy.Local local -> Optional.empty();
            case KeyPolicy keys -> Optional.of(PolicyEntry.of(keys));
        });
        return new PairEntry(
                pair.first(),
                pair.second(),
                pair.policy(),
                entry.flatMap(PolicyEntry::qkdRequired),
                entry.flatMap(PolicyEntry::itsOnly));
    }

    SaePair pair() {
        Optional<PairPolicy> keys = entry(policy, qkdRequired, itsOnly).map(PolicyEntry::keyPolicy);
        return new SaePair(first, second, keys.or(() -> policy));
    }

    private static Optional<PolicyEntry> entry(
            Optional<PairPolicy> policy, Optional<Boolean> qkdRequired, Optional<Boolean> itsOnly) {
        return policy.flatMap(given -> switch (given) {
                    case PairPolicy.Local local -> Optional.<PolicyClass>empty();
                    case KeyPolicy keys -> PolicyClass.of(keys);
                })
                .map(name -> new PolicyEntry(name, qkdRequired, itsOnly));
    }
}

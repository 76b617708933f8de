package dk.kronborg.topology.yaml;

import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.PolicyClass;
import java.util.Optional;

/**
 * A policy as it stands in a document: a class, and what is said besides.
 *
 * @param qkdRequired of ALWAYS_HYBRID only: whether there are to be no keys while there are no quantum keys, as is
 *                    meant where nothing is said
 * @param itsOnly     of policies only that never fall back to PQC
 * @throws IllegalArgumentException if these do not go together
 */
record PolicyEntry(PolicyClass policy, Optional<Boolean> qkdRequired, Optional<Boolean> itsOnly) {

    PolicyEntry {
        if (qkdRequired.isPresent() && !policy.leavesQkdOpen()) {
            throw new IllegalArgumentException(
                    "qkd_required goes with policy ALWAYS_HYBRID only, got it with " + policy);
        }
        if (itsOnly.orElse(false) && (policy.policy().mayFallBackToPqc() || !qkdRequired.orElse(true))) {
            throw new IllegalArgumentException("its_only goes with policies that never fall back to PQC, QKD_ONLY and"
                    + " ALWAYS_HYBRID with qkd_required, got it with " + policy
                    + (qkdRequired.isPresent() ? " and qkd_required: false" : ""));
        }
    }

    static PolicyEntry of(KeyPolicy policy) {
        PolicyClass name = PolicyClass.of(policy).orElseThrow();
        return new PolicyEntry(
                name,
                name.leavesQkdOpen() && policy.mayFallBackToPqc() ? Optional.of(false) : Optional.empty(),
                policy.itsOnly() ? Optional.of(true) : Optional.empty());
    }

    KeyPolicy keyPolicy() {
        KeyPolicy named = policy.policy();
        return new KeyPolicy(
                named.needsQkd(),
                named.needsPqc(),
                qkdRequired.map(required -> !required).orElse(named.mayFallBackToPqc()),
                itsOnly.orElse(false));
    }
}

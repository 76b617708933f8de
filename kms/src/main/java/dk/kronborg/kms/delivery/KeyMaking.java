package dk.kronborg.kms.delivery;

import dk.kronborg.kms.block.HybridCombiner;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecondSecret;
import dk.kronborg.kms.epoch.HybridKey;
import dk.kronborg.kms.epoch.Suite;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.SaeId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes keys of runs for two SAEs: both ends the same key of the same run. */
record KeyMaking(Making making, SaeId initiator, SaeId target) {

    /**
     * A key; its bytes are to be closed by the caller.
     *
     * @param run    taken over
     * @param block  that the run lies in
     * @param second the block's second secret, taken over; asked for only if the key is hybrid
     * @return nothing if the key is hybrid and the block has no second secret
     */
    Optional<DeliveredKey> key(UUID id, SecretBytes run, Provenance block, Supplier<Optional<SecondSecret>> second) {
        Optional<HybridCombiner> combiner = making.combiner();
        if (combiner.isEmpty()) {
            return Optional.of(new DeliveredKey(id, run, KeyProvenance.ofRun(block)));
        }
        try (run) {
            return second.get().map(secret -> {
                try (secret) {
                    return hybrid(id, run, block, secret, combiner.get());
                }
            });
        }
    }

    private DeliveredKey hybrid(
            UUID id, SecretBytes run, Provenance block, SecondSecret second, HybridCombiner combiner) {
        String suite = second.epoch().suite();
        HybridKey key = new HybridKey(
                id,
                initiator,
                target,
                Suite.named(suite).orElseThrow(() -> new IllegalStateException("this version knows no suite " + suite)),
                second.transcript());
        return new DeliveredKey(
                id,
                key.derive(combiner, run, second.secret()),
                KeyProvenance.ofHybrid(block, second.epoch(), combiner));
    }
}

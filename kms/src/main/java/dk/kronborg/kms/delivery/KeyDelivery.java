package dk.kronborg.kms.delivery;

import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.keyid.KeyBinding;
import dk.kronborg.kms.keyid.SealedKeyId;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.pool.Allocation;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The initiator's side of key delivery: allocates fresh keys for a pair of SAEs and seals their IDs. A key
 * leaves only when its bits are recorded as spent.
 *
 * <p>Safe for use by several threads.
 */
public final class KeyDelivery {

    private final KmeId here;
    private final Network network;
    private final Map<PoolId, AllocatingPool> pools;
    private final SpendingLedger ledger;
    private final Clock clock;
    private final int defaultKeyBytes;
    private final long mostKeys;

    /**
     * The delivery of one KME.
     *
     * @param pools           all pools from here
     * @param defaultKeyBytes size in which stored keys are counted
     * @param mostKeys        upper bound of the stored keys of a pool
     */
    public KeyDelivery(
            KmeId here,
            Network network,
            Map<PoolId, AllocatingPool> pools,
            SpendingLedger ledger,
            Clock clock,
            int defaultKeyBytes,
            long mostKeys) {
        this.here = here;
        this.network = network;
        this.pools = pools;
        this.ledger = ledger;
        this.clock = clock;
        this.defaultKeyBytes = defaultKeyBytes;
        this.mostKeys = mostKeys;
    }

    /**
     * How the pair stands.
     *
     * @return nothing if there is no such target, or it may not share keys with the caller
     */
    public Optional<PairStatus> status(SaeId initiator, SaeId target) {
        return network.sae(target)
                .filter(sae -> network.mayShareKeys(initiator, target))
                .map(sae -> new PairStatus(here, sae.kme(), stored(sae), mostKeys));
    }

    private long stored(Sae target) {
        // Pushes that come in together may overshoot the capacity by a block or two.
        return pool(target)
                .map(pool -> Math.min(pool.storedKeys(defaultKeyBytes), mostKeys))
                .orElse(0L);
    }

    private Optional<AllocatingPool> pool(Sae target) {
        return target.kme().equals(here)
                ? Optional.empty()
                : Optional.ofNullable(pools.get(new PoolId(here, target.kme())));
    }

    /**
     * Delivers fresh keys, all or none.
     *
     * @param count    from 1
     * @param keyBytes size of each
     */
    public DeliveryOutcome deliver(SaeId initiator, SaeId target, int count, int keyBytes) {
        Optional<Sae> sae = network.sae(target);
        if (sae.isEmpty()) {
            return new DeliveryOutcome.NoSuchTarget("there is no SAE of that ID");
        }
        if (!network.mayShareKeys(initiator, target)) {
            return new DeliveryOutcome.NotEntitled();
        }
        if (sae.get().kme().equals(here)) {
            return new DeliveryOutcome.NoSuchTarget("both SAEs have the same KME, between them there is no QKD");
        }
        Optional<AllocatingPool> pool = pool(sae.get());
        Optional<SecretBytes> mask = pool.flatMap(AllocatingPool::mask);
        if (pool.isEmpty() || mask.isEmpty()) {
            return new DeliveryOutcome.NotEnoughKeys(0);
        }
        try (SecretBytes maskKey = mask.get()) {
            Optional<Allocation> allocation = pool.get().allocate(count, keyBytes);
            if (allocation.isEmpty()) {
                return new DeliveryOutcome.NotEnoughKeys(pool.get().storedKeys(keyBytes));
            }
            try (Allocation taken = allocation.get()) {
                KeyBinding binding = new KeyBinding(pool.get().id(), initiator, target);
                return record(pool.get(), taken, binding, maskKey);
            }
        }
    }

    private DeliveryOutcome record(AllocatingPool pool, Allocation taken, KeyBinding binding, SecretBytes mask) {
        List<DeliveredKey> keys = new ArrayList<>();
        boolean recorded = false;
        try {
            taken.forEach((pointer, tagKey, key) ->
                    keys.add(new DeliveredKey(SealedKeyId.seal(pointer, binding, tagKey, mask), key)));
            AuditRecord audit = new AuditRecord(
                    clock.instant(),
                    AuditRecord.Event.DELIVERED,
                    binding.initiator(),
                    binding.target(),
                    keys.stream().map(DeliveredKey::id).toList());
            recorded = ledger.allocate(taken.moves(), audit) == SpendingLedger.Outcome.RECORDED;
            return recorded ? new DeliveryOutcome.Delivered(keys) : new DeliveryOutcome.Unavailable();
        } finally {
            if (!recorded) {
                keys.forEach(key -> key.key().close());
                pool.doubt();
            }
        }
    }
}

package dk.kronborg.kms.delivery;

import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.handover.Multicast;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.keyid.KeyBinding;
import dk.kronborg.kms.keyid.SealedKeyId;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.kms.policy.Stock;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.pool.Allocation;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.kms.pool.StoreLevel;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The initiator's side of key delivery: allocates fresh keys for a pair of SAEs and seals their IDs, or has keys drawn
 * at random where no run of a block can serve. A key leaves only when it is recorded.
 *
 * <p>Safe for use by several threads.
 */
public final class KeyDelivery {

    private final KmeId here;
    private final Network network;
    private final Map<PoolId, StoreGauge> stores;
    private final SpendingLedger ledger;
    private final Multicast multicast;
    private final PairRate rate;
    private final Drain drain;
    private final Clock clock;
    private final RunningTime time;

    /**
     * The delivery of one KME.
     *
     * @param stores all pools from here
     */
    public KeyDelivery(
            KmeId here,
            Network network,
            Map<PoolId, StoreGauge> stores,
            SpendingLedger ledger,
            Multicast multicast,
            PairRate rate,
            Drain drain,
            Clock clock,
            RunningTime time) {
        this.here = here;
        this.network = network;
        this.stores = stores;
        this.ledger = ledger;
        this.multicast = multicast;
        this.rate = rate;
        this.drain = drain;
        this.clock = clock;
        this.time = time;
    }

    /**
     * How the pair stands.
     *
     * @return nothing if there is no such target, or it may not share keys with the caller
     */
    public Optional<PairStatus> status(SaeId initiator, SaeId target) {
        return network.sae(target)
                .filter(sae -> network.mayShareKeys(initiator, target))
                .map(sae -> new PairStatus(
                        here,
                        sae.kme(),
                        mayHaveLocalKeys(initiator, target) ? Optional.empty() : Optional.of(store(sae))));
    }

    private PairStatus.Store store(Sae target) {
        StoreGauge gauge = target.kme().equals(here) ? null : stores.get(new PoolId(here, target.kme()));
        if (gauge == null) {
            return PairStatus.Store.NONE;
        }
        // As of the last second: of a store that cannot be read nobody knows what it can deliver.
        gauge.pool().refreshIfOld();
        StoreGauge.Reading reading = gauge.read();
        return new PairStatus.Store(reading.stored(), gauge.mostKeys(), reading.level());
    }

    private boolean mayHaveLocalKeys(SaeId initiator, SaeId target) {
        return network.pair(initiator, target).filter(SaePair::mayHaveLocalKeys).isPresent();
    }

    /** Delivers fresh keys, all or none. */
    public DeliveryOutcome deliver(KeyOrder order) {
        if (drain.concerns(order.initiator(), order.targets())) {
            return new DeliveryOutcome.Draining();
        }
        Map<KmeId, List<SaeId>> homes = new LinkedHashMap<>();
        for (SaeId target : order.targets()) {
            Optional<Sae> sae = network.sae(target);
            if (sae.isEmpty()) {
                return new DeliveryOutcome.NoSuchTarget("there is no SAE of that ID");
            }
            if (!network.mayShareKeys(order.initiator(), target)) {
                return new DeliveryOutcome.NotEntitled();
            }
            homes.computeIfAbsent(sae.get().kme(), kme -> new ArrayList<>()).add(target);
        }
        List<SaeId> atHome = homes.getOrDefault(here, List.of());
        if (!atHome.stream().allMatch(target -> mayHaveLocalKeys(order.initiator(), target))) {
            return new DeliveryOutcome.NoSuchTarget("both SAEs have the same KME, between them there is no QKD");
        }
        if (!atHome.isEmpty()) {
            return deliverAtHome(order, atHome.size() < order.targets().size());
        }
        Optional<Decision.Reason> refused = refusal(order);
        if (refused.isPresent()) {
            return new DeliveryOutcome.Unavailable(refused.get().name());
        }
        List<StoreGauge> ways = new ArrayList<>();
        for (KmeId home : homes.keySet()) {
            StoreGauge store = stores.get(new PoolId(here, home));
            if (store == null) {
                return new DeliveryOutcome.NotEnoughKeys(0);
            }
            ways.add(store);
        }
        return deliverInItsShare(
                order,
                order.targets().size() == 1
                        ? () -> deliver(ways.getFirst(), order)
                        : () -> multicast(ways, homes, order));
    }

    /** Why keys of quantum bits alone, of which this delivers no others, are below the policy of a pair, if they are. */
    private Optional<Decision.Reason> refusal(KeyOrder order) {
        for (SaeId target : order.targets()) {
            if (network.policy(order.initiator(), target).orElseThrow() instanceof KeyPolicy policy
                    && Decision.of(policy, Mode.QKD_NORMAL, new Stock(false, false))
                            instanceof Decision.Refuse(Decision.Reason reason)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    /** Local keys, which the pair of an initiator and a target elsewhere must not have. */
    private DeliveryOutcome deliverAtHome(KeyOrder order, boolean othersElsewhere) {
        if (othersElsewhere) {
            return new DeliveryOutcome.NoSuchTarget(
                    "keys for an SAE of the same KME are LOCAL, those for SAEs of other KMEs are not: ask for them apart");
        }
        if (!order.required().admitsLocalKeys()) {
            return new DeliveryOutcome.Unmet();
        }
        return deliverInItsShare(order, () -> {
            Multicast.Outcome outcome =
                    multicast.deliverAtHome(order.initiator(), order.targets(), order.count(), order.keyBytes());
            return settled(outcome, order, Optional::empty);
        });
    }

    private DeliveryOutcome deliverInItsShare(KeyOrder order, Supplier<DeliveryOutcome> delivery) {
        int wait = rate.take(order);
        if (wait > 0) {
            return new DeliveryOutcome.TooFast(wait);
        }
        boolean delivered = false;
        try {
            DeliveryOutcome outcome = delivery.get();
            delivered = outcome instanceof DeliveryOutcome.Delivered;
            return outcome;
        } finally {
            if (!delivered) {
                rate.giveBack(order);
            }
        }
    }

    private DeliveryOutcome multicast(List<StoreGauge> ways, Map<KmeId, List<SaeId>> homes, KeyOrder order) {
        List<Multicast.Leg> legs = ways.stream()
                .map(way -> new Multicast.Leg(
                        way.pool(), homes.getOrDefault(way.pool().id().to(), List.of())))
                .toList();
        Multicast.Outcome outcome = multicast(legs, order, order.best());
        if (outcome instanceof Multicast.Outcome.TooFew && order.hasWish()) {
            outcome = multicast(legs, order, order.required());
        }
        return settled(
                outcome, order, () -> ways.stream().map(StoreGauge::level).min(Comparator.naturalOrder()));
    }

    private static DeliveryOutcome settled(
            Multicast.Outcome outcome, KeyOrder order, Supplier<Optional<StoreLevel>> level) {
        return switch (outcome) {
            case Multicast.Outcome.TooFew(AllocatingPool pool) -> tooFew(pool, order);
            case Multicast.Outcome.Unavailable(String reason) -> new DeliveryOutcome.Unavailable(reason);
            case Multicast.Outcome.Delivered(List<DeliveredKey> keys) ->
                new DeliveryOutcome.Delivered(keys, level.get());
        };
    }

    private Multicast.Outcome multicast(List<Multicast.Leg> legs, KeyOrder order, KeyRequirement requirement) {
        return multicast.deliver(
                new Multicast.Request(order.initiator(), legs, order.count(), order.keyBytes(), meets(requirement)));
    }

    private DeliveryOutcome deliver(StoreGauge store, KeyOrder order) {
        AllocatingPool pool = store.pool();
        Optional<SecretBytes> mask = pool.mask();
        if (mask.isEmpty()) {
            return tooFew(pool, order);
        }
        try (SecretBytes maskKey = mask.get()) {
            Optional<Allocation> allocation = allocate(pool, order);
            if (allocation.isEmpty()) {
                return tooFew(pool, order);
            }
            try (Allocation taken = allocation.get()) {
                KeyBinding binding = new KeyBinding(
                        pool.id().from(),
                        pool.id().to(),
                        order.initiator(),
                        order.targets().getFirst());
                return record(store, taken, binding, maskKey);
            }
        }
    }

    /** As wished if that can be had, else as required. */
    private Optional<Allocation> allocate(AllocatingPool pool, KeyOrder order) {
        Optional<Allocation> best = allocate(pool, order, order.best());
        return best.isEmpty() && order.hasWish() ? allocate(pool, order, order.required()) : best;
    }

    private Optional<Allocation> allocate(AllocatingPool pool, KeyOrder order, KeyRequirement requirement) {
        return pool.allocate(order.count(), order.keyBytes(), meets(requirement));
    }

    private Predicate<OpenBlock> meets(KeyRequirement requirement) {
        long now = time.seconds();
        return block -> requirement.admitsLinkKeys() && requirement.admitsAge(now - block.madeAt());
    }

    /** Waiting may help against a shortage, but not against a requirement that nothing here can meet. */
    private static DeliveryOutcome tooFew(AllocatingPool pool, KeyOrder order) {
        long stored = pool.storedKeys(order.keyBytes());
        boolean unmet =
                !order.required().admitsLinkKeys() || (order.required().isAboutAge() && stored >= order.count());
        return unmet ? new DeliveryOutcome.Unmet() : new DeliveryOutcome.NotEnoughKeys(stored);
    }

    private DeliveryOutcome record(StoreGauge store, Allocation taken, KeyBinding binding, SecretBytes mask) {
        List<DeliveredKey> keys = new ArrayList<>();
        boolean recorded = false;
        try {
            taken.forEach((pointer, tagKey, key, provenance) ->
                    keys.add(new DeliveredKey(SealedKeyId.seal(pointer, binding, tagKey, mask), key, provenance)));
            AuditRecord audit = new AuditRecord(
                    clock.instant(),
                    AuditRecord.Event.DELIVERED,
                    binding.initiator(),
                    binding.target(),
                    keys.stream().map(DeliveredKey::id).toList());
            recorded = ledger.record(Spending.ofDelivery(taken.moves(), audit)) == SpendingLedger.Outcome.RECORDED;
            return recorded
                    ? new DeliveryOutcome.Delivered(keys, Optional.of(store.level()))
                    : new DeliveryOutcome.Unavailable("the key store does not answer");
        } finally {
            if (!recorded) {
                keys.forEach(key -> key.key().close());
                store.pool().doubt(taken);
            }
        }
    }
}

package dk.kronborg.kms.delivery;

import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.handover.Multicast;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.keyid.KeyBinding;
import dk.kronborg.kms.keyid.SealedKeyId;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.kms.policy.Decision.Choice;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.pool.Allocation;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.pool.StoreGauge;
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
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The initiator's side of key delivery: allocates fresh keys for a pair of SAEs and seals their IDs, or has keys drawn
 * at random where no run of a block can serve. A key leaves only when it is recorded.
 *
 * <p>Safe for use by several threads.
 */
public final class KeyDelivery {

    private final KmeId here;
    private final Supplier<Network> network;
    private final Map<KmeId, Way> ways;
    private final SpendingLedger ledger;
    private final Multicast multicast;
    private final PairRate rate;
    private final Drain drain;
    private final Clock clock;
    private final RunningTime time;
    private final ObjLongConsumer<KmeId> demand;

    /**
     * The delivery of one KME.
     *
     * @param ways   to all other KMEs that pools lead to
     * @param demand told how many bits are asked for, and of the key shared with which KME, whether they are delivered or not
     */
    public KeyDelivery(
            KmeId here,
            Supplier<Network> network,
            Map<KmeId, Way> ways,
            SpendingLedger ledger,
            Multicast multicast,
            PairRate rate,
            Drain drain,
            Clock clock,
            RunningTime time,
            ObjLongConsumer<KmeId> demand) {
        this.here = here;
        this.network = network;
        this.ways = ways;
        this.ledger = ledger;
        this.multicast = multicast;
        this.rate = rate;
        this.drain = drain;
        this.clock = clock;
        this.time = time;
        this.demand = demand;
    }

    /**
     * How the pair stands.
     *
     * @return nothing if there is no such target, or it may not share keys with the caller
     */
    public Optional<PairStatus> status(SaeId initiator, SaeId target) {
        return network.get()
                .sae(target)
                .filter(sae -> network.get().mayShareKeys(initiator, target))
                .map(sae -> new PairStatus(
                        here,
                        sae.kme(),
                        mayHaveLocalKeys(initiator, target)
                                ? Optional.empty()
                                : Optional.of(store(policy(initiator, target), sae))));
    }

    private PairStatus.Store store(KeyPolicy policy, Sae target) {
        Way way = target.kme().equals(here) ? null : ways.get(target.kme());
        if (way == null) {
            return PairStatus.Store.NONE;
        }
        // As of the last second: of a store that cannot be read nobody knows what it can deliver.
        refreshIfOld(List.of(way));
        Mode mode = way.mode().get();
        List<Choice> choices =
                Decision.of(policy, mode, way.stock()) instanceof Decision.Serve serve ? serve.choices() : List.of();
        return new PairStatus.Store(
                choices.stream().mapToLong(choice -> stored(way, choice)).sum(),
                way.quantum().mostKeys()
                        + way.postQuantum()
                                .filter(store -> policy.mayRestOnPqcAlone())
                                .map(StoreGauge::mostKeys)
                                .orElse(0L),
                mode,
                Stream.of(Making.QKD, Making.HYBRID_CATKDF, Making.PQC)
                        .collect(Collectors.toMap(Making::grade, way::stored)));
    }

    private static long stored(Way way, Choice choice) {
        return Math.max(
                0,
                way.stored(choice.making())
                        - (choice.keepsReserve() ? way.quantum().reserve() : 0));
    }

    private boolean mayHaveLocalKeys(SaeId initiator, SaeId target) {
        return network.get()
                .pair(initiator, target)
                .filter(SaePair::mayHaveLocalKeys)
                .isPresent();
    }

    /** Delivers fresh keys, all or none. */
    public DeliveryOutcome deliver(KeyOrder order) {
        if (drain.concerns(order.initiator(), order.targets())) {
            return new DeliveryOutcome.Draining();
        }
        Map<KmeId, List<SaeId>> homes = new LinkedHashMap<>();
        for (SaeId target : order.targets()) {
            Optional<Sae> sae = network.get().sae(target);
            if (sae.isEmpty()) {
                return new DeliveryOutcome.NoSuchTarget("there is no SAE of that ID");
            }
            if (!network.get().mayShareKeys(order.initiator(), target)) {
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
        List<Way> known = homes.keySet().stream()
                .flatMap(home -> Stream.ofNullable(ways.get(home)))
                .toList();
        if (known.size() < homes.size()) {
            return new DeliveryOutcome.NotEnoughKeys(0);
        }
        homes.keySet().forEach(home -> demand.accept(home, (long) order.count() * order.keyBytes() * Byte.SIZE));
        Supplier<DeliveryOutcome> delivery = order.targets().size() == 1
                ? () -> deliver(known.getFirst(), order)
                : () -> multicast(known, homes, order);
        return deliverInItsShare(order, () -> {
            DeliveryOutcome outcome = delivery.get();
            return isShortage(outcome) && refreshIfOld(known) ? delivery.get() : outcome;
        });
    }

    /** Whether any store was looked at anew: keys may have come since, or been released. */
    private static boolean refreshIfOld(List<Way> known) {
        boolean any = false;
        for (Way way : known) {
            any |= way.quantum().pool().refreshIfOld();
            any |= way.postQuantum()
                    .filter(store -> store.pool().refreshIfOld())
                    .isPresent();
        }
        return any;
    }

    /** Of a pair that has no local keys. */
    private KeyPolicy policy(SaeId initiator, SaeId target) {
        return network.get()
                .policy(initiator, target)
                .filter(KeyPolicy.class::isInstance)
                .map(KeyPolicy.class::cast)
                .orElseThrow();
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
            return settled(outcome, order, Optional.empty());
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

    /** Keys under one-time pads, which only quantum keys are. */
    private DeliveryOutcome multicast(List<Way> known, Map<KmeId, List<SaeId>> homes, KeyOrder order) {
        KeyPolicy pairs = order.targets().stream()
                .map(target -> policy(order.initiator(), target))
                .reduce(KeyPolicy::and)
                .orElseThrow();
        List<Multicast.Leg> legs = known.stream()
                .map(way -> new Multicast.Leg(
                        way.quantum().pool(),
                        homes.getOrDefault(way.quantum().pool().id().to(), List.of())))
                .toList();
        DeliveryOutcome outcome = new DeliveryOutcome.Unmet();
        for (KeyRequirement requirement : order.inTurn()) {
            KeyPolicy policy = pairs.and(requirement.leastGrade().policy());
            Optional<DeliveryOutcome> refused = known.stream()
                    .flatMap(way -> padsRefused(way, policy, order).stream())
                    .findFirst();
            Mode worst = known.stream()
                    .map(way -> way.mode().get())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            Service service = new Service(policy, worst, Optional.empty());
            outcome = refused.orElseGet(
                    () -> settled(multicast(legs, order, requirement, service), order, Optional.of(service)));
            if (!isShortage(outcome)) {
                return outcome;
            }
        }
        return outcome;
    }

    /** Why no pads may be taken for keys under that policy, if they may not. */
    private static Optional<DeliveryOutcome> padsRefused(Way way, KeyPolicy policy, KeyOrder order) {
        return switch (Decision.of(policy, way.mode().get(), way.stock())) {
            case Decision.Refuse(Decision.Reason reason) -> Optional.of(refused(way, reason, order));
            case Decision.Serve(List<Choice> choices) -> {
                Optional<Choice> pads = choices.stream()
                        .filter(choice -> choice.making() == Making.QKD)
                        .findFirst();
                if (pads.isEmpty()) {
                    yield Optional.of(refused(
                            way,
                            policy.needsPqc() ? Decision.Reason.PQC_UNAVAILABLE : Decision.Reason.QKD_UNAVAILABLE,
                            order));
                }
                yield pads.get().keepsReserve() && isAtReserve(way.quantum(), order)
                        ? Optional.of(refused(way, Decision.Reason.QKD_UNAVAILABLE, order))
                        : Optional.empty();
            }
        };
    }

    private static DeliveryOutcome refused(Way way, Decision.Reason reason, KeyOrder order) {
        return new DeliveryOutcome.Refused(reason, way.quantum().pool().storedKeys(order.keyBytes()));
    }

    private static boolean isAtReserve(StoreGauge store, KeyOrder order) {
        long keys = Math.ceilDiv((long) order.count() * order.keyBytes(), store.keyBytes());
        return store.stored() - keys < store.reserve();
    }

    /** Whether another requirement, or other keys, may be had where these are not. */
    private static boolean isShortage(DeliveryOutcome outcome) {
        return outcome instanceof DeliveryOutcome.NotEnoughKeys
                || outcome instanceof DeliveryOutcome.Unmet
                || outcome instanceof DeliveryOutcome.Refused;
    }

    private static DeliveryOutcome settled(Multicast.Outcome outcome, KeyOrder order, Optional<Service> service) {
        return switch (outcome) {
            case Multicast.Outcome.TooFew(AllocatingPool pool) -> tooFew(pool, Making.QKD, order);
            case Multicast.Outcome.Unavailable(String reason) -> new DeliveryOutcome.Unavailable(reason);
            case Multicast.Outcome.Delivered(List<DeliveredKey> keys) -> new DeliveryOutcome.Delivered(keys, service);
        };
    }

    private Multicast.Outcome multicast(
            List<Multicast.Leg> legs, KeyOrder order, KeyRequirement requirement, Service service) {
        return multicast.deliver(new Multicast.Request(
                order.initiator(),
                legs,
                order.count(),
                order.keyBytes(),
                meets(requirement, Making.QKD),
                service.basis(Making.QKD.grade())));
    }

    private DeliveryOutcome deliver(Way way, KeyOrder order) {
        KeyPolicy pair = policy(order.initiator(), order.targets().getFirst());
        DeliveryOutcome outcome = new DeliveryOutcome.Unmet();
        for (KeyRequirement requirement : order.inTurn()) {
            if (requirement.leastGrade() == KeyRequirement.LeastGrade.HYBRID
                    && way.postQuantum().isEmpty()) {
                continue;
            }
            KeyPolicy policy = pair.and(requirement.leastGrade().policy());
            Mode mode = way.mode().get();
            outcome = switch (Decision.of(policy, mode, way.stock())) {
                case Decision.Refuse(Decision.Reason reason) -> refused(way, reason, order);
                case Decision.Serve(List<Choice> choices) ->
                    deliver(way, order, requirement, choices, choice -> new Service(policy, mode, choice.degraded()));
            };
            if (!isShortage(outcome)) {
                return outcome;
            }
        }
        return outcome;
    }

    /** In the first way that has enough. */
    private DeliveryOutcome deliver(
            Way way,
            KeyOrder order,
            KeyRequirement requirement,
            List<Choice> choices,
            Function<Choice, Service> service) {
        DeliveryOutcome first = null;
        for (Choice choice : choices) {
            DeliveryOutcome outcome = deliver(way, order, requirement, choice, service.apply(choice));
            if (!isShortage(outcome)) {
                return outcome;
            }
            first = first == null ? outcome : first;
        }
        return first == null ? new DeliveryOutcome.Unmet() : first;
    }

    private DeliveryOutcome deliver(
            Way way, KeyOrder order, KeyRequirement requirement, Choice choice, Service service) {
        Optional<StoreGauge> store = way.store(choice.making());
        if (store.isEmpty()) {
            return refused(way, Decision.Reason.PQC_UNAVAILABLE, order);
        }
        if (choice.keepsReserve() && isAtReserve(store.get(), order)) {
            return refused(way, Decision.Reason.QKD_UNAVAILABLE, order);
        }
        AllocatingPool pool = store.get().pool();
        Optional<SecretBytes> mask = pool.mask();
        if (mask.isEmpty()) {
            return tooFew(pool, choice.making(), order);
        }
        try (SecretBytes maskKey = mask.get()) {
            Optional<Allocation> allocation =
                    pool.allocate(order.count(), order.keyBytes(), meets(requirement, choice.making()));
            if (allocation.isEmpty()) {
                return tooFew(pool, choice.making(), order);
            }
            try (Allocation taken = allocation.get()) {
                KeyBinding binding = new KeyBinding(
                        pool.id().from(),
                        pool.id().to(),
                        order.initiator(),
                        order.targets().getFirst());
                return record(pool, taken, choice.making(), binding, maskKey, service);
            }
        }
    }

    private Predicate<OpenBlock> meets(KeyRequirement requirement, Making making) {
        long now = time.seconds();
        Predicate<OpenBlock> fits = Way.fits(making);
        return block -> requirement.admitsPathsOf(block.provenance())
                && requirement.admitsAge(now - block.madeAt())
                && fits.test(block);
    }

    /** Waiting may help against a shortage, but not against a requirement that nothing here can meet. */
    private static DeliveryOutcome tooFew(AllocatingPool pool, Making making, KeyOrder order) {
        long stored = pool.storedKeys(order.keyBytes(), Way.fits(making));
        boolean unmet = !order.required().mayBeMetBy(pool.id().origin())
                || (order.required().isAboutBlocks() && stored >= order.count());
        return unmet ? new DeliveryOutcome.Unmet() : new DeliveryOutcome.NotEnoughKeys(stored);
    }

    private DeliveryOutcome record(
            AllocatingPool pool,
            Allocation taken,
            Making making,
            KeyBinding binding,
            SecretBytes mask,
            Service service) {
        KeyMaking made = new KeyMaking(making, binding.initiator(), binding.target());
        List<DeliveredKey> keys = new ArrayList<>();
        boolean recorded = false;
        try {
            taken.forEach(
                    making,
                    (pointer, tagKey, run, block) -> keys.add(made.key(
                                    SealedKeyId.seal(pointer, binding, tagKey, mask),
                                    run,
                                    block,
                                    () -> taken.second(pointer))
                            .orElseThrow(() -> new IllegalStateException(
                                    "block " + pointer.number() + " of " + pool.id() + " has no second secret"))));
            AuditRecord audit = new AuditRecord(
                    clock.instant(),
                    AuditRecord.Event.DELIVERED,
                    binding.initiator(),
                    binding.target(),
                    keys.stream().map(DeliveredKey::id).toList(),
                    Optional.of(service.basis(making.grade())));
            recorded = ledger.record(Spending.ofDelivery(taken.moves(), audit)) == SpendingLedger.Outcome.RECORDED;
            return recorded
                    ? new DeliveryOutcome.Delivered(keys, Optional.of(service))
                    : new DeliveryOutcome.Unavailable("the key store does not answer");
        } finally {
            if (!recorded) {
                keys.forEach(key -> key.key().close());
                pool.doubt(taken);
            }
        }
    }
}

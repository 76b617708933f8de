package dk.kronborg.kms.delivery;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.assignment.AssignedKey;
import dk.kronborg.kms.assignment.AssignedKeyRef;
import dk.kronborg.kms.assignment.AssignedKeys;
import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.delivery.KeyLocator.Located;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.keyid.KeyBinding;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.spending.UnitsUsed;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The target's side of key delivery: finds keys by their sealed IDs in this KME's own store, without asking
 * the other KME, and hands each out once.
 *
 * <p>Safe for use by several threads.
 */
public final class KeyFetch {

    /** Who asks for which keys of whom; the binding is absent if both have the same home. */
    private record Fetching(SaeId target, SaeId initiator, List<UUID> ids, Optional<KeyBinding> binding) {}

    private final KmeId here;
    private final Supplier<Network> network;
    private final BlockReader reader;
    private final AssignedKeys assignedKeys;
    private final SpendingLedger ledger;
    private final GuessLimit guesses;
    private final Alarms alarms;
    private final Clock clock;

    public KeyFetch(
            KmeId here,
            Supplier<Network> network,
            BlockReader reader,
            AssignedKeys assignedKeys,
            SpendingLedger ledger,
            GuessLimit guesses,
            Alarms alarms,
            Clock clock) {
        this.here = here;
        this.network = network;
        this.reader = reader;
        this.assignedKeys = assignedKeys;
        this.ledger = ledger;
        this.guesses = guesses;
        this.alarms = alarms;
        this.clock = clock;
    }

    /**
     * Hands keys out to their target, all or none.
     *
     * @param target    the caller
     * @param initiator the SAE that the caller says got them first
     * @param ids       distinct
     */
    public FetchOutcome fetch(SaeId target, SaeId initiator, List<UUID> ids) {
        Optional<KmeId> home = network.get().sae(initiator).map(Sae::kme);
        if (home.isEmpty()) {
            return new FetchOutcome.NotFound();
        }
        Optional<KeyBinding> binding =
                home.filter(kme -> !kme.equals(here)).map(kme -> new KeyBinding(kme, here, initiator, target));
        List<AssignedKey> assigned = new ArrayList<>();
        try (KeyLocator locator = new KeyLocator(reader)) {
            return fetch(new Fetching(target, initiator, ids, binding), locator, assigned);
        } finally {
            assigned.forEach(key -> key.key().ifPresent(SecretBytes::close));
        }
    }

    private FetchOutcome fetch(Fetching fetching, KeyLocator locator, List<AssignedKey> assigned) {
        Map<UUID, Located> located = locate(fetching.ids, fetching, locator);
        List<UUID> others = without(fetching.ids, located.keySet());
        if (!others.isEmpty()) {
            assigned.addAll(assignedKeys.find(fetching.target, others));
            if (assigned.stream().anyMatch(key -> isForAnother(key, fetching, assigned))) {
                return new FetchOutcome.NotEntitled();
            }
        }
        Map<UUID, AssignedKey> own = assigned.stream()
                .filter(key -> isOwn(key, fetching))
                .collect(Collectors.toMap(AssignedKey::id, Function.identity()));
        List<UUID> unknown = without(others, own.keySet());
        if (!unknown.isEmpty()) {
            int wait = guesses.retryAfterSeconds(fetching.target);
            if (wait > 0) {
                return new FetchOutcome.TooManyGuesses(wait);
            }
            // Another replica may have brought a mask key since.
            fetching.binding.ifPresent(binding -> {
                for (Origin origin : Origin.values()) {
                    reader.forgetMasks(binding.pool(origin));
                }
            });
            located.putAll(locate(unknown, fetching, locator));
            unknown = without(unknown, located.keySet());
        }
        if (!unknown.isEmpty()) {
            if (belongsToAnother(unknown, fetching, locator)) {
                return new FetchOutcome.NotEntitled();
            }
            guesses.count(fetching.target, unknown.size());
            return new FetchOutcome.NotFound();
        }
        return handOut(fetching, located, own);
    }

    private static List<UUID> without(List<UUID> ids, Set<UUID> known) {
        return ids.stream().filter(id -> !known.contains(id)).toList();
    }

    private static boolean isOwn(AssignedKey key, Fetching fetching) {
        return key.target().equals(fetching.target) && key.initiator().equals(fetching.initiator);
    }

    /** Given by the initiator to others only, or by the caller itself. */
    private static boolean isForAnother(AssignedKey key, Fetching fetching, List<AssignedKey> assigned) {
        return key.initiator().equals(fetching.target)
                || (key.initiator().equals(fetching.initiator)
                        && assigned.stream().noneMatch(own -> own.id().equals(key.id()) && isOwn(own, fetching)));
    }

    /** Blocks or mask keys of this pool have changed. */
    public void changed(PoolId pool) {
        reader.forgetMasks(pool);
    }

    /** What is remembered of this pool no longer holds. */
    public void voided(PoolId pool) {
        reader.forget(pool);
    }

    private FetchOutcome handOut(Fetching fetching, Map<UUID, Located> located, Map<UUID, AssignedKey> own) {
        List<UnitsUsed> runs = new ArrayList<>();
        List<AssignedKeyRef> taken = new ArrayList<>();
        List<DeliveredKey> keys = new ArrayList<>();
        SpendingLedger.Outcome outcome = SpendingLedger.Outcome.REFUSED;
        try {
            for (UUID id : fetching.ids) {
                Located run = located.get(id);
                if (run != null && !isPermitted(run.pointer().making(), fetching)) {
                    return new FetchOutcome.NotFound();
                }
                Optional<DeliveredKey> key = run == null ? assigned(own.get(id), taken) : read(run, fetching, runs);
                if (key.isEmpty()) {
                    return new FetchOutcome.NotFound();
                }
                keys.add(key.get());
            }
            AuditRecord audit = new AuditRecord(
                    clock.instant(), AuditRecord.Event.FETCHED, fetching.initiator, fetching.target, fetching.ids);
            outcome = ledger.record(Spending.ofFetch(runs, taken, audit));
            return switch (outcome) {
                case RECORDED -> new FetchOutcome.Fetched(keys);
                case REFUSED -> new FetchOutcome.NotFound();
                case UNKNOWN -> new FetchOutcome.Unavailable();
            };
        } finally {
            if (outcome != SpendingLedger.Outcome.RECORDED) {
                keys.forEach(read -> read.key().close());
            }
        }
    }

    /** The initiator's KME decided; a key that is below policy as it is known here does not leave. */
    private boolean isPermitted(Making making, Fetching fetching) {
        boolean permitted = making.isPermittedTo(fetching.initiator, fetching.target, network.get());
        if (!permitted) {
            alarms.raise(
                    Alarms.Kind.KEY_BELOW_POLICY,
                    fetching.binding.map(binding -> binding.from().value()).orElse(here.value()),
                    "a " + making + " key for " + fetching.initiator + " and " + fetching.target
                            + ", whose policy forbids it, is not handed out");
        }
        return permitted;
    }

    private static Optional<DeliveredKey> read(Located key, Fetching fetching, List<UnitsUsed> runs) {
        runs.add(key.run());
        KeyMaking making = new KeyMaking(key.pointer().making(), fetching.initiator, fetching.target);
        return key.read().flatMap(run -> making.key(key.id(), run, key.block().provenance(), key.block()::second));
    }

    private static Optional<DeliveredKey> assigned(@Nullable AssignedKey key, List<AssignedKeyRef> taken) {
        if (key == null) {
            return Optional.empty();
        }
        taken.add(new AssignedKeyRef(key.id(), key.target()));
        return key.key().map(bytes -> new DeliveredKey(key.id(), bytes.slice(0, bytes.length()), key.provenance()));
    }

    private static Map<UUID, Located> locate(List<UUID> ids, Fetching fetching, KeyLocator locator) {
        return fetching.binding.map(binding -> locator.locate(ids, binding)).orElseGet(HashMap::new);
    }

    /** Whether one of the IDs was made by this initiator for another target here, or by the caller itself. */
    private boolean belongsToAnother(List<UUID> ids, Fetching fetching, KeyLocator locator) {
        if (fetching.binding.isEmpty()) {
            return false;
        }
        KmeId from = fetching.binding.get().from();
        Stream<KeyBinding> fromInitiator = network.get().saes().stream()
                .filter(sae -> sae.kme().equals(here) && !sae.id().equals(fetching.target))
                .filter(sae -> network.get().mayShareKeys(fetching.initiator, sae.id()))
                .map(sae -> new KeyBinding(from, here, fetching.initiator, sae.id()));
        Stream<KeyBinding> fromCaller = Stream.of(new KeyBinding(here, from, fetching.target, fetching.initiator));
        return Stream.concat(fromInitiator, fromCaller)
                .anyMatch(other -> !locator.locate(ids, other).isEmpty());
    }
}

package dk.kronborg.kms.delivery;

import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.keyid.KeyBinding;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.keyid.SealedKeyId;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.spending.UnitsUsed;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The target's side of key delivery: finds keys by their sealed IDs in this KME's own store, without asking
 * the other KME, and hands each out once.
 *
 * <p>Safe for use by several threads.
 */
public final class KeyFetch {

    private record Located(UUID id, FetchableBlock block, KeyPointer pointer) {}

    private final KmeId here;
    private final Network network;
    private final BlockReader reader;
    private final SpendingLedger ledger;
    private final GuessLimit guesses;
    private final Clock clock;

    public KeyFetch(
            KmeId here,
            Network network,
            FetchableBlocks blocks,
            SpendingLedger ledger,
            GuessLimit guesses,
            Clock clock) {
        this.here = here;
        this.network = network;
        this.reader = new BlockReader(blocks);
        this.ledger = ledger;
        this.guesses = guesses;
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
        Optional<KmeId> from = network.sae(initiator).map(Sae::kme).filter(kme -> !kme.equals(here));
        if (from.isEmpty()) {
            return new FetchOutcome.NotFound();
        }
        PoolId pool = new PoolId(from.get(), here);
        Set<FetchableBlock> inUse = new HashSet<>();
        try {
            return fetch(new KeyBinding(pool, initiator, target), ids, inUse);
        } finally {
            inUse.forEach(FetchableBlock::release);
        }
    }

    private FetchOutcome fetch(KeyBinding binding, List<UUID> ids, Set<FetchableBlock> inUse) {
        SaeId target = binding.target();
        Map<UUID, Located> located = locate(ids, binding, inUse);
        if (located.size() < ids.size()) {
            int wait = guesses.retryAfterSeconds(target);
            if (wait > 0) {
                return new FetchOutcome.TooManyGuesses(wait);
            }
            // Another replica may have brought a mask key since.
            reader.forgetMasks(binding.pool());
            located = locate(ids, binding, inUse);
        }
        if (located.size() < ids.size()) {
            Set<UUID> known = located.keySet();
            List<UUID> foreign = ids.stream().filter(id -> !known.contains(id)).toList();
            if (belongsToAnother(foreign, binding, inUse)) {
                return new FetchOutcome.NotEntitled();
            }
            guesses.count(target, foreign.size());
            return new FetchOutcome.NotFound();
        }
        return handOut(ids, located, binding);
    }

    /** Blocks or mask keys of this pool have changed. */
    public void changed(PoolId pool) {
        reader.forgetMasks(pool);
    }

    /** What is remembered of this pool no longer holds. */
    public void voided(PoolId pool) {
        reader.forget(pool);
    }

    private FetchOutcome handOut(List<UUID> ids, Map<UUID, Located> located, KeyBinding binding) {
        List<UnitsUsed> runs = new ArrayList<>();
        List<DeliveredKey> keys = new ArrayList<>();
        for (UUID id : ids) {
            Located key = located.get(id);
            Optional<SecretBytes> bytes =
                    key == null ? Optional.empty() : key.block().read(key.pointer());
            if (key == null || bytes.isEmpty()) {
                keys.forEach(read -> read.key().close());
                return new FetchOutcome.NotFound();
            }
            keys.add(new DeliveredKey(id, bytes.get(), key.block().provenance()));
            runs.add(new UnitsUsed(
                    key.block().row(),
                    key.block().units(),
                    key.pointer().offset(),
                    key.pointer().units()));
        }
        AuditRecord audit =
                new AuditRecord(clock.instant(), AuditRecord.Event.FETCHED, binding.initiator(), binding.target(), ids);
        SpendingLedger.Outcome outcome = ledger.consume(runs, audit);
        if (outcome == SpendingLedger.Outcome.RECORDED) {
            return new FetchOutcome.Fetched(keys);
        }
        keys.forEach(read -> read.key().close());
        return outcome == SpendingLedger.Outcome.REFUSED ? new FetchOutcome.NotFound() : new FetchOutcome.Unavailable();
    }

    /** Those of the IDs that were made for this binding. */
    private Map<UUID, Located> locate(List<UUID> ids, KeyBinding binding, Set<FetchableBlock> inUse) {
        List<SecretBytes> masks = reader.masks(binding.pool());
        try {
            Map<UUID, List<KeyPointer>> candidates = new HashMap<>();
            Set<Long> numbers = new HashSet<>();
            for (UUID id : ids) {
                if (SealedKeyId.hasShape(id)) {
                    List<KeyPointer> pointers = masks.stream()
                            .flatMap(mask -> SealedKeyId.pointer(id, mask).stream())
                            .filter(pointer -> pointer.grade() == Grade.QKD)
                            .toList();
                    candidates.put(id, pointers);
                    pointers.forEach(pointer -> numbers.add(pointer.number()));
                }
            }
            Map<Long, FetchableBlock> blocks = reader.acquire(binding.pool(), numbers);
            for (FetchableBlock block : blocks.values()) {
                if (!inUse.add(block)) {
                    block.release();
                }
            }
            Map<UUID, Located> located = new HashMap<>();
            candidates.forEach((id, pointers) -> pointers.stream()
                    .flatMap(pointer -> Stream.ofNullable(blocks.get(pointer.number()))
                            .filter(block -> SealedKeyId.isBoundTo(id, pointer, binding, block.tagKey()))
                            .map(block -> new Located(id, block, pointer)))
                    .findFirst()
                    .ifPresent(found -> located.put(id, found)));
            return located;
        } finally {
            masks.forEach(SecretBytes::close);
        }
    }

    /** Whether one of the IDs was made by this initiator for another target here, or by the caller itself. */
    private boolean belongsToAnother(List<UUID> ids, KeyBinding binding, Set<FetchableBlock> inUse) {
        SaeId caller = binding.target();
        Stream<KeyBinding> fromInitiator = network.saes().stream()
                .filter(sae -> sae.kme().equals(here) && !sae.id().equals(caller))
                .filter(sae -> network.mayShareKeys(binding.initiator(), sae.id()))
                .map(sae -> new KeyBinding(binding.pool(), binding.initiator(), sae.id()));
        PoolId reverse = new PoolId(here, binding.pool().from());
        Stream<KeyBinding> fromCaller = Stream.of(new KeyBinding(reverse, caller, binding.initiator()));
        return Stream.concat(fromInitiator, fromCaller)
                .anyMatch(other -> !locate(ids, other, inUse).isEmpty());
    }
}

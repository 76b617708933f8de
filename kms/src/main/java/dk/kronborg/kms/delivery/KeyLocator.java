package dk.kronborg.kms.delivery;

import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.keyid.KeyBinding;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.keyid.SealedKeyId;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.reading.FetchableBlock;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.UnitsUsed;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Finds runs by their sealed IDs; closing it releases the blocks it found. For one request. */
final class KeyLocator implements AutoCloseable {

    /** A run that an ID names. */
    record Located(UUID id, FetchableBlock block, KeyPointer pointer) {

        UnitsUsed run() {
            return new UnitsUsed(block.row(), block.units(), pointer.offset(), pointer.units());
        }

        /** A copy of its bytes, to be closed; nothing if they are gone. */
        Optional<SecretBytes> read() {
            return block.read(pointer);
        }
    }

    private static final List<UnaryOperator<Stream<SecretBytes>>> ORDER =
            List.of(masks -> masks.limit(1), masks -> masks.skip(1));

    private final BlockReader reader;
    private final Set<FetchableBlock> inUse = new HashSet<>();

    KeyLocator(BlockReader reader) {
        this.reader = reader;
    }

    /** Those of the IDs that were made for this binding. */
    Map<UUID, Located> locate(Collection<UUID> ids, KeyBinding binding) {
        return locate(ids, List.of(binding));
    }

    /** Those of the IDs that were made for one of these bindings, which are all between the same homes. */
    Map<UUID, Located> locate(Collection<UUID> ids, List<KeyBinding> bindings) {
        Map<UUID, Located> located = new HashMap<>();
        if (bindings.isEmpty()) {
            return located;
        }
        // The newest mask key is nearly always the right one, and a wrong one leads to blocks that must be looked for
        // in vain.
        for (UnaryOperator<Stream<SecretBytes>> some : ORDER) {
            for (Origin origin : Origin.values()) {
                List<UUID> rest =
                        ids.stream().filter(id -> !located.containsKey(id)).toList();
                if (!rest.isEmpty()) {
                    located.putAll(locate(rest, bindings, bindings.getFirst().pool(origin), some));
                }
            }
        }
        return located;
    }

    private Map<UUID, Located> locate(
            List<UUID> ids, List<KeyBinding> bindings, PoolId pool, UnaryOperator<Stream<SecretBytes>> some) {
        List<SecretBytes> masks = reader.masks(pool);
        try {
            return locate(ids, bindings, pool, some.apply(masks.stream()).toList());
        } finally {
            masks.forEach(SecretBytes::close);
        }
    }

    private Map<UUID, Located> locate(List<UUID> ids, List<KeyBinding> bindings, PoolId pool, List<SecretBytes> masks) {
        Map<UUID, List<KeyPointer>> candidates = new HashMap<>();
        Set<Long> numbers = new HashSet<>();
        for (UUID id : ids) {
            if (SealedKeyId.hasShape(id)) {
                List<KeyPointer> pointers = masks.stream()
                        .flatMap(mask -> SealedKeyId.pointer(id, mask).stream())
                        .filter(pointer -> pointer.making().origin() == pool.origin())
                        .toList();
                candidates.put(id, pointers);
                pointers.forEach(pointer -> numbers.add(pointer.number()));
            }
        }
        Map<Long, FetchableBlock> blocks = reader.acquire(pool, numbers);
        for (FetchableBlock block : blocks.values()) {
            if (!inUse.add(block)) {
                block.release();
            }
        }
        Map<UUID, Located> located = new HashMap<>();
        candidates.forEach((id, pointers) -> pointers.stream()
                .flatMap(pointer -> Stream.ofNullable(blocks.get(pointer.number()))
                        .filter(block -> bindings.stream()
                                .anyMatch(binding -> SealedKeyId.isBoundTo(id, pointer, binding, block.tagKey())))
                        .map(block -> new Located(id, block, pointer)))
                .findFirst()
                .ifPresent(found -> located.put(id, found)));
        return located;
    }

    @Override
    public void close() {
        inUse.forEach(FetchableBlock::release);
        inUse.clear();
    }
}

package dk.kronborg.kms.wrapping;

import dk.kronborg.kms.block.StoreUnavailable;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Where wrapped data keys are kept: outside the database and outside its backups, so that a restored
 * database cannot be opened once its data keys are erased.
 */
public interface DataKeyShelf {

    /**
     * Keeps or replaces a wrapped data key, wholly or not at all; it is on disk when this returns.
     *
     * @throws StoreUnavailable if there is no room for it; the same call may succeed later
     */
    void put(UUID id, WrappedDataKey wrapped);

    /**
     * The wrapped data key of that name, unless it was erased or never kept.
     *
     * @throws WrappingException if what is kept under that name is damaged
     */
    Optional<WrappedDataKey> get(UUID id);

    /** Every data key that is kept. */
    Set<UUID> ids();

    /** Erases a data key for good: whatever it wrapped is destroyed. */
    void erase(UUID id);

    /**
     * Erases every data key for good, and what unfinished work may have left of them; fast also for thousands. Their
     * names may stay.
     */
    void eraseAll();

    /**
     * Does the work while no other thread or process that shares the shelf does any. What this thread holds already it
     * may take again. Only {@link #eraseAll} waits for nobody.
     */
    <T> T alone(Supplier<T> work);

    /** Rotates the key that wraps what is on the shelf, unless somebody else who shares it does; empty if so. */
    <T> Optional<T> unlessRotating(Supplier<T> rotation);
}

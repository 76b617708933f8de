package dk.kronborg.kms.wrapping;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where wrapped data keys are kept: outside the database and outside its backups, so that a restored
 * database cannot be opened once its data keys are erased.
 */
public interface DataKeyShelf {

    /** Keeps or replaces a wrapped data key, wholly or not at all; it is on disk when this returns. */
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
}

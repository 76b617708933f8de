package dk.kronborg.kms.wrapping;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where wrapped data keys are kept: outside the database and outside its backups, so that a restored
 * database cannot be opened once its data keys are erased.
 */
public interface DataKeyShelf {

    /** Keeps a wrapped data key; it is on disk when this returns. */
    void put(UUID id, byte[] wrapped);

    /** The wrapped data key of that name, unless it was erased or never kept. */
    Optional<byte[]> get(UUID id);

    /** Every data key that is kept. */
    Set<UUID> ids();

    /** Erases a data key for good: whatever it wrapped is destroyed. */
    void erase(UUID id);
}

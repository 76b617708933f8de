package dk.kronborg.kms.incarnation;

import dk.kronborg.kms.block.StoreUnavailable;
import java.util.Optional;
import java.util.function.Supplier;

/** A note outside the database and outside every backup, shared by all processes of a KME. */
public interface Fence {

    /** What the fence holds. */
    record Note(SiteMark mark, DatabaseIdentity database) {}

    /** The last note, if there is one; while another process writes, this one or the one before. */
    Optional<Note> read();

    /**
     * Replaces the note; it is on disk when this returns. Only within {@link #alone}.
     *
     * @throws StoreUnavailable if there is no room for it; then this note is there or the one before
     */
    void write(Note note);

    /** Does the work while no other process or thread does any. Not to be called with a transaction open. */
    <T> T alone(Supplier<T> work);
}

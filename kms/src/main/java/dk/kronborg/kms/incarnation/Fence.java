package dk.kronborg.kms.incarnation;

import java.util.Optional;

/** A note outside the database and outside every backup. */
public interface Fence {

    /** What the fence holds. */
    record Note(SiteMark mark, DatabaseIdentity database) {}

    /** The last note, if there is one. */
    Optional<Note> read();

    /** Replaces the note; it is on disk when this returns. */
    void write(Note note);
}

package dk.kronborg.kms.incarnation;

import java.util.Optional;

/** The database's own half of the mark. */
public interface MarkedDatabase {

    DatabaseIdentity identity();

    /** The last mark, if there is one. */
    Optional<SiteMark> mark();

    /** Counts a start; committed when this returns. */
    SiteMark started();

    /**
     * Destroys every block, whatever its state, gives no number below the mark's again, and replaces the mark,
     * in one transaction.
     */
    void voidEverything(SiteMark mark);
}

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
     * Replaces the mark, so that nothing goes on under the former one, and then destroys every block, whatever its
     * state, and gives no number below the mark's again. Repeated if it did not return.
     */
    void voidEverything(SiteMark mark);
}

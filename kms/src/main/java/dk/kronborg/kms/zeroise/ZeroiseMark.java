package dk.kronborg.kms.zeroise;

import java.util.Optional;

/** Says across crashes that a site is zeroised; kept outside the database. */
public interface ZeroiseMark {

    /** Keeps the mark for good, the first if it is set again; it is on disk when this returns. */
    void set(String why);

    /** Why the site is zeroised, if it is. */
    Optional<String> read();
}

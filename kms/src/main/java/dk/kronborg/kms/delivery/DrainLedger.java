package dk.kronborg.kms.delivery;

import java.util.Set;

/** Who is drained, on disk. */
public interface DrainLedger {

    /** Everybody who is drained. */
    Set<String> drained();

    /** Begins or ends a drain; committed when this returns. */
    void set(String sae, boolean drains);
}

package dk.kronborg.topology.path;

/** What is thought of a link's security, by the words in which the centre says it. */
public enum LinkSecurity {
    TRUSTED,
    /** Serves pairs that do not refuse it. */
    SUSPECT,
    /** Serves nobody until people release it. */
    QUARANTINED,
    /** Serves nobody again. */
    REVOKED
}

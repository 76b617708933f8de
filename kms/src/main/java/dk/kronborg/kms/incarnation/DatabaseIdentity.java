package dk.kronborg.kms.incarnation;

/**
 * Which PostgreSQL cluster this is, and on which timeline.
 *
 * @param system   system identifier of the cluster, made by initdb
 * @param timeline advances when a standby is promoted or a backup restored to a point in time
 */
public record DatabaseIdentity(String system, int timeline) {

    /** Whether this is the same, or may be the same after a promotion that loses nothing. */
    boolean goesOnFrom(DatabaseIdentity before, boolean promotionLosesNothing) {
        return equals(before) || (promotionLosesNothing && system.equals(before.system) && timeline > before.timeline);
    }
}

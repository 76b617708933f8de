package dk.kronborg.kms.incarnation;

/**
 * Which PostgreSQL cluster this is, and on which timeline.
 *
 * @param system   system identifier of the cluster, made by initdb
 * @param timeline advances when a standby is promoted or a backup restored to a point in time
 */
public record DatabaseIdentity(String system, int timeline) {}

package dk.kronborg.linkmonitor.alarm;

/**
 * What makes two alarms the same one (RFC 8632): however often it is raised, it is one alarm.
 *
 * @param qualifier tells alarms of one kind on one resource apart; empty if there is but one
 */
public record AlarmKey(Resource resource, AlarmKind kind, String qualifier) {}

package dk.kronborg.topology.audit;

/**
 * What is wrong with an audit log.
 *
 * @param place where, for people: run and batch
 * @param what  for people
 */
public record AuditFault(String place, String what) {
    @Override
    public String toString() {
        return place + ": " + what;
    }
}

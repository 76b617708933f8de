package dk.kronborg.topology.audit;

/** The key by which a KME or the centre signs its audit log. */
@FunctionalInterface
public interface AuditSigner {

    /** Signs these bytes as they are: what they are for stands in them. */
    AuditSignature sign(byte[] message);
}

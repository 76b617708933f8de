package dk.kronborg.kms.audit;

import dk.kronborg.topology.audit.AuditHead;
import dk.kronborg.topology.audit.AuditPoint;
import dk.kronborg.topology.audit.AuditSigner;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** The audit log of this KME on disk. */
public interface AuditLedger {

    /**
     * What is on disk of a run.
     *
     * @param records of the run up to that place
     */
    record Written(AuditPoint point, long records) {}

    /** What this process has written; nothing before it has begun. Asks no database. */
    Optional<Written> written();

    /** Keeps a head; one of the same place that is kept already stays. */
    void keep(AuditHead.Signed head);

    /** The newest heads, the newest first. */
    List<AuditHead.Signed> heads(int most);

    /**
     * Writes the whole log as one file, docs/audit.md, as it is at one moment.
     *
     * @param signer of the end of the file
     * @throws IOException if the file cannot be written
     */
    void export(OutputStream out, AuditSigner signer) throws IOException;
}

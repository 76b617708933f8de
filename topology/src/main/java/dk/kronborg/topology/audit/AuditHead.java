package dk.kronborg.topology.audit;

import dk.kronborg.topology.map.Statement;
import java.time.Instant;

/**
 * What is signed of a log: a place of it, and with that all that the run wrote before.
 *
 * @param log     whose log it is
 * @param records in the run up to there
 * @param at      when it was signed, by the signer's clock
 */
public record AuditHead(String log, AuditPoint point, long records, Instant at) {

    /** The bytes that are signed. */
    public byte[] bytes() {
        return new Statement("kronborg-audit-head/1")
                .with("log", log)
                .with("point", point.statement())
                .with("records", records)
                .with("at", at.toString())
                .bytes();
    }

    /** Signs it. */
    public Signed signed(AuditSigner signer) {
        return new Signed(this, signer.sign(bytes()));
    }

    /** A head with a signature, which is not yet believed. */
    public record Signed(AuditHead head, AuditSignature signature) {}
}

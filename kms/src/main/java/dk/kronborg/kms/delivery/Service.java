package dk.kronborg.kms.delivery;

import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.topology.network.KeyPolicy;
import java.util.Optional;

/**
 * How a request was served, for the initiator.
 *
 * @param policy   that was applied: the strictest of the domain's, the pair's and the request's
 * @param mode     that the pool was in
 * @param degraded why the keys rest on less than the policy asks for while quantum keys can be had, if they do
 */
public record Service(KeyPolicy policy, Mode mode, Optional<Decision.Reason> degraded) {

    /** The same for the audit of keys of that grade. */
    AuditRecord.Basis basis(Grade grade) {
        return new AuditRecord.Basis(grade, policy, Optional.of(mode), degraded);
    }
}

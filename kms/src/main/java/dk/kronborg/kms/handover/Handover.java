package dk.kronborg.kms.handover;

import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.pad.Sealed;
import dk.kronborg.topology.identity.SaeId;
import java.util.List;
import java.util.UUID;

/**
 * Keys on their way to one other KME.
 *
 * @param initiator  who asked for the keys
 * @param targets    who may fetch them at the receiver
 * @param ids        of the keys
 * @param keyBytes   size of each
 * @param provenance of all of them
 * @param sealed     all keys, in order, each under a pad of its own
 */
public record Handover(
        SaeId initiator,
        List<SaeId> targets,
        List<UUID> ids,
        int keyBytes,
        KeyProvenance.Quantum provenance,
        Sealed sealed) {

    public PoolId pool() {
        return sealed.pool();
    }

    CanonicalForm saidOfIt() {
        return saidOf(initiator, targets, ids, keyBytes, provenance);
    }

    /** What the tag is over besides the keys, in its one form. */
    static CanonicalForm saidOf(
            SaeId initiator, List<SaeId> targets, List<UUID> ids, int keyBytes, KeyProvenance.Quantum provenance) {
        CanonicalForm form =
                new CanonicalForm("kronborg/handover/2").text(initiator.value()).integer(targets.size());
        targets.forEach(target -> form.text(target.value()));
        form.integer(ids.size());
        ids.forEach(form::uuid);
        return provenance.in(form.integer(keyBytes));
    }
}

package dk.kronborg.kms.handover;

import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.SaeId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * Keys on their way to one other KME. Each is encrypted with a run of the pool as its one-time pad; one more run
 * is the key of the tag over all of it.
 *
 * @param pool        from the sender to the receiver
 * @param incarnation of the sender's store
 * @param initiator   who asked for the keys
 * @param targets     who may fetch them at the receiver
 * @param ids         of the keys
 * @param keyBytes    size of each
 * @param provenance  of all of them
 * @param pads        runs of the pool, one for each key, in order
 * @param tagKey      run of the pool, 32 bytes
 * @param ciphertext  of all keys, in order
 * @param tag         16 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Handover(
        PoolId pool,
        UUID incarnation,
        SaeId initiator,
        List<SaeId> targets,
        List<UUID> ids,
        int keyBytes,
        KeyProvenance.Quantum provenance,
        List<KeyPointer> pads,
        KeyPointer tagKey,
        byte[] ciphertext,
        byte[] tag) {

    /** The same with this tag. */
    Handover with(byte[] newTag) {
        return new Handover(
                pool, incarnation, initiator, targets, ids, keyBytes, provenance, pads, tagKey, ciphertext, newTag);
    }

    /** All but ciphertext and tag in their one canonical form: every text and list length-prefixed. */
    private byte[] canonical() {
        CanonicalForm form = new CanonicalForm("kronborg/handover/1")
                .text(pool.from().value())
                .text(pool.to().value())
                .uuid(incarnation)
                .text(initiator.value())
                .integer(targets.size());
        targets.forEach(target -> form.text(target.value()));
        form.integer(ids.size());
        ids.forEach(form::uuid);
        form.integer(keyBytes).integer(provenance.links().size());
        provenance.links().forEach(link -> form.text(link.value()));
        form.text(provenance.proof().wireName())
                .real(provenance.epsilonTotal())
                .text(provenance.detector().name())
                .number(provenance.createdAt().toEpochMilli())
                .text(provenance.transport().name())
                .integer(pads.size());
        pads.forEach(pad -> pointer(form, pad));
        pointer(form, tagKey);
        return form.integer(ciphertext.length).bytes();
    }

    /** The tag over all of it under this key. */
    byte[] tagUnder(SecretBytes key) {
        return OneTimeTag.of(key, ByteBuffer.wrap(canonical()), ByteBuffer.wrap(ciphertext));
    }

    private static void pointer(CanonicalForm form, KeyPointer pointer) {
        form.number(pointer.number()).integer(pointer.offset()).integer(pointer.length());
    }
}

package dk.kronborg.kms.handover;

import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
        KeyProvenance provenance,
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
    byte[] canonical() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + 48 * ids.size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, "kronborg/handover/1");
            text(out, pool.from().value());
            text(out, pool.to().value());
            uuid(out, incarnation);
            text(out, initiator.value());
            out.writeInt(targets.size());
            for (SaeId target : targets) {
                text(out, target.value());
            }
            out.writeInt(ids.size());
            for (UUID id : ids) {
                uuid(out, id);
            }
            out.writeInt(keyBytes);
            text(out, provenance.grade().name());
            out.writeInt(provenance.links().size());
            for (LinkId link : provenance.links()) {
                text(out, link.value());
            }
            text(out, provenance.proof().wireName());
            out.writeLong(Double.doubleToLongBits(provenance.epsilonTotal()));
            text(out, provenance.detector().name());
            out.writeLong(provenance.createdAt().toEpochMilli());
            text(out, provenance.transport().name());
            out.writeInt(pads.size());
            for (KeyPointer pad : pads) {
                pointer(out, pad);
            }
            pointer(out, tagKey);
            out.writeInt(ciphertext.length);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void pointer(DataOutputStream out, KeyPointer pointer) throws IOException {
        out.writeLong(pointer.number());
        out.writeInt(pointer.offset());
        out.writeInt(pointer.length());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void uuid(DataOutputStream out, UUID uuid) throws IOException {
        out.writeLong(uuid.getMostSignificantBits());
        out.writeLong(uuid.getLeastSignificantBits());
    }
}

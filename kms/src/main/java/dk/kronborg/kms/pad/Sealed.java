package dk.kronborg.kms.pad;

import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.kms.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * Bytes encrypted with runs of a pool as their one-time pads; one more run is the key of the tag over them and over what
 * is said of them.
 *
 * @param pool        from the sender to the receiver
 * @param incarnation of the sender's store
 * @param pads        runs of the pool, as long as the ciphertext together, in its order
 * @param tagKey      run of the pool, 32 bytes
 * @param tag         16 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Sealed(
        PoolId pool, UUID incarnation, List<KeyPointer> pads, KeyPointer tagKey, byte[] ciphertext, byte[] tag) {

    /** The same with this tag. */
    Sealed with(byte[] newTag) {
        return new Sealed(pool, incarnation, pads, tagKey, ciphertext, newTag);
    }

    /**
     * The tag under this key.
     *
     * @param saidOfIt what else it is over
     */
    byte[] tagUnder(SecretBytes key, CanonicalForm saidOfIt) {
        CanonicalForm form = new CanonicalForm("kronborg/sealed/1")
                .octets(saidOfIt.bytes())
                .text(pool.from().value())
                .text(pool.to().value())
                .uuid(incarnation)
                .integer(pads.size());
        pads.forEach(pad -> pointer(form, pad));
        pointer(form, tagKey);
        return OneTimeTag.of(
                key, ByteBuffer.wrap(form.integer(ciphertext.length).bytes()), ByteBuffer.wrap(ciphertext));
    }

    private static void pointer(CanonicalForm form, KeyPointer pointer) {
        form.number(pointer.number()).integer(pointer.offset()).integer(pointer.length());
    }
}

package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.HybridCombiner;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.SaeId;
import java.util.Optional;
import java.util.UUID;

/**
 * What a key of grade HYBRID is bound to. It is derived from a run of quantum key and the post-quantum secret of the
 * block that the run lies in, and secure if either is.
 *
 * @param id         of the key
 * @param initiator  who got it first
 * @param target     who may fetch it
 * @param suite      of the epoch that the block's secret comes from
 * @param transcript what both ends agreed on about the block; CATKDF binds it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record HybridKey(UUID id, SaeId initiator, SaeId target, Suite suite, byte[] transcript) {

    /** Fewest bytes of a key. */
    public static final int MIN_LENGTH = 8;
    /** Most bytes of a key. */
    public static final int MAX_LENGTH = 512;

    private static final byte[] NO_SALT = {};

    /**
     * The key, as long as the run; to be closed by the caller, as are both secrets.
     *
     * @param run    quantum key, 8 to 512 bytes, spent by this
     * @param second the block's secret, {@link EpochSecrets#secondSecret}
     * @throws IllegalArgumentException if one has another length
     */
    public SecretBytes derive(HybridCombiner combiner, SecretBytes run, SecretBytes second) {
        if (run.length() < MIN_LENGTH || run.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a hybrid key has 8 to 512 bytes, got " + run.length());
        }
        if (second.length() != EpochSecrets.SECOND_SECRET) {
            throw new IllegalArgumentException("a block's secret has 32 bytes, got " + second.length());
        }
        try (SecretBytes postQuantum = postQuantum(second, run.length())) {
            return switch (combiner) {
                case XOR_ITS -> run.xor(postQuantum);
                case CATKDF ->
                    Combiner.combine(
                            Optional.of(run),
                            Optional.of(postQuantum),
                            Optional.empty(),
                            new KeyContext(
                                    KeyContext.Purpose.HYBRID_KEY,
                                    suite.withQuantumKey(),
                                    id,
                                    initiator.value(),
                                    target.value(),
                                    transcript),
                            run.length());
            };
        }
    }

    /** The block's secret is shorter than the hash, hence extracted before it is expanded. */
    private SecretBytes postQuantum(SecretBytes second, int length) {
        byte[] info = new CanonicalForm("kronborg/hybrid/1")
                .uuid(id)
                .text(initiator.value())
                .text(target.value())
                .bytes();
        return Hkdf.extractAndExpand(NO_SALT, second, info, length);
    }
}

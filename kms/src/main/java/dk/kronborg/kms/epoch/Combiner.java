package dk.kronborg.kms.epoch;

import dk.kronborg.kms.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One secret from several, which nobody can compute without all of them: secure if any one is. CatKDF of ETSI
 * TS 103 744 in shape, with HKDF-SHA-384; every secret is prefixed with its length and has its fixed place.
 */
final class Combiner {

    private static final byte[] SALT = Hkdf.sha384("QCI-NMS/v1/salt".getBytes(StandardCharsets.UTF_8));

    private Combiner() {}

    /**
     * Combines what there is; the name of the suite in the context says what that is. The secrets remain the caller's.
     *
     * @param before      what was secret before: a run of quantum key, or the chain of the epoch before
     * @param postQuantum by lattices
     * @param classical   by elliptic curves
     * @param length      bytes, 1 to 12,240
     * @throws IllegalArgumentException if there is none at all, or one is empty
     */
    static SecretBytes combine(
            Optional<SecretBytes> before,
            Optional<SecretBytes> postQuantum,
            Optional<SecretBytes> classical,
            KeyContext context,
            int length) {
        List<SecretBytes> present = Stream.of(before, postQuantum, classical)
                .flatMap(Optional::stream)
                .toList();
        if (present.isEmpty() || present.stream().anyMatch(secret -> secret.length() == 0)) {
            throw new IllegalArgumentException("a combination is of at least one secret, and none is empty");
        }
        try (SecretBytes none = SecretBytes.owning(new byte[0]);
                SecretBytes all = prefixed(before.orElse(none), postQuantum.orElse(none), classical.orElse(none))) {
            return Hkdf.extractAndExpand(SALT, all, context.info(), length);
        }
    }

    private static SecretBytes prefixed(SecretBytes... secrets) {
        return SecretBytes.joined(Stream.of(secrets)
                .flatMap(secret -> Stream.of(length(secret), secret))
                .toList());
    }

    private static SecretBytes length(SecretBytes secret) {
        return SecretBytes.owning(
                ByteBuffer.allocate(Integer.BYTES).putInt(secret.length()).array());
    }
}

package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.CanonicalForm;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What a combined key is for and between whom. Keys of different contexts have nothing to do with each other.
 *
 * @param purpose    what the key is for
 * @param suite      the suite, under a name that says which secrets are combined
 * @param id         of the key or epoch
 * @param initiator  name of the party that began
 * @param target     name of the other
 * @param transcript what both have seen and agreed on
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record KeyContext(Purpose purpose, String suite, UUID id, String initiator, String target, byte[] transcript) {

    /** A label for each use. */
    enum Purpose {
        /** A key of grade HYBRID. */
        HYBRID_KEY("QCI-NMS/v1/hybrid-key"),
        /** The secret of an epoch. */
        EPOCH("QCI-NMS/v1/epoch");

        private final String label;

        Purpose(String label) {
            this.label = label;
        }
    }

    /** Every part prefixed with its length, the transcript as its SHA-384. */
    byte[] info() {
        return new CanonicalForm(purpose.label)
                .text(suite)
                .octets(octets(id))
                .text(initiator)
                .text(target)
                .octets(Hkdf.sha384(transcript))
                .bytes();
    }

    private static byte[] octets(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}

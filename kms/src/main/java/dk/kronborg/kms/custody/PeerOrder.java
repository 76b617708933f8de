package dk.kronborg.kms.custody;

import java.util.List;
import java.util.UUID;

/**
 * What one end of a pool tells the other to do. Obeying it twice is the same as once.
 *
 * @param id  by which the teller keeps order
 * @param ids of blocks, or of keys
 */
public record PeerOrder(long id, Kind kind, List<UUID> ids) {

    /** What to do. */
    public enum Kind {
        /** Put these blocks into quarantine. */
        HOLD,
        /** Take them out, as far as this end put them in. */
        RELEASE,
        /** Destroy these blocks, and take them from no device. */
        VOID,
        /** Let nobody fetch these keys. */
        VOID_KEYS
    }
}

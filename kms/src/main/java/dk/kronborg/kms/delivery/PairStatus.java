package dk.kronborg.kms.delivery;

import dk.kronborg.kms.pool.StoreLevel;
import dk.kronborg.topology.identity.KmeId;
import java.util.Optional;

/**
 * How a pair of SAEs stands.
 *
 * @param initiatorKme home of the caller
 * @param targetKme    home of the target
 * @param store        of their keys; nothing for a pair whose keys are drawn at random when they are asked for
 */
public record PairStatus(KmeId initiatorKme, KmeId targetKme, Optional<Store> store) {

    /**
     * What there is in stock.
     *
     * @param storedKeys keys of the default size that could be delivered now
     * @param mostKeys   upper bound of the former
     * @param level      that this is
     */
    public record Store(long storedKeys, long mostKeys, StoreLevel level) {

        static final Store NONE = new Store(0, 0, StoreLevel.EMPTY);
    }
}

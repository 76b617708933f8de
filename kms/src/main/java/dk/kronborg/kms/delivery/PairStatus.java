package dk.kronborg.kms.delivery;

import dk.kronborg.kms.pool.StoreLevel;
import dk.kronborg.topology.identity.KmeId;

/**
 * How a pair of SAEs stands.
 *
 * @param initiatorKme home of the caller
 * @param targetKme    home of the target
 * @param storedKeys   keys of the default size that could be delivered now
 * @param mostKeys     upper bound of the former
 * @param level        of the store
 */
public record PairStatus(KmeId initiatorKme, KmeId targetKme, long storedKeys, long mostKeys, StoreLevel level) {}

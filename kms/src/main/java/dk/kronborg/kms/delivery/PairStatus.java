package dk.kronborg.kms.delivery;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.topology.identity.KmeId;
import java.util.Map;
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
     * @param storedKeys keys of the default size that could be delivered now, by policy and mode
     * @param mostKeys   upper bound of the former
     * @param mode       that the pool is in
     * @param byGrade    keys of the default size that the store would yield of each grade, whether they could be
     *     delivered now or not; QKD and HYBRID are made of the same bits
     */
    public record Store(long storedKeys, long mostKeys, Mode mode, Map<Grade, Long> byGrade) {

        static final Store NONE = new Store(0, 0, Mode.BLOCKED, Map.of(Grade.QKD, 0L, Grade.HYBRID, 0L, Grade.PQC, 0L));
    }
}

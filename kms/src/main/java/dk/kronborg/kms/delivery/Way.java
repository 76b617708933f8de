package dk.kronborg.kms.delivery;

import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.policy.Stock;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.kms.pool.StoreLevel;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What leads to another KME.
 *
 * @param quantum     store of quantum keys
 * @param postQuantum store of post-quantum keys, if the two have epochs
 * @param mode        of the quantum keys' pool
 */
public record Way(StoreGauge quantum, Optional<StoreGauge> postQuantum, Supplier<Mode> mode) {

    /** What there is, as of the last second. */
    Stock stock() {
        return new Stock(
                quantum.level().compareTo(StoreLevel.RESERVE) <= 0,
                stored(Making.PQC) > 0 || stored(Making.HYBRID_CATKDF) > 0);
    }

    /** Keys of the default size that could be made so. */
    long stored(Making making) {
        return store(making)
                .map(store -> making.combiner().isEmpty() ? store.stored() : store.stored(fits(making)))
                .orElse(0L);
    }

    /** The blocks of whose runs such keys can be made. */
    static Predicate<OpenBlock> fits(Making making) {
        return block -> making.combiner().isEmpty() || block.hybrid().isPresent();
    }

    /** The store whose bits such keys are made of, if there is one. */
    Optional<StoreGauge> store(Making making) {
        return making.origin() == Origin.QKD ? Optional.of(quantum) : postQuantum;
    }
}

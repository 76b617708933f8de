package dk.kronborg.linkmonitor.store;

/**
 * That a store stands otherwise than was told last.
 *
 * @param evidence the report, rates and judgements that say so
 */
public record StoreChange(StoreCondition before, StoreCondition after, StoreForecast evidence) {

    public PoolName pool() {
        return evidence.report().pool();
    }
}

package dk.kronborg.kms.report;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A month of one KME.
 *
 * @param month    in UTC
 * @param until    when it ended; of the present month now
 * @param finished whether it is over
 * @param saes     that have their home at this KME, by name
 * @param pools    that lead from this KME to where these SAEs have partners
 */
public record MonthlyReport(
        KmeId kme,
        YearMonth month,
        Instant from,
        Instant until,
        boolean finished,
        List<OfSae> saes,
        List<OfPool> pools) {

    /**
     * What an SAE got that asked for keys.
     *
     * @param pairs with every SAE that it asked for keys with, by name
     */
    public record OfSae(SaeId sae, List<OfPair> pairs) {}

    /**
     * What an SAE got to share with another one.
     *
     * @param keys     that were delivered, of every grade
     * @param degraded how many of them rest on less than their policy asked for while quantum keys could be had
     * @param answered requests that were answered with keys
     * @param refused  requests that were not
     */
    public record OfPair(
            SaeId target, Map<Grade, Long> keys, long degraded, long answered, Map<Refusal, Long> refused) {

        /**
         * Share of the requests that were answered with keys, of those that were well-formed, of SAEs that may share
         * keys and within their share of them; nothing if there was none.
         */
        public OptionalDouble availability() {
            long failed = refused.entrySet().stream()
                    .filter(counted -> counted.getKey().isAgainstAvailability())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return answered + failed == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) answered / (answered + failed));
        }
    }

    /**
     * The modes of a pool of quantum keys.
     *
     * @param times   in every mode
     * @param changes of the mode
     */
    public record OfPool(PoolId pool, Map<Mode, Duration> times, long changes) {}
}

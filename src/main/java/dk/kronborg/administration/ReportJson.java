package dk.kronborg.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dk.kronborg.kms.report.MonthlyReport;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A month of a KME as JSON, version 1; docs/reports.md.
 *
 * @param month YYYY-MM, in UTC
 */
record ReportJson(
        String kme, String month, String from, String until, boolean finished, List<OfSae> saes, List<OfPool> pools) {

    private static final double DIGITS = 1e6;

    /** What an SAE was given. */
    record OfSae(String sae, List<OfPeer> peers) {}

    /**
     * What an SAE was given to share with another one.
     *
     * @param availability from 0 to 1, rounded down, so that 1 means that no request failed
     */
    record OfPeer(
            String sae,
            Map<String, Long> keys,
            long degradedKeys,
            long requestsAnswered,
            Map<String, Long> requestsRefused,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double availability) {

        static OfPeer of(MonthlyReport.OfPair pair) {
            return new OfPeer(
                    pair.target().value(),
                    named(pair.keys()),
                    pair.degraded(),
                    pair.answered(),
                    named(pair.refused()),
                    pair.availability().isEmpty()
                            ? null
                            : Math.floor(pair.availability().getAsDouble() * DIGITS) / DIGITS);
        }
    }

    /** Modes of a pool; whole seconds. */
    record OfPool(String from, String to, long changes, Map<String, Long> seconds) {

        static OfPool of(MonthlyReport.OfPool pool) {
            return new OfPool(
                    pool.pool().from().value(),
                    pool.pool().to().value(),
                    pool.changes(),
                    pool.times().entrySet().stream()
                            .collect(Collectors.toMap(
                                    time -> time.getKey().name(),
                                    time -> time.getValue().toSeconds(),
                                    Long::sum,
                                    TreeMap::new)));
        }
    }

    static ReportJson of(MonthlyReport report) {
        return new ReportJson(
                report.kme().value(),
                report.month().toString(),
                report.from().toString(),
                report.until().toString(),
                report.finished(),
                report.saes().stream()
                        .map(sae -> new OfSae(
                                sae.sae().value(),
                                sae.pairs().stream().map(OfPeer::of).toList()))
                        .toList(),
                report.pools().stream().map(OfPool::of).toList());
    }

    private static <E extends Enum<E>> Map<String, Long> named(Map<E, Long> counts) {
        Map<String, Long> named = new TreeMap<>(Comparator.naturalOrder());
        counts.forEach((name, count) -> named.put(name.name(), count));
        return named;
    }
}

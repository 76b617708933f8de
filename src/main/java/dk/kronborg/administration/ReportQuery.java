package dk.kronborg.administration;

import dk.kronborg.topology.identity.SaeId;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which report an operator asks for.
 *
 * @param sae all of the KME, if empty
 */
record ReportQuery(YearMonth month, Optional<SaeId> sae) {

    private static final String SAE = "sae";
    private static final Pattern MONTH = Pattern.compile("[0-9]{4}-[0-9]{2}");
    /** Before there was such a network. */
    private static final YearMonth FIRST = YearMonth.of(2020, 1);

    /**
     * Reads what was asked.
     *
     * @throws IllegalArgumentException if it is not that, with the fault and what belongs there
     */
    static ReportQuery of(String month, MultiMap parameters) {
        Set<String> others = new TreeSet<>(parameters.names());
        others.remove(SAE);
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("the parameter of a report is " + SAE + ", got " + others);
        }
        List<String> saes = parameters.getAll(SAE);
        if (saes.size() > 1) {
            throw new IllegalArgumentException(SAE + " is one SAE ID or left out, got " + saes.size());
        }
        return new ReportQuery(month(month), saes.stream().findFirst().map(SaeId::new));
    }

    private static YearMonth month(String text) {
        try {
            if (MONTH.matcher(text).matches()) {
                YearMonth month = YearMonth.parse(text);
                if (!month.isBefore(FIRST)) {
                    return month;
                }
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(expected(text), e);
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static String expected(String text) {
        return "a month is year and month from " + FIRST + ", such as 2026-11, got \"" + text + '"';
    }
}

package dk.kronborg.linkmonitor.alarm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a finding or an alarm rests on, for later audit: the values of the window, what is usual, the limits.
 *
 * @param numbers by names that end with their unit, such as {@code loss_db}; a name without unit is a ratio or a count
 * @param facts   in words
 */
public record Evidence(Map<String, Double> numbers, Map<String, String> facts) {
    public Evidence {
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Nothing but words. */
    public static Evidence of(Map<String, String> facts) {
        return new Evidence(Map.of(), facts);
    }
}

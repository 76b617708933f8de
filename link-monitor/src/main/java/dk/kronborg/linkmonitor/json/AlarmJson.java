package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dk.kronborg.linkmonitor.alarm.Alarm;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alarm as it stands in {@code qkd.alarms.v1}, whose key is the alarm's id, in the words of ITU-T X.733.
 *
 * @param change     number of the change that this tells of; the highest one of an alarm is the newest
 * @param changed    what happened
 * @param rootCause  id of the alarm that explains it
 */
public record AlarmJson(
        String schema,
        long change,
        String changed,
        String changedAt,
        String alarmId,
        String resource,
        String alarmType,
        String qualifier,
        String eventType,
        String probableCause,
        String perceivedSeverity,
        String trend,
        boolean security,
        String specificProblem,
        String text,
        String raisedAt,
        int occurrences,
        boolean duringPlannedWork,
        @Nullable String rootCause,
        String operatorState,
        Map<String, Double> evidence,
        Map<String, String> facts,
        List<String> proposedRepairActions) {

    public static final String TOPIC = "qkd.alarms.v1";

    private static final String SCHEMA = "qkd.alarm/1";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.ALL_ALWAYS)
            .build();

    public static AlarmJson of(Alarm alarm, long change, String changed) {
        return new AlarmJson(
                SCHEMA,
                change,
                changed,
                alarm.changedAt().toString(),
                alarm.id().toString(),
                alarm.key().resource().toString(),
                alarm.kind().name(),
                alarm.key().qualifier(),
                alarm.kind().eventType().word(),
                alarm.kind().probableCause(),
                alarm.severity().name().toLowerCase(Locale.ROOT),
                alarm.trend().name(),
                alarm.kind().security(),
                alarm.kind().words(),
                alarm.text(),
                alarm.raisedAt().toString(),
                alarm.occurrences(),
                alarm.planned(),
                alarm.rootCause().map(Object::toString).orElse(null),
                alarm.attention().word(),
                alarm.evidence().numbers(),
                alarm.evidence().facts(),
                alarm.kind().repairActions());
    }

    /** The JSON document. */
    public String document() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers always have a JSON form", e);
        }
    }
}

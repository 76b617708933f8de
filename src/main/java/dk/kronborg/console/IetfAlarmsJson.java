package dk.kronborg.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.topology.network.Network;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Alarms as RFC 8632 has them: data of the YANG module {@code ietf-alarms}, in the JSON of RFC 7951. What is left out is
 * not known, or not of this answer.
 */
@Schema(name = "IetfAlarmsDocument")
public record IetfAlarmsJson(
        @JsonProperty("ietf-alarms:alarms") Alarms alarms) {

    static final String MEDIA_TYPE = "application/yang-data+json";

    /** Of several alarms of one key, which were closed, the first has it. */
    static IetfAlarmsJson of(List<IetfAlarm> alarms, Network network, boolean withInventory) {
        Map<AlarmKey, IetfAlarm> byKey = new LinkedHashMap<>();
        alarms.forEach(each -> byKey.putIfAbsent(each.alarm().key(), each));
        return new IetfAlarmsJson(new Alarms(
                withInventory ? Inventory.ALL : null,
                new AlarmList(byKey.values().stream()
                        .filter(each -> !each.shelved())
                        .map(each -> each.entry(network))
                        .toList()),
                new ShelvedAlarms(byKey.values().stream()
                        .filter(IetfAlarm::shelved)
                        .map(each -> each.entry(network))
                        .toList())));
    }

    @Schema(name = "IetfAlarms")
    @JsonNaming(KebabCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Alarms(
            @Schema(description = "with the first page of a list") @Nullable
            Inventory alarmInventory,

            AlarmList alarmList,
            ShelvedAlarms shelvedAlarms) {}

    /** Every type of alarm that there is. */
    @Schema(name = "IetfAlarmInventory")
    @JsonNaming(KebabCaseStrategy.class)
    public record Inventory(List<AlarmType> alarmType) {
        static final Inventory ALL = new Inventory(
                List.of(AlarmKind.values()).stream().map(AlarmType::of).toList());
    }

    @Schema(name = "IetfAlarmType")
    @JsonNaming(KebabCaseStrategy.class)
    public record AlarmType(
            @Schema(examples = "kronborg-alarms:fibre-cut") String alarmTypeId,

            String alarmTypeQualifier,
            boolean willClear,
            String description) {

        /** Whatever an alarm tells of, the monitor notices when it is over. */
        static AlarmType of(AlarmKind kind) {
            return new AlarmType(AlarmWords.type(kind), "", true, IetfAlarm.text(kind, ""));
        }
    }

    /** Alarms that are not on a shelf. */
    @Schema(name = "IetfAlarmList")
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AlarmList(List<AlarmEntry> alarm) {}

    /** Alarms that somebody has put out of sight. */
    @Schema(name = "IetfShelvedAlarms")
    @JsonNaming(KebabCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ShelvedAlarms(List<AlarmEntry> shelvedAlarm) {}

    /** Which alarm it is. */
    @Schema(name = "IetfAlarmKey")
    @JsonNaming(KebabCaseStrategy.class)
    public record KeyEntry(String resource, String alarmTypeId, String alarmTypeQualifier) {}

    @Schema(name = "IetfAlarm")
    @JsonNaming(KebabCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AlarmEntry(
            @Schema(examples = "link:MFA-MOD") String resource,

            @Schema(examples = "kronborg-alarms:fibre-cut") String alarmTypeId,

            String alarmTypeQualifier,

            @Schema(description = "the alarm that explains this one") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<KeyEntry> relatedAlarm,

            @Schema(description = "pairs of SAEs whose keys come this way") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<String> impactedResource,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> rootCauseResource,

            @Schema(description = "not of an alarm on a shelf") @Nullable
            Instant timeCreated,

            boolean isCleared,
            Instant lastRaised,
            Instant lastChanged,

            @Schema(
                    description = "of an alarm that is cleared, the last before that",
                    enumeration = {"indeterminate", "warning", "minor", "major", "critical"})
            String perceivedSeverity,

            String alarmText,

            @Schema(description = "the newest 32, newest first")
            List<StatusChange> statusChange,

            @Schema(description = "newest first") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<OperatorStateChange> operatorStateChange) {}

    @Schema(name = "IetfAlarmStatusChange")
    @JsonNaming(KebabCaseStrategy.class)
    public record StatusChange(
            Instant time,

            @Schema(enumeration = {"cleared", "indeterminate", "warning", "minor", "major", "critical"})
            String perceivedSeverity,

            String alarmText) {}

    @Schema(name = "IetfAlarmOperatorStateChange")
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record OperatorStateChange(
            Instant time,
            String operator,

            @Schema(enumeration = {"none", "ack", "closed", "shelved", "un-shelved"})
            String state,

            String text) {}
}

package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmLog;
import dk.kronborg.linkmonitor.alarm.AlarmLog.Entry;
import dk.kronborg.linkmonitor.alarm.Attention;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.alarm.Impact;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.SaePair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One page of alarms, the last raised first. */
@Schema(name = "Alarms")
@JsonNaming(SnakeCaseStrategy.class)
public record AlarmsJson(
        List<AlarmJson> alarms,

        @Schema(description = "the parameter cursor of the next page, if there may be one") @Nullable
        UUID next) {

    static List<AlarmJson> of(List<Alarm> alarms, Network network, AlarmLog log) {
        Map<UUID, Integer> explained =
                log.explained(alarms.stream().map(Alarm::id).toList());
        return alarms.stream()
                .map(alarm -> AlarmJson.of(alarm, network, explained.getOrDefault(alarm.id(), 0)))
                .toList();
    }

    /** An alarm, in the words of ITU-T X.733 and RFC 8632. */
    @Schema(name = "Alarm")
    @JsonNaming(SnakeCaseStrategy.class)
    public record AlarmJson(
            UUID id,
            @Schema(examples = "link:MFA-MOD") String resource,
            @Schema(examples = "FIBRE_CUT") String type,

            @Schema(description = "tells alarms of one type on one resource apart")
            String qualifier,

            @Schema(examples = "communicationsAlarm") String eventType,
            @Schema(examples = "lossOfSignal") String probableCause,
            Severity severity,
            @Schema(description = "the worst that it was") Severity worstSeverity,

            @Schema(
                    description = "as ETSI GS QKD 015 has it; none if cleared",
                    enumeration = {"MAJOR", "MINOR"})
            @Nullable
            String etsiSeverity,

            Alarm.Trend trend,
            boolean security,

            @Schema(description = "what is wrong, for people")
            String specificProblem,

            String text,
            Map<String, Double> evidence,
            Map<String, String> facts,
            Instant firstRaisedAt,
            Instant raisedAt,
            Instant changedAt,
            int occurrences,
            boolean isCleared,

            @Schema(description = "raised during planned work")
            boolean plannedWork,

            @Schema(description = "the alarm that explains this one") @Nullable
            UUID rootCause,

            @Schema(description = "how many alarms that are not closed this one explains")
            int explains,

            @Schema(enumeration = {"none", "ack", "shelved", "close-proposed", "closed"})
            String operatorState,

            @Nullable ActJson operator,

            @Schema(description = "who agreed, where it takes two") @Nullable
            ActJson secondOperator,

            @Nullable Instant shelvedUntil,

            @Schema(description = "the pairs of SAEs whose keys come this way")
            List<List<String>> hit,

            @Schema(description = "what to do about it, in order")
            List<String> proposedRepairActions) {

        static AlarmJson of(Alarm alarm, Network network, int explains) {
            return new AlarmJson(
                    alarm.id(),
                    alarm.key().resource().toString(),
                    alarm.kind().name(),
                    alarm.key().qualifier(),
                    alarm.kind().eventType().word(),
                    alarm.kind().probableCause(),
                    alarm.severity(),
                    alarm.worst(),
                    AlarmWords.etsi(alarm.severity()),
                    alarm.trend(),
                    alarm.kind().security(),
                    alarm.kind().words(),
                    alarm.text(),
                    alarm.evidence().numbers(),
                    alarm.evidence().facts(),
                    alarm.firstRaisedAt(),
                    alarm.raisedAt(),
                    alarm.changedAt(),
                    alarm.occurrences(),
                    alarm.cleared(),
                    alarm.planned(),
                    alarm.rootCause().orElse(null),
                    explains,
                    alarm.attention().word(),
                    first(alarm.attention()).map(ActJson::of).orElse(null),
                    alarm.attention() instanceof Attention.Closed closed
                            ? closed.second().map(ActJson::of).orElse(null)
                            : null,
                    alarm.attention() instanceof Attention.Shelved shelved ? shelved.until() : null,
                    Impact.of(network, alarm.key().resource()).stream()
                            .map(AlarmJson::members)
                            .toList(),
                    alarm.kind().repairActions());
        }

        private static List<String> members(SaePair pair) {
            return List.of(pair.first().value(), pair.second().value());
        }

        private static Optional<Act> first(Attention attention) {
            return switch (attention) {
                case Attention.None ignored -> Optional.empty();
                case Attention.Acknowledged(Act by) -> Optional.of(by);
                case Attention.Shelved(Act by, var ignored) -> Optional.of(by);
                case Attention.CloseProposed(Act by) -> Optional.of(by);
                case Attention.Closed(Act by, var ignored) -> Optional.of(by);
            };
        }
    }

    /** What somebody did. */
    @Schema(name = "OperatorAct")
    public record ActJson(String operator, Instant at, String text) {
        static ActJson of(Act act) {
            return new ActJson(act.operator(), act.at(), act.text());
        }
    }

    /** An alarm and everything that happened to it, oldest first. */
    @Schema(name = "AlarmHistory")
    public record HistoryJson(AlarmJson alarm, List<EntryJson> history) {}

    /** Something that happened to an alarm. */
    @Schema(name = "AlarmHistoryEntry")
    public record EntryJson(
            Instant at,
            @Schema(examples = "RAISED") String what,
            Severity severity,
            @Nullable String operator,
            String text) {

        static EntryJson of(Entry entry) {
            return new EntryJson(
                    entry.at(), entry.what(), entry.severity(), entry.operator().orElse(null), entry.text());
        }
    }
}

package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.linkmonitor.health.Administration;
import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkState;
import dk.kronborg.linkmonitor.health.LinkState.EtsiStatus;
import dk.kronborg.linkmonitor.threshold.Guard;
import dk.kronborg.linkmonitor.threshold.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The state of every link on every axis. */
@Schema(name = "LinkStates")
@JsonNaming(SnakeCaseStrategy.class)
public record LinkStatesJson(List<StateJson> states) {

    /** The state of one link. */
    @Schema(name = "LinkState")
    @JsonNaming(SnakeCaseStrategy.class)
    public record StateJson(
            String link,
            Administration administration,

            @Schema(enumeration = {"ENABLED", "DISABLED"}) String operational,

            @Schema(enumeration = {"GENERATING", "STALLED", "STOPPED", "UNKNOWN"})
            String keyGeneration,

            Instant keyGenerationSince,

            @Schema(enumeration = {"TRUSTED", "SUSPECT", "QUARANTINED", "REVOKED"})
            String security,

            Instant securitySince,
            Freshness telemetry,

            @Schema(description = "ETSI GS QKD 015 link status; PASSIVE while the KMEs still have keys of each other")
            EtsiStatus etsiStatus,

            @Nullable DiagnosisJson diagnosis,

            @Schema(description = "by quantity, of those that were ever measured")
            Map<Quantity, LevelJson> levels) {

        static StateJson of(LinkHealth health, boolean keysInStore) {
            LinkState state = LinkState.of(health);
            Map<Quantity, LevelJson> levels = new TreeMap<>();
            health.guards().forEach((quantity, guard) -> levels.put(quantity, LevelJson.of(guard)));
            return new StateJson(
                    health.link().value(),
                    state.administration(),
                    state.operational() ? "ENABLED" : "DISABLED",
                    state.keyGeneration(),
                    health.keyGeneration().since(),
                    state.security(),
                    health.security().since(),
                    state.telemetry(),
                    state.etsiStatus(keysInStore),
                    health.diagnosis()
                            .map(found -> new DiagnosisJson(
                                    found.finding().linkClass(),
                                    found.finding().severity(),
                                    found.since(),
                                    found.finding().linkClass().alarm().words(),
                                    found.evidence().numbers(),
                                    found.evidence().facts()))
                            .orElse(null),
                    levels);
        }
    }

    /** What ails a link, and what that rests on. */
    @Schema(name = "LinkDiagnosis")
    @JsonNaming(SnakeCaseStrategy.class)
    public record DiagnosisJson(
            LinkClass linkClass,
            Severity severity,
            Instant since,
            String words,
            Map<String, Double> evidence,
            Map<String, String> facts) {}

    /** How bad a quantity is. */
    @Schema(name = "ThresholdLevel")
    public record LevelJson(
            Severity level, Instant since, @Nullable Double value) {
        static LevelJson of(Guard guard) {
            return new LevelJson(guard.level(), guard.since(), Double.isFinite(guard.value()) ? guard.value() : null);
        }
    }
}

package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.intake.EventSignature;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.telemetry.DeviceAlarm;
import dk.kronborg.linkmonitor.telemetry.DeviceState;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.Metrics;
import dk.kronborg.linkmonitor.telemetry.SecurityClaim;
import dk.kronborg.linkmonitor.telemetry.SequenceNumber;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Technology;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A telemetry event as it stands on the wire, member for member; knows how wire values become values of the
 * trade.
 *
 * <p>Members that are not of the schema are refused. Inside {@code metrics} they are tolerated, because the table
 * of metrics grows without a new schema: the signature covers them, and the history keeps those that are numbers. A
 * metric that is {@code null} was not measured.
 */
record TelemetryEventJson(
        String schema,
        String eventId,
        String linkId,
        String deviceId,
        String role,
        String technology,
        long seq,
        String bootId,
        Optional<String> blockId,
        String measuredAt,
        double intervalS,
        Map<String, JsonNode> metrics,
        Optional<SecurityJson> security,
        Optional<String> deviceState,
        @JsonSetter(contentNulls = Nulls.FAIL) Optional<List<AlarmJson>> alarms,
        String sig,
        String sigKeyId) {

    static final String SCHEMA = "qkd.telemetry/1";

    private static final double NANOS = 1e9;
    private static final String QBER_KIND = "qber_kind";

    /** Member {@code security}. */
    record SecurityJson(String proof, double epsilonTotal, String detectorTrust) {

        SecurityClaim toDomain() throws RefusedTextException {
            SecurityClaim.Proof strength = WireValues.member(
                    "security", () -> word(SecurityClaim.Proof.class, "proof", proof.replace('-', '_')));
            SecurityClaim.DetectorTrust trust = WireValues.member(
                    "security", () -> word(SecurityClaim.DetectorTrust.class, "detector_trust", detectorTrust));
            return WireValues.value(() -> new SecurityClaim(strength, epsilonTotal, trust));
        }
    }

    /** An entry of {@code alarms}. */
    record AlarmJson(String code, String severity, String text) {

        DeviceAlarm toDomain() {
            return new DeviceAlarm(code, word(Severity.class, "severity", severity), text);
        }
    }

    /** The event, if every value is possible. */
    TelemetryEvent toDomain() throws RefusedTextException {
        Technology kind = WireValues.member("technology", () -> Technology.ofWireName(technology));
        UUID id = uuid("event_id", eventId);
        LinkId link = WireValues.member("link_id", () -> new LinkId(linkId));
        DeviceId device = WireValues.member("device_id", () -> new DeviceId(deviceId));
        LinkSide side = WireValues.member("role", () -> exactWord(LinkSide.class, "role", role));
        UUID boot = uuid("boot_id", bootId);
        Optional<UUID> block = blockId.isEmpty() ? Optional.empty() : Optional.of(uuid("block_id", blockId.get()));
        Instant time = WireValues.instant("measured_at", measuredAt);
        Optional<SecurityClaim> claim = security.isEmpty()
                ? Optional.empty()
                : Optional.of(security.get().toDomain());
        Optional<DeviceState> state = WireValues.member("device_state", () -> deviceState.map(DeviceState::new));
        List<DeviceAlarm> raised = WireValues.member(
                "alarms",
                () -> alarms.orElse(List.of()).stream().map(AlarmJson::toDomain).toList());
        SequenceNumber sequence = WireValues.value(() -> new SequenceNumber(boot, seq));
        Metrics measured = metrics(kind);
        Duration interval = Duration.ofNanos(Math.round(intervalS * NANOS));
        return WireValues.value(() -> new TelemetryEvent(
                id, link, device, side, kind, sequence, block, time, interval, measured, claim, state, raised));
    }

    EventSignature signature() throws RefusedTextException {
        return WireValues.member("sig", () -> new EventSignature(sigKeyId, sig));
    }

    private Metrics metrics(Technology kind) throws RefusedTextException {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        Map<String, Double> further = new HashMap<>();
        for (var reported : metrics.entrySet()) {
            Optional<Metric> metric = Metric.ofWireName(reported.getKey());
            if (metric.isEmpty() && reported.getValue().isNumber()) {
                further.put(reported.getKey(), reported.getValue().doubleValue());
            }
            if (metric.isEmpty() || reported.getValue().isNull()) {
                continue;
            }
            if (!reported.getValue().isNumber()) {
                throw new RefusedTextException(
                        RefusalReason.INVALID_MEMBER, "metrics." + reported.getKey() + " is a number");
            }
            values.put(metric.get(), reported.getValue().doubleValue());
        }
        Double qber = kind == Technology.CV_QKD ? values.remove(Metric.QBER) : null;
        if (qber != null) {
            values.put(errorRateOfKind(metrics.get(QBER_KIND)), qber);
        }
        return WireValues.value(() -> new Metrics(values, further));
    }

    /** A Gaussian link has no QBER; what its devices call so is one of these. */
    private static Metric errorRateOfKind(@Nullable JsonNode kind) throws RefusedTextException {
        return switch (kind == null ? "" : kind.asText()) {
            case "SIGN" -> Metric.SIGN_ERROR_RATE;
            case "RESIDUAL" -> Metric.RESIDUAL_ERROR_RATE;
            case "SYMBOL" -> Metric.SYMBOL_ERROR_RATE;
            default ->
                throw new RefusedTextException(
                        RefusalReason.INVALID_MEMBER,
                        "metrics.qber of a CV-QKD link comes with metrics.qber_kind, which is SIGN, RESIDUAL or SYMBOL");
        };
    }

    private static UUID uuid(String member, String text) throws RefusedTextException {
        return WireValues.member(member, () -> {
            UUID uuid;
            try {
                uuid = UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "a UUID has 32 hexadecimal digits in five groups, got \"" + text + '"', e);
            }
            // The JDK also takes shortened groups of digits.
            if (!uuid.toString().equalsIgnoreCase(text)) {
                throw new IllegalArgumentException(
                        "a UUID has 32 hexadecimal digits in five groups, got \"" + text + '"');
            }
            return uuid;
        });
    }

    private static <E extends Enum<E>> E word(Class<E> type, String member, String text) {
        return exactWord(type, member, text.toUpperCase(Locale.ROOT));
    }

    private static <E extends Enum<E>> E exactWord(Class<E> type, String member, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(
                member + " is one of " + List.of(type.getEnumConstants()) + ", got \"" + text + '"');
    }
}

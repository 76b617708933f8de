package dk.kronborg.kms.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.topology.json.CanonicalJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records of the audit as the canonical texts that are chained. The database keeps their parts; the same text follows from
 * them again, or the parts were changed.
 */
final class AuditText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditText() {}

    static String of(AuditRecord record) {
        ObjectNode node = keys(
                at(record),
                record.event().name(),
                record.initiator().value(),
                record.target().value(),
                record.keyIds().toArray(UUID[]::new));
        record.basis().ifPresent(basis -> {
            node.put("grade", basis.grade().name()).put("policy", basis.policy().name());
            basis.mode().map(Mode::name).ifPresent(mode -> node.put("mode", mode));
            basis.degraded().map(Decision.Reason::name).ifPresent(reason -> node.put("degraded", reason));
        });
        return CanonicalJson.of(node);
    }

    /** As exactly as the database keeps it. */
    static Instant at(AuditRecord record) {
        return record.at().truncatedTo(ChronoUnit.MICROS);
    }

    /** Of a row of {@code audit_record}. */
    static String ofRecord(ResultSet row) throws SQLException {
        ObjectNode node = keys(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("event"),
                row.getString("initiator"),
                row.getString("target"),
                (UUID[]) row.getArray("key_ids").getArray());
        for (String name : new String[] {"grade", "policy", "mode", "degraded"}) {
            @Nullable String value = row.getString(name);
            if (value != null) {
                node.put(name, value);
            }
        }
        return CanonicalJson.of(node);
    }

    private static ObjectNode keys(Instant at, String event, String initiator, String target, UUID[] ids) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "keys")
                .put("at", at.toString())
                .put("event", event)
                .put("initiator", initiator)
                .put("target", target);
        ArrayNode keyIds = node.putArray("key_ids");
        for (UUID id : ids) {
            keyIds.add(id.toString());
        }
        return node;
    }

    /** Of a row of {@code audit_note}. */
    static String ofNote(ResultSet row) throws SQLException {
        try {
            JsonNode facts = JSON.readTree(row.getString("facts"));
            ObjectNode node = JsonNodeFactory.instance
                    .objectNode()
                    .put("kind", row.getString("kind"))
                    .put(
                            "at",
                            row.getObject("at", OffsetDateTime.class)
                                    .toInstant()
                                    .toString());
            node.set("facts", facts);
            return CanonicalJson.of(node);
        } catch (JsonProcessingException e) {
            throw new SQLException("PostgreSQL wrote jsonb that is no JSON", e);
        }
    }
}

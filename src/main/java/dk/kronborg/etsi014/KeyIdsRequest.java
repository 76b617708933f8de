package dk.kronborg.etsi014;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The Key IDs, clause 6.4, Table 12.
 *
 * @param ids distinct, in the order asked for
 */
record KeyIdsRequest(List<UUID> ids) {

    private static final Pattern UUID_TEXT =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

    /** From a POST. */
    static KeyIdsRequest ofBody(byte[] body, DeliveryLimits limits) throws BadKeyRequest {
        JsonNode json = StrictJson.object(body);
        StrictJson.requireMembers(json, Set.of("key_IDs", "key_IDs_extension"));
        JsonNode list = json.path("key_IDs");
        int most = limits.maxPerRequest();
        if (!list.isArray() || list.isEmpty() || list.size() > most) {
            throw new BadKeyRequest("key_IDs is an array of 1 to " + most + " objects");
        }
        requireExtension(json.path("key_IDs_extension"), "key_IDs_extension");
        List<UUID> ids = new ArrayList<>();
        for (JsonNode item : list) {
            if (!item.isObject()) {
                throw new BadKeyRequest("key_IDs holds objects, such as {\"key_ID\": \"...\"}");
            }
            StrictJson.requireMembers(item, Set.of("key_ID", "key_ID_extension"));
            requireExtension(item.path("key_ID_extension"), "key_ID_extension");
            if (!item.path("key_ID").isTextual()) {
                throw new BadKeyRequest("key_ID is a string, a UUID");
            }
            ids.add(uuid(item.path("key_ID").textValue()));
        }
        if (new HashSet<>(ids).size() < ids.size()) {
            throw new BadKeyRequest("a key_ID is named twice");
        }
        return new KeyIdsRequest(List.copyOf(ids));
    }

    /** From the query of a GET: one key_ID and nothing else. */
    static KeyIdsRequest ofQuery(MultiMap query) throws BadKeyRequest {
        List<Map.Entry<String, String>> parameters = query.entries();
        if (parameters.size() != 1 || !parameters.getFirst().getKey().equals("key_ID")) {
            throw new BadKeyRequest("with GET exactly one key_ID is given and nothing else, use POST for more");
        }
        return new KeyIdsRequest(List.of(uuid(parameters.getFirst().getValue())));
    }

    private static void requireExtension(JsonNode extension, String name) throws BadKeyRequest {
        if (!extension.isMissingNode() && !extension.isObject()) {
            throw new BadKeyRequest(name + " is an object");
        }
    }

    private static UUID uuid(String text) throws BadKeyRequest {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new BadKeyRequest("a key_ID is a UUID, such as 550e8400-e29b-41d4-a716-446655440000");
        }
        return UUID.fromString(text);
    }
}

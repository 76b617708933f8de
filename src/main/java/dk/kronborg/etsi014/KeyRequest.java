package dk.kronborg.etsi014;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.topology.identity.SaeId;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The Key request, clause 6.2, Table 10.
 *
 * @param number of keys
 * @param bits   size of each, a multiple of 8
 * @param additional further slave SAEs that get the same keys
 * @param extensions that the request carries
 */
record KeyRequest(int number, int bits, List<SaeId> additional, Extensions extensions) {

    private static final Set<String> MEMBERS =
            Set.of("number", "size", "additional_slave_SAE_IDs", "extension_mandatory", "extension_optional");

    /**
     * As the key core takes it.
     *
     * @throws BadKeyRequest if an SAE has more than one part in it
     */
    KeyOrder order(SaeId master, SaeId slave) throws BadKeyRequest {
        List<SaeId> targets = new ArrayList<>(List.of(slave));
        targets.addAll(additional);
        if (targets.contains(master) || new HashSet<>(targets).size() < targets.size()) {
            throw new BadKeyRequest("additional_slave_SAE_IDs names an SAE twice, the slave SAE or the caller");
        }
        return new KeyOrder(master, targets, number, bits / 8, extensions.required(), extensions.wished());
    }

    /** From a POST; an empty body is an empty request. */
    static KeyRequest ofBody(byte[] body, DeliveryLimits limits) throws BadKeyRequest {
        JsonNode json = body.length == 0 ? JsonNodeFactory.instance.objectNode() : StrictJson.object(body);
        StrictJson.requireMembers(json, MEMBERS);
        Extensions extensions = Extensions.of(json.path("extension_mandatory"), json.path("extension_optional"));
        List<SaeId> additional = additional(json.path("additional_slave_SAE_IDs"), limits);
        return new KeyRequest(
                number(json.path("number"), limits), bits(json.path("size"), limits), additional, extensions);
    }

    /** From the query of a GET, which may hold {@code number} and {@code size} only. */
    static KeyRequest ofQuery(MultiMap query, DeliveryLimits limits) throws BadKeyRequest {
        for (String name : query.names()) {
            if (!name.equals("number") && !name.equals("size")) {
                throw new BadKeyRequest("with GET only number and size may be given, use POST for " + shown(name));
            }
            if (query.getAll(name).size() > 1) {
                throw new BadKeyRequest(name + " is given more than once");
            }
        }
        return new KeyRequest(
                number(StrictJson.integer(query.get("number"), "number"), limits),
                bits(StrictJson.integer(query.get("size"), "size"), limits),
                List.of(),
                Extensions.NONE);
    }

    private static String shown(String name) {
        return name.length() > 40 ? "others" : name.replaceAll("[^\\w.-]", "?");
    }

    private static int number(JsonNode value, DeliveryLimits limits) throws BadKeyRequest {
        if (value.isMissingNode()) {
            return 1;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new BadKeyRequest("number is an integer from 1 to " + limits.maxPerRequest());
        }
        int number = value.intValue();
        if (number < 1 || number > limits.maxPerRequest()) {
            throw new BadKeyRequest("number is from 1 to " + limits.maxPerRequest() + ", got " + number);
        }
        return number;
    }

    private static int bits(JsonNode value, DeliveryLimits limits) throws BadKeyRequest {
        if (value.isMissingNode()) {
            return limits.defaultBits();
        }
        String range = "size is an integer from " + limits.minBits() + " to " + limits.maxBits() + " bits";
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new BadKeyRequest(range);
        }
        int bits = value.intValue();
        if (bits > 0 && bits % 8 != 0) {
            throw new BadKeyRequest(ErrorJson.MULTIPLE_OF_8);
        }
        if (bits < limits.minBits() || bits > limits.maxBits()) {
            throw new BadKeyRequest(range + ", got " + bits);
        }
        return bits;
    }

    private static List<SaeId> additional(JsonNode slaves, DeliveryLimits limits) throws BadKeyRequest {
        if (slaves.isMissingNode()) {
            return List.of();
        }
        String rule = "additional_slave_SAE_IDs is an array of at most " + limits.maxAdditional() + " SAE IDs";
        if (!slaves.isArray() || slaves.size() > limits.maxAdditional()) {
            throw new BadKeyRequest(rule);
        }
        List<SaeId> ids = new ArrayList<>();
        for (JsonNode slave : slaves) {
            try {
                ids.add(new SaeId(slave.isTextual() ? slave.textValue() : ""));
            } catch (IllegalArgumentException e) {
                throw new BadKeyRequest(rule + ": " + e.getMessage());
            }
        }
        return List.copyOf(ids);
    }
}

package dk.kronborg.etsi014;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.topology.identity.SaeId;
import io.vertx.core.MultiMap;
import java.util.Set;

/**
 * The Key request, clause 6.2, Table 10.
 *
 * @param number of keys
 * @param bits   size of each, a multiple of 8
 * @param extensions that the request carries
 */
record KeyRequest(int number, int bits, Extensions extensions) {

    private static final Set<String> MEMBERS =
            Set.of("number", "size", "additional_slave_SAE_IDs", "extension_mandatory", "extension_optional");

    /** As the key core takes it. */
    KeyOrder order(SaeId master, SaeId slave) {
        return new KeyOrder(master, slave, number, bits / 8, extensions.required(), extensions.wished());
    }

    /** From a POST; an empty body is an empty request. */
    static KeyRequest ofBody(byte[] body, DeliveryLimits limits) throws BadKeyRequest {
        JsonNode json = body.length == 0 ? JsonNodeFactory.instance.objectNode() : StrictJson.object(body);
        StrictJson.requireMembers(json, MEMBERS);
        Extensions extensions = Extensions.of(json.path("extension_mandatory"), json.path("extension_optional"));
        requireNoMulticast(json.path("additional_slave_SAE_IDs"));
        return new KeyRequest(number(json.path("number"), limits), bits(json.path("size"), limits), extensions);
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

    private static void requireNoMulticast(JsonNode slaves) throws BadKeyRequest {
        if (!slaves.isMissingNode() && !(slaves.isArray() && slaves.isEmpty())) {
            throw new BadKeyRequest("additional_slave_SAE_IDs holds at most 0 SAE IDs, this KME has no multicast");
        }
    }
}

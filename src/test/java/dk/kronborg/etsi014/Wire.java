package dk.kronborg.etsi014;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.SaeClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** The three methods as they go over the wire, and what their answers must look like. */
final class Wire {

    static final String ENC_KEYS = path(HandFedLink.SLAVE, "enc_keys");
    static final String DEC_KEYS = path(HandFedLink.MASTER, "dec_keys");
    static final String STATUS = path(HandFedLink.SLAVE, "status");

    static final String MULTIPLE_OF_8 = "size shall be a multiple of 8";
    static final String NOT_SUPPORTED = "not all extension_mandatory parameters are supported";
    static final String NOT_MET = "not all extension_mandatory request options could be met";
    static final String NOT_FOUND = "one or more keys specified are not found on KME";

    private static final byte[] NOTHING = new byte[0];
    private static final String UUID_TEXT = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    private Wire() {}

    static String path(String sae, String method) {
        return "/api/v1/keys/" + sae + "/" + method;
    }

    static Answer get(SaeClient sae, String path, String... headers) throws IOException {
        return sae.answer("GET", path, NOTHING, headers);
    }

    static Answer post(SaeClient sae, String path, String body) throws IOException {
        return sae.answer(
                "POST", path, body.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json; charset=utf-8");
    }

    /** The body of Get key with key IDs. */
    static String keyIds(Object... ids) {
        List<String> list = new ArrayList<>();
        for (Object id : ids) {
            list.add("{\"key_ID\":\"" + id + "\"}");
        }
        return "{\"key_IDs\":[" + String.join(",", list) + "]}";
    }

    /** An Error object of that status, and its message. */
    static String assertError(Answer answer, int status) throws IOException {
        assertThat(answer.status())
                .as(answer.status() == 200 ? "an answer with keys" : answer.text())
                .isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        JsonNode error = answer.json();
        assertThat(error.isObject()).isTrue();
        assertThat(error.fieldNames()).toIterable().isSubsetOf("message", "details");
        assertThat(error.path("message").isTextual()).isTrue();
        assertThat(error.path("message").textValue()).isNotBlank();
        if (error.has("details")) {
            assertThat(error.path("details").isArray()).isTrue();
            assertThat(error.path("details")).isNotEmpty().allMatch(JsonNode::isObject);
        }
        return error.path("message").textValue();
    }

    static void assertError(Answer answer, int status, String message) throws IOException {
        assertThat(assertError(answer, status)).isEqualTo(message);
    }

    /** 401 has no body. */
    static void assertUnauthorized(Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.header("content-type")).isEmpty();
    }

    /** The keys of a Key container, every element of the right form. */
    static List<DeliveredKey> assertKeys(Answer answer, int number, int bits) throws IOException {
        assertThat(answer.status())
                .as(answer.status() == 200 ? "" : answer.text())
                .isEqualTo(200);
        JsonNode container = answer.json().path("keys");
        assertThat(container.isArray()).isTrue();
        List<DeliveredKey> keys = new ArrayList<>();
        for (JsonNode element : container) {
            String id = element.path("key_ID").textValue();
            assertThat(id).matches(UUID_TEXT);
            String base64 = element.path("key").textValue();
            DeliveredKey key = DeliveredKey.of(UUID.fromString(id), base64);
            assertThat(key.bits()).isEqualTo(bits);
            // One way to write it: the standard alphabet, padded, no spare bits.
            assertThat(Base64.getEncoder().encodeToString(key.bytes()).equals(base64))
                    .isTrue();
            keys.add(key);
        }
        assertThat(keys).hasSize(number);
        return keys;
    }
}

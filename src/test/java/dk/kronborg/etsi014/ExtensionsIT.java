package dk.kronborg.etsi014;

import static dk.kronborg.etsi014.Wire.ENC_KEYS;
import static dk.kronborg.etsi014.Wire.NOT_MET;
import static dk.kronborg.etsi014.Wire.NOT_SUPPORTED;
import static dk.kronborg.etsi014.Wire.STATUS;
import static dk.kronborg.etsi014.Wire.assertError;
import static dk.kronborg.etsi014.Wire.assertKeys;
import static dk.kronborg.etsi014.Wire.get;
import static dk.kronborg.etsi014.Wire.keyIds;
import static dk.kronborg.etsi014.Wire.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.delivery.KeyRequirement;
import dk.kronborg.testbed.client.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extensions of the Key request and of the answers: statements 43 to 50. */
@ExtendWith(HandFedNetwork.class)
class ExtensionsIT {

    private final HandFedLink link;

    ExtensionsIT(HandFedLink link) {
        this.link = link;
    }

    @BeforeEach
    void holdKeys() throws IOException {
        link.hold(50);
    }

    private Answer mandatory(String extensions) throws IOException {
        return post(link.master(), ENC_KEYS, "{\"extension_mandatory\":" + extensions + "}");
    }

    private Answer optional(String extensions) throws IOException {
        return post(link.master(), ENC_KEYS, "{\"extension_optional\":" + extensions + "}");
    }

    private static void assertUnsupported(Answer answer, String name) throws IOException {
        assertError(answer, 400, NOT_SUPPORTED);
        assertThat(answer.json().path("details").toString())
                .isEqualTo("[{\"extension_mandatory_unsupported\":\"" + name + "\"}]");
    }

    @Test
    @Statement(
            number = 43,
            clause = "6.2",
            text =
                    "A mandatory extension that is not supported is answered 400 with the fixed text, and takes nothing.",
            code = {Extensions.class, ErrorJson.class})
    @Statement(
            number = 44,
            clause = "6.5",
            text = "The details of that Error are an array of objects that names the extension.",
            code = {Extensions.class, ErrorJson.class})
    @Policy(
            number = 25,
            open = "The shape of details.",
            answer = "An array of objects; it names what is not supported and is left out otherwise.")
    void anUnsupportedMandatoryExtensionIsNamed() throws Exception {
        link.takesNothing(() -> {
            assertUnsupported(mandatory("[{\"abc_route\":\"direct\"}]"), "abc_route");
            assertUnsupported(mandatory("[{},{\"abc_route\":null}]"), "abc_route");
            Answer two = mandatory("[{\"abc_route\":1,\"abc_hops\":2}]");
            assertError(two, 400, NOT_SUPPORTED);
            assertThat(two.json().path("details").findValuesAsText("extension_mandatory_unsupported"))
                    .containsExactlyInAnyOrder("abc_route", "abc_hops");
        });
    }

    @Test
    @Statement(
            number = 45,
            clause = "6.2",
            text = "A supported mandatory extension does not make up for another that is not.",
            code = Extensions.class)
    void oneUnsupportedMandatoryExtensionIsEnough() throws Exception {
        link.takesNothing(() -> {
            assertError(
                    mandatory("[{\"qci_policy\":{\"max_hops\":5}},{\"abc_route\":\"direct\"}]"), 400, NOT_SUPPORTED);
            assertError(mandatory("[{\"qci_policy\":{\"max_hops\":5},\"abc_route\":\"direct\"}]"), 400, NOT_SUPPORTED);
        });
    }

    @Test
    @Statement(
            number = 46,
            clause = "6.2",
            text = "Mandatory extensions that are supported but cannot be met are answered 400 with the fixed text.",
            code = {Extensions.class, KeyRequirement.class, KeyDelivery.class})
    void whatCannotBeMetIsRefused() throws Exception {
        link.takesNothing(() -> {
            assertError(mandatory("[{\"qci_policy\":{\"min_disjoint_paths\":2}}]"), 400, NOT_MET);
        });
        assertKeys(mandatory("[{\"qci_policy\":{\"min_grade\":\"QKD\",\"max_hops\":1}}]"), 1, 256);
    }

    @Test
    void keysThatRestOnBothAreMadeForWhoAsksForThem() throws Exception {
        String hybrid = "[{\"qci_policy\":{\"min_grade\":\"HYBRID\"}}]";
        // Blocks that were confirmed before the two KMEs had an epoch yield none.
        Awaitility.await("a block with a second secret")
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    JsonNode status = get(link.master(), STATUS).json();
                    link.hold(status.path("stored_key_count").asInt() + 1);
                    return status.at("/status_extension/qci_stored_by_grade/HYBRID")
                                    .asInt()
                            > 0;
                });
        Answer fresh = mandatory(hybrid);
        assertKeys(fresh, 1, 256);
        JsonNode key = fresh.json().path("keys").path(0);
        JsonNode provenance = key.path("key_extension").path("qci_provenance");
        assertThat(provenance.path("grade").textValue()).isEqualTo("HYBRID");
        assertThat(provenance.path("combiner").textValue()).isEqualTo("CATKDF-HKDF-SHA384");
        assertThat(provenance.path("qkd").path("links").path(0).textValue()).isNotBlank();
        assertThat(provenance.path("pqc").path("suite").textValue()).isEqualTo("mlkem1024+ecdh-p384/1");
        assertThat(fresh.json()
                        .at("/key_container_extension/qci_policy_applied")
                        .textValue())
                .isEqualTo("ALWAYS_HYBRID");

        Answer fetched =
                post(link.slave(), Wire.DEC_KEYS, keyIds(key.path("key_ID").textValue()));
        assertThat(fetched.json().path("keys").path(0)).isEqualTo(key);
    }

    @Test
    void aWishThatCannotBeMetIsIgnored() throws Exception {
        String young = "[{\"qci_policy\":{\"max_age_s\":1}}]";
        Awaitility.await("all stored keys are older than a second")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> mandatory(young).status() == 400);
        link.takesNothing(() -> assertError(mandatory(young), 400, NOT_MET));
        assertKeys(optional(young), 1, 256);
        assertKeys(optional("[{\"qci_policy\":{\"min_disjoint_paths\":2,\"min_depth\":3}}]"), 1, 256);
    }

    @Test
    void aPolicyOfAnotherFormIsRefused() throws Exception {
        link.takesNothing(() -> {
            assertUnsupported(mandatory("[{\"qci_policy\":{\"min_depth\":3}}]"), "qci_policy.min_depth");
            for (String policy : List.of(
                    "[]",
                    "\"QKD\"",
                    "null",
                    "{\"min_grade\":\"GOLD\"}",
                    "{\"min_grade\":1}",
                    "{\"max_age_s\":0}",
                    "{\"max_age_s\":\"600\"}",
                    "{\"max_age_s\":1.5}",
                    "{\"min_disjoint_paths\":17}",
                    "{\"max_hops\":33}",
                    "{\"max_hops\":null}")) {
                String extensions = "[{\"qci_policy\":" + policy + "}]";
                assertThat(assertError(mandatory(extensions), 400)).startsWith("qci_policy");
                assertThat(assertError(optional(extensions), 400)).startsWith("qci_policy");
            }
        });
    }

    @Test
    @Statement(
            number = 47,
            clause = "6.2",
            text = "An unknown optional extension is ignored: 200 with keys.",
            code = Extensions.class)
    void anUnknownOptionalExtensionIsIgnored() throws IOException {
        assertKeys(optional("[{\"abc_label\":{\"tenant\":\"gov\"}}]"), 1, 256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[1]}", "[1,\"a\",null]", "1.5e3", "true", "\"text\"", "null"})
    @Statement(
            number = 48,
            clause = "6.2",
            text = "The value of an extension may be of any JSON type.",
            code = {Extensions.class, StrictJson.class})
    void theValueOfAnExtensionIsAnyJson(String value) throws IOException {
        assertKeys(optional("[{\"abc_value\":" + value + "}]"), 1, 256);
        assertUnsupported(mandatory("[{\"abc_value\":" + value + "}]"), "abc_value");
    }

    @Test
    @Statement(
            number = 49,
            clause = "Table 10",
            source = Statement.Source.POLICY,
            text = "extension_mandatory that is an object with members, or an array of others, is answered 400.",
            code = Extensions.class)
    @Policy(
            number = 16,
            open = "An extension list is sent as an object.",
            answer = "{} is none, as some clients send it; any other object is answered 400.")
    void extensionsAreAnArrayOfObjects() throws Exception {
        link.takesNothing(() -> {
            assertError(mandatory("{\"abc_route\":\"direct\"}"), 400, "extension_mandatory is an array of objects");
            assertError(mandatory("[\"abc_route\"]"), 400, "extension_mandatory is an array of objects");
            assertError(mandatory("\"abc_route\""), 400, "extension_mandatory is an array of objects");
            assertError(optional("{\"abc_route\":\"direct\"}"), 400, "extension_optional is an array of objects");
        });
        assertKeys(mandatory("{}"), 1, 256);
        assertKeys(mandatory("[]"), 1, 256);
        assertKeys(optional("{}"), 1, 256);
    }

    @Test
    @Statement(
            number = 50,
            clause = "Table 9, Table 11",
            text = "Extension members of answers are objects; the master and the slave are told the same of a key.",
            code = {KeyContainer.class, ProvenanceJson.class, StatusJson.class})
    void extensionsOfAnswersAreObjects() throws IOException {
        Answer fresh = post(link.master(), ENC_KEYS, "{\"number\":2}");
        JsonNode keys = fresh.json().path("keys");
        Answer fetched = post(
                link.slave(),
                Wire.DEC_KEYS,
                keyIds(
                        keys.path(0).path("key_ID").textValue(),
                        keys.path(1).path("key_ID").textValue()));

        assertThat(keys.path(0)
                        .path("key_extension")
                        .path("qci_provenance")
                        .path("grade")
                        .textValue())
                .isEqualTo("QKD");
        for (int i = 0; i < 2; i++) {
            assertThat(fetched.json().path("keys").path(i).path("key_extension"))
                    .isEqualTo(keys.path(i).path("key_extension"));
        }
        assertThat(fresh.json()
                        .path("key_container_extension")
                        .path("qci_policy_applied")
                        .textValue())
                .isEqualTo("QKD_ONLY");
        assertObject(get(link.master(), STATUS).json(), "status_extension");
        for (Answer answer : List.of(fresh, fetched)) {
            assertKeys(answer, 2, 256);
            assertObject(answer.json(), "key_container_extension");
            for (JsonNode key : answer.json().path("keys")) {
                assertObject(key, "key_extension");
                assertObject(key, "key_ID_extension");
            }
        }
    }

    private static void assertObject(JsonNode holder, String extension) {
        assertThat(holder.path(extension).isObject()).as(extension).isEqualTo(holder.has(extension));
    }
}

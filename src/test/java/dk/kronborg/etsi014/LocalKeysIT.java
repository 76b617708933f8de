package dk.kronborg.etsi014;

import static dk.kronborg.etsi014.Wire.NOT_FOUND;
import static dk.kronborg.etsi014.Wire.NOT_MET;
import static dk.kronborg.etsi014.Wire.assertError;
import static dk.kronborg.etsi014.Wire.assertKeys;
import static dk.kronborg.etsi014.Wire.assertUnauthorized;
import static dk.kronborg.etsi014.Wire.get;
import static dk.kronborg.etsi014.Wire.keyIds;
import static dk.kronborg.etsi014.Wire.path;
import static dk.kronborg.etsi014.Wire.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.RunningNetwork;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys between SAEs of one KME: the network's description allows them to one pair, and not to another. */
@ExtendWith(RunningNetwork.class)
class LocalKeysIT {

    private static final String MASTER = "SAE-MFA-1";
    private static final String SLAVE = "SAE-MFA-2";
    /** At the same KME, and in a pair with the master that has no policy. */
    private static final String THIRD = "SAE-MFA-3";
    /** At another KME. */
    private static final String ELSEWHERE = "SAE-MOD-1";

    private final SaeClient master;
    private final SaeClient slave;
    private final SaeClient third;
    private final SaeClient elsewhere;

    LocalKeysIT(DemoNetwork network) throws IOException {
        master = network.client(MASTER);
        slave = network.client(SLAVE);
        third = network.client(THIRD);
        elsewhere = network.client(ELSEWHERE);
    }

    @AfterEach
    void close() {
        List.of(master, slave, third, elsewhere).forEach(SaeClient::close);
    }

    private static Answer fetch(SaeClient sae, String master, List<DeliveredKey> keys) throws IOException {
        return post(
                sae,
                path(master, "dec_keys"),
                keyIds(keys.stream().map(DeliveredKey::id).toArray()));
    }

    private static void assertLocal(Answer answer) throws IOException {
        for (JsonNode key : answer.json().path("keys")) {
            JsonNode provenance = key.path("key_extension").path("qci_provenance");
            assertThat(provenance.path("grade").textValue()).isEqualTo("LOCAL");
            assertThat(provenance.fieldNames()).toIterable().containsExactly("grade", "combiner", "created_at");
        }
        assertThat(answer.json().path("key_container_extension").toString()).doesNotContain("QKD");
    }

    private static JsonNode extensions(Answer answer) throws IOException {
        return answer.json().path("keys").path(0).path("key_extension");
    }

    @Test
    void bothGetTheSameKeysOnceAndAreToldThatTheyAreLocal() throws IOException {
        Answer fresh = get(master, path(SLAVE, "enc_keys") + "?number=2&size=192");
        List<DeliveredKey> keys = assertKeys(fresh, 2, 192);

        assertLocal(fresh);
        assertThat(fresh.json().path("key_container_extension").toString())
                .isEqualTo("{\"qci_policy_applied\":\"LOCAL\",\"qci_mode\":\"LOCAL\"}");
        assertUnauthorized(fetch(third, MASTER, keys));
        assertUnauthorized(fetch(master, SLAVE, keys));
        assertError(fetch(elsewhere, MASTER, keys), 400, NOT_FOUND);
        Answer fetched = fetch(slave, MASTER, keys);
        assertThat(assertKeys(fetched, 2, 192)).isEqualTo(keys);
        assertLocal(fetched);
        assertThat(extensions(fetched)).isEqualTo(extensions(fresh));
        assertError(fetch(slave, MASTER, keys), 400, NOT_FOUND);
        assertUnauthorized(fetch(third, MASTER, keys));
    }

    @Test
    void withoutThePolicyThereIsNoKey() throws IOException {
        assertThat(assertError(get(master, path(THIRD, "enc_keys")), 400)).contains("there is no QKD");
        String withThird = "{\"additional_slave_SAE_IDs\":[\"" + THIRD + "\"]}";
        assertThat(assertError(post(master, path(SLAVE, "enc_keys"), withThird), 400))
                .contains("there is no QKD");
        assertUnauthorized(get(slave, path(THIRD, "enc_keys")));
        JsonNode status = get(master, path(THIRD, "status")).json();
        assertThat(status.path("stored_key_count").longValue()).isZero();
        assertThat(status.path("max_key_count").longValue()).isZero();
        assertThat(status.path("status_extension").path("qci_mode").textValue()).isEqualTo("BLOCKED");
    }

    @Test
    void whoRequiresAStrongerGradeGetsNoLocalKey() throws IOException {
        for (String policy : List.of(
                "{\"min_grade\":\"QKD\"}",
                "{\"min_grade\":\"HYBRID\"}",
                "{\"min_grade\":\"PQC\"}",
                "{\"min_disjoint_paths\":1}")) {
            String extension = "[{\"qci_policy\":" + policy + "}]";
            assertError(
                    post(master, path(SLAVE, "enc_keys"), "{\"extension_mandatory\":" + extension + "}"), 400, NOT_MET);
            Answer wished = post(master, path(SLAVE, "enc_keys"), "{\"extension_optional\":" + extension + "}");
            assertKeys(wished, 1, 256);
            assertLocal(wished);
        }
        Answer local = post(
                master,
                path(SLAVE, "enc_keys"),
                "{\"extension_mandatory\":[{\"qci_policy\":{\"min_grade\":\"LOCAL\",\"max_age_s\":1}}]}");
        assertKeys(local, 1, 256);
    }

    @Test
    void statusPromisesWhatOneRequestMayAskFor() throws IOException {
        JsonNode status = get(master, path(SLAVE, "status")).json();

        assertThat(status.path("source_KME_ID").textValue()).isEqualTo("KME-MFA");
        assertThat(status.path("target_KME_ID").textValue()).isEqualTo("KME-MFA");
        int most = status.path("max_key_per_request").intValue();
        assertThat(status.path("stored_key_count").intValue()).isEqualTo(most);
        assertThat(status.path("max_key_count").intValue()).isEqualTo(most);
        assertThat(status.path("status_extension").toString())
                .isEqualTo("{\"qci_mode\":\"LOCAL\",\"qci_stored_by_grade\":{\"LOCAL\":" + most + "}}");
        assertKeys(get(master, path(SLAVE, "enc_keys") + "?number=" + most), most, 256);
    }

    @Test
    void aSlaveElsewhereGetsNone() throws IOException {
        String request = "{\"additional_slave_SAE_IDs\":[\"" + SLAVE + "\"]}";

        assertError(
                post(master, path(ELSEWHERE, "enc_keys"), request),
                400,
                "keys for an SAE of the same KME are LOCAL, those for SAEs of other KMEs are not: ask for them apart");
    }
}

package dk.kronborg.etsi014;

import static dk.kronborg.etsi014.HandFedLink.MASTER;
import static dk.kronborg.etsi014.HandFedLink.SLAVE;
import static dk.kronborg.etsi014.Wire.ENC_KEYS;
import static dk.kronborg.etsi014.Wire.STATUS;
import static dk.kronborg.etsi014.Wire.assertError;
import static dk.kronborg.etsi014.Wire.get;
import static dk.kronborg.etsi014.Wire.path;
import static dk.kronborg.etsi014.Wire.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.delivery.PairStatus;
import dk.kronborg.testbed.client.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Get status: statements 11 to 18. */
@ExtendWith(HandFedNetwork.class)
class StatusIT {

    private static final List<String> NAMES =
            List.of("source_KME_ID", "target_KME_ID", "master_SAE_ID", "slave_SAE_ID");
    private static final List<String> NUMBERS = List.of(
            "key_size",
            "stored_key_count",
            "max_key_count",
            "max_key_per_request",
            "max_key_size",
            "min_key_size",
            "max_SAE_ID_count");

    private final HandFedLink link;

    StatusIT(HandFedLink link) {
        this.link = link;
    }

    @BeforeEach
    void holdKeys() throws IOException {
        link.hold(20);
    }

    private JsonNode status() throws IOException {
        Answer answer = get(link.master(), STATUS);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    @Test
    @Statement(
            number = 11,
            clause = "Table 3, 6.1",
            text = "GET status is answered 200 with all eleven mandatory members.",
            code = {KeyDeliveryApi.class, StatusJson.class})
    @Statement(
            number = 12,
            clause = "Table 9",
            text = "The four IDs are JSON strings, the seven numbers JSON integers.",
            code = StatusJson.class)
    @Statement(
            number = 15,
            clause = "Table 9",
            text = "status_extension, if there is one, is an object.",
            code = StatusJson.class)
    void hasElevenMembersOfTheRightTypes() throws IOException {
        JsonNode status = status();

        assertThat(status.path("source_KME_ID").textValue()).isEqualTo("KME-MOD");
        assertThat(status.path("target_KME_ID").textValue()).isEqualTo("KME-DC2");
        assertThat(NAMES).allMatch(name -> status.path(name).isTextual());
        assertThat(NUMBERS).allMatch(name -> status.path(name).isIntegralNumber());
        assertThat(status.fieldNames()).toIterable().containsAll(NAMES).containsAll(NUMBERS);
        assertThat(status.has("status_extension"))
                .isEqualTo(status.path("status_extension").isObject());
    }

    @Test
    @Statement(
            number = 13,
            clause = "Table 9",
            text = "slave_SAE_ID is the SAE ID of the path, URL-decoded.",
            code = {KeyDeliveryApi.class, StatusJson.class})
    void namesTheSlaveOfThePath() throws IOException {
        assertThat(status().path("slave_SAE_ID").textValue()).isEqualTo(SLAVE);
        String encoded = SLAVE.replace("-", "%2D").replace("S", "%53");
        JsonNode same = get(link.master(), path(encoded, "status")).json();
        assertThat(same.path("slave_SAE_ID").textValue()).isEqualTo(SLAVE);
        JsonNode other = get(link.master(), path("SAE-MFA-2", "status")).json();
        assertThat(other.path("slave_SAE_ID").textValue()).isEqualTo("SAE-MFA-2");
        assertThat(other.path("target_KME_ID").textValue()).isEqualTo("KME-MFA");
    }

    @Test
    @Statement(
            number = 14,
            clause = "Table 9",
            text = "min_key_size <= key_size <= max_key_size, and stored_key_count <= max_key_count.",
            code = {DeliveryLimits.class, PairStatus.class, KeyDelivery.class})
    void figuresAreConsistent() throws IOException {
        JsonNode status = status();

        assertThat(status.path("key_size").intValue())
                .isBetween(
                        status.path("min_key_size").intValue(),
                        status.path("max_key_size").intValue());
        assertThat(status.path("stored_key_count").longValue())
                .isBetween(20L, status.path("max_key_count").longValue());
        assertThat(status.path("max_key_per_request").intValue()).isPositive();
        assertThat(status.path("max_SAE_ID_count").intValue()).isNotNegative();
    }

    @Test
    @Statement(
            number = 16,
            clause = "Table 3",
            source = Statement.Source.INFERRED,
            text = "POST on the path of the status is refused with 405 and changes nothing.",
            code = KeyDeliveryApi.class)
    void cannotBePosted() throws Exception {
        link.takesNothing(() -> {
            Answer answer = post(link.master(), STATUS, "{}");
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo("GET");
        });
    }

    @Test
    @Statement(
            number = 17,
            clause = "Table 4",
            source = Statement.Source.POLICY,
            text = "The status for a slave that does not exist is answered 400 with an Error.",
            code = KeyDeliveryApi.class)
    @Policy(
            number = 7,
            open = "The path names an SAE that does not exist.",
            answer = "400 with an Error; on dec_keys, where it could be a guess, the text of an unknown key.")
    void anUnknownSlaveIsABadRequest() throws IOException {
        assertError(get(link.master(), path("SAE-NOBODY", "status")), 400, "there is no SAE of that ID");
        assertError(get(link.master(), path("SAE-NOBODY", "enc_keys")), 400, "there is no SAE of that ID");
        String unknown = path("SAE-NOBODY", "dec_keys") + "?key_ID=642d77b8-9087-42c1-b898-880f2ab8321f";
        assertError(get(link.master(), unknown), 400, Wire.NOT_FOUND);
    }

    @Test
    @Statement(
            number = 18,
            clause = "6.1, Table 9",
            text = "max_SAE_ID_count is 0 exactly where multicast is refused.",
            code = {StatusJson.class, KeyRequest.class})
    void tellsWhetherThereIsMulticast() throws IOException {
        Answer atMaster = post(link.master(), ENC_KEYS, "{\"additional_slave_SAE_IDs\":[\"SAE-DC2-2\"]}");
        assertThat(status().path("max_SAE_ID_count").intValue() == 0).isEqualTo(atMaster.status() == 400);

        String reverse = path(MASTER, "enc_keys");
        Answer atSlave = post(link.slave(), reverse, "{\"additional_slave_SAE_IDs\":[\"SAE-MOD-2\"]}");
        JsonNode status = get(link.slave(), path(MASTER, "status")).json();
        assertThat(status.path("max_SAE_ID_count").intValue()).isZero();
        assertError(atSlave, 400);
    }
}

package dk.kronborg.etsi014;

import static dk.kronborg.etsi014.HandFedLink.KEYS_OF_A_BLOCK;
import static dk.kronborg.etsi014.HandFedLink.MASTER;
import static dk.kronborg.etsi014.Wire.ENC_KEYS;
import static dk.kronborg.etsi014.Wire.MULTIPLE_OF_8;
import static dk.kronborg.etsi014.Wire.STATUS;
import static dk.kronborg.etsi014.Wire.assertError;
import static dk.kronborg.etsi014.Wire.assertKeys;
import static dk.kronborg.etsi014.Wire.assertUnauthorized;
import static dk.kronborg.etsi014.Wire.get;
import static dk.kronborg.etsi014.Wire.path;
import static dk.kronborg.etsi014.Wire.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.keyid.SealedKeyId;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.KeyStatus;
import java.io.IOException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Get key: statements 19 to 42. */
@ExtendWith(HandFedNetwork.class)
class GetKeyIT {

    private static final String NUMBER = "number is from 1 to 128";
    private static final String SIZE = "size is an integer from 64 to 4096 bits";

    private final HandFedLink link;

    GetKeyIT(HandFedLink link) {
        this.link = link;
    }

    @BeforeEach
    void holdKeys() throws IOException {
        link.hold(100);
    }

    private Answer get014(String query) throws IOException {
        return get(link.master(), ENC_KEYS + query);
    }

    private Answer post014(String body) throws IOException {
        return post(link.master(), ENC_KEYS, body);
    }

    private KeyStatus status() throws IOException {
        return link.master().status(HandFedLink.SLAVE);
    }

    @Test
    @Statement(
            number = 19,
            clause = "6.2",
            text = "GET without parameters gives one key of key_size bits.",
            code = {KeyRequest.class, KeyDeliveryApi.class})
    @Statement(
            number = 20,
            clause = "6.2",
            text = "GET with number=3 gives three keys of the default size.",
            code = KeyRequest.class)
    @Statement(
            number = 21,
            clause = "6.2",
            text = "GET with size=128 gives one key of 16 bytes.",
            code = KeyRequest.class)
    @Statement(
            number = 22,
            clause = "6.2",
            text = "GET with number=3 and size=1024 gives three keys of 128 bytes.",
            code = {KeyRequest.class, KeyDelivery.class})
    void getGivesWhatTheQueryAsksFor() throws IOException {
        assertKeys(get014(""), 1, status().keySize());
        assertKeys(get014("?number=3"), 3, status().keySize());
        assertKeys(get014("?size=128"), 1, 128);
        assertKeys(get014("?number=3&size=1024"), 3, 1024);
        assertKeys(get014("?size=1024&number=3"), 3, 1024);
    }

    @Test
    @Statement(
            number = 23,
            clause = "6.2",
            source = Statement.Source.POLICY,
            text = "GET with a number or size that is zero, negative or no number is answered 400 with an Error.",
            code = {KeyRequest.class, StrictJson.class})
    @Policy(
            number = 11,
            open = "number or size is zero, negative, a fraction or not a number.",
            answer = "400 with an Error that has the allowed range; nothing is taken.")
    void numbersThatAreNoneAreRefusedByGet() throws Exception {
        link.takesNothing(() -> {
            assertError(get014("?number=0"), 400, NUMBER + ", got 0");
            assertError(get014("?number=-1"), 400, NUMBER + ", got -1");
            assertError(get014("?number=abc"), 400, "number is an integer");
            assertError(get014("?number="), 400, "number is an integer");
            assertError(get014("?number=1.5"), 400, "number is an integer");
            assertError(get014("?number=99999999999"), 400, "number is an integer");
            assertError(get014("?size=0"), 400, SIZE + ", got 0");
            assertError(get014("?size=-8"), 400, SIZE + ", got -8");
        });
    }

    @Test
    @Statement(
            number = 24,
            clause = "6.2",
            source = Statement.Source.POLICY,
            text =
                    "GET with additional_slave_SAE_IDs, an unknown or a repeated parameter is answered 400 with an Error.",
            code = KeyRequest.class)
    void otherParametersAreRefusedByGet() throws Exception {
        link.takesNothing(() -> {
            assertError(
                    get014("?additional_slave_SAE_IDs=SAE-DC2-2"),
                    400,
                    "with GET only number and size may be given, use POST for additional_slave_SAE_IDs");
            assertError(
                    get014("?number=1&quality=best"),
                    400,
                    "with GET only number and size may be given, use POST for quality");
            assertError(get014("?number=1&number=2"), 400, "number is given more than once");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", ""})
    @Statement(
            number = 25,
            clause = "6.2, Table 10",
            text = "POST of {} gives one key of key_size bits.",
            code = KeyRequest.class)
    @Statement(
            number = 26,
            clause = "6.2",
            source = Statement.Source.POLICY,
            text = "POST of an empty body gives one key of key_size bits.",
            code = KeyRequest.class)
    @Policy(
            number = 12,
            open = "enc_keys is posted with a body of no bytes, which is not JSON.",
            answer = "It is an empty request, as {} is.")
    void postOfNothingGivesOneKey(String body) throws IOException {
        assertKeys(post014(body), 1, status().keySize());
    }

    @Test
    @Statement(
            number = 27,
            clause = "Table 10",
            text = "POST with number and size gives so many keys of that size, up to the limits.",
            code = {KeyRequest.class, KeyDelivery.class})
    @Statement(
            number = 28,
            clause = "Table 10",
            text = "number alone gives keys of the default size, size alone gives one key.",
            code = KeyRequest.class)
    void postGivesWhatTheBodyAsksFor() throws IOException {
        KeyStatus limits = status();
        link.hold(limits.maxKeyPerRequest() * limits.maxKeySize() / 256 + KEYS_OF_A_BLOCK);

        assertKeys(post014("{\"number\":2,\"size\":352}"), 2, 352);
        assertKeys(post014("{\"number\":3}"), 3, limits.keySize());
        assertKeys(post014("{\"size\":512}"), 1, 512);
        assertKeys(post014("{\"size\":" + limits.minKeySize() + "}"), 1, limits.minKeySize());
        assertKeys(
                post014("{\"number\":" + limits.maxKeyPerRequest() + ",\"size\":" + limits.maxKeySize() + "}"),
                limits.maxKeyPerRequest(),
                limits.maxKeySize());
    }

    @Test
    @Statement(
            number = 29,
            clause = "Table 9, Table 10",
            source = Statement.Source.POLICY,
            text = "One key more than max_key_per_request is answered 400 with an Error and takes nothing.",
            code = KeyRequest.class)
    @Statement(
            number = 30,
            clause = "Table 9, Table 10",
            source = Statement.Source.POLICY,
            text = "A size 8 bits above max_key_size or below min_key_size is answered 400 with an Error.",
            code = KeyRequest.class)
    @Policy(
            number = 10,
            open = "number or size is outside the limits that the Status tells.",
            answer = "400 with an Error that has the limits; nothing is taken.")
    void whatIsBeyondTheLimitsIsRefused() throws Exception {
        KeyStatus limits = status();
        int many = limits.maxKeyPerRequest() + 1;
        int large = limits.maxKeySize() + 8;
        int small = limits.minKeySize() - 8;
        link.takesNothing(() -> {
            assertError(get014("?number=" + many), 400, NUMBER + ", got " + many);
            assertError(post014("{\"number\":" + many + "}"), 400, NUMBER + ", got " + many);
            assertError(get014("?size=" + large), 400, SIZE + ", got " + large);
            assertError(post014("{\"size\":" + large + "}"), 400, SIZE + ", got " + large);
            assertError(get014("?size=" + small), 400, SIZE + ", got " + small);
            assertError(post014("{\"size\":" + small + "}"), 400, SIZE + ", got " + small);
        });
    }

    @Test
    @Statement(
            number = 31,
            clause = "6.2",
            text = "A size that is no multiple of 8 is answered 400 with the fixed text, by GET and by POST.",
            code = {KeyRequest.class, ErrorJson.class})
    @Policy(
            number = 15,
            open = "How keys of a size that is no multiple of 8 would be packed.",
            answer = "There are none: 400 with the fixed text.")
    void sizesAreMultiplesOf8() throws Exception {
        link.takesNothing(() -> {
            assertError(get014("?size=257"), 400, MULTIPLE_OF_8);
            assertError(post014("{\"size\":257}"), 400, MULTIPLE_OF_8);
        });
    }

    @Test
    @Statement(
            number = 32,
            clause = "6.2, Table 10",
            source = Statement.Source.POLICY,
            text = "A body that is not JSON, or JSON but no object, is answered 400 with an Error.",
            code = StrictJson.class)
    @Statement(
            number = 33,
            clause = "Table 10",
            source = Statement.Source.POLICY,
            text = "A number that is a string or a fraction is answered 400 with an Error.",
            code = {KeyRequest.class, StrictJson.class})
    @Policy(
            number = 13,
            open = "A member is null.",
            answer = "400 with an Error: null is neither a number nor a list, and leaving the member out is easy.")
    void whatIsNoKeyRequestIsRefused() throws Exception {
        link.takesNothing(() -> {
            assertThat(assertError(post014("{\"number\":1"), 400)).startsWith("the body is not JSON: line 1, column ");
            assertThat(assertError(post014("{} {}"), 400)).startsWith("the body is not JSON");
            assertThat(assertError(post014("{\"number\":1,\"number\":2}"), 400)).startsWith("the body is not JSON");
            assertError(post014("[]"), 400, "the body is a JSON object");
            assertError(post014("\"number\""), 400, "the body is a JSON object");
            assertError(post014("null"), 400, "the body is a JSON object");
            assertError(post014("{\"number\":\"3\"}"), 400, "number is an integer from 1 to 128");
            assertError(post014("{\"number\":1.5}"), 400, "number is an integer from 1 to 128");
            assertError(post014("{\"number\":1e0}"), 400, "number is an integer from 1 to 128");
            assertError(post014("{\"number\":null}"), 400, "number is an integer from 1 to 128");
            assertError(post014("{\"size\":null}"), 400, SIZE);
            assertError(post014("{\"extension_mandatory\":null}"), 400);
            assertError(post014("{\"additional_slave_SAE_IDs\":null}"), 400);
            assertThat(assertError(post014("{\"count\":1}"), 400)).startsWith("members are ");
        });
    }

    @Test
    @Statement(
            number = 34,
            clause = "6.3, Table 11",
            text = "Every element has a key_ID in the form of a UUID and a key in Base64 of size/8 bytes.",
            code = KeyContainer.class)
    @Statement(
            number = 36,
            clause = "6.3",
            text = "The container's member is keys, in lower case, an array.",
            code = KeyContainer.class)
    @Policy(
            number = 14,
            open = "Which Base64 alphabet, and whether it is padded.",
            answer = "The standard one, padded.")
    @Policy(
            number = 17,
            open = "Which version a UUID has, and in which case it is written.",
            answer = "Key IDs have the shape of version 4, in lower case; a caller may write them in upper case.")
    void everyElementHasAnIdAndAKey() throws IOException {
        Answer answer = get014("?number=20&size=104");

        Set<UUID> ids = new HashSet<>();
        for (DeliveredKey key : assertKeys(answer, 20, 104)) {
            assertThat(key.id().version()).isEqualTo(4);
            assertThat(key.id().variant()).isEqualTo(2);
            ids.add(key.id());
        }
        JsonNode container = answer.json();
        assertThat(container.path("keys").isArray()).isTrue();
        assertThat(container.has("Keys")).isFalse();
        assertThat(container.path("keys").path(0).path("key").textValue())
                .hasSize(20)
                .endsWith("=");
        Object[] shouted = ids.stream()
                .map(id -> id.toString().toUpperCase(java.util.Locale.ROOT))
                .toArray();
        assertKeys(post(link.slave(), Wire.DEC_KEYS, Wire.keyIds(shouted)), 20, 104);
    }

    @Test
    @Statement(
            number = 35,
            clause = "3.1, 6.3",
            text = "Key IDs differ within a container and from all before.",
            code = SealedKeyId.class)
    @Statement(
            number = 37,
            clause = "Table 5",
            text = "Two calls never give the same key ID or the same key.",
            code = {AllocatingPool.class, SealedKeyId.class})
    void noIdAndNoKeyComesTwice() throws IOException {
        link.hold(600);
        Set<UUID> ids = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (int call = 0; call < 6; call++) {
            for (DeliveredKey key : assertKeys(get014("?number=100"), 100, 256)) {
                ids.add(key.id());
                keys.add(HexFormat.of().formatHex(key.bytes()));
            }
        }
        assertThat(ids).hasSize(600);
        assertThat(keys).hasSize(600);
    }

    @Test
    @Statement(
            number = 38,
            clause = "Table 5, Table 9",
            text = "After N keys were delivered, stored_key_count is lower by N.",
            code = {AllocatingPool.class, KeyDelivery.class})
    void everyKeyDeliveredIsOneKeyLess() throws IOException {
        long before = link.stored();
        assertKeys(get014("?number=7"), 7, 256);
        assertThat(link.stored()).isEqualTo(before - 7);
        assertKeys(post014("{\"number\":60}"), 60, 256);
        assertThat(link.stored()).isEqualTo(before - 67);
    }

    @Test
    @Statement(
            number = 39,
            clause = "Table 6",
            source = Statement.Source.POLICY,
            text = "With an empty pool the answer is 503 with an Error, and no key is half delivered.",
            code = {KeyDelivery.class, AllocatingPool.class})
    @Statement(
            number = 40,
            clause = "Table 6",
            source = Statement.Source.POLICY,
            text = "With K keys, K+1 are answered 503, and the K keys remain.",
            code = {KeyDelivery.class, AllocatingPool.class})
    @Policy(
            number = 9,
            open = "There are fewer keys than were asked for.",
            answer = "503 with an Error and Retry-After, and none of them is taken: it is not the caller's mistake.")
    void aShortageTakesNothing() throws IOException {
        link.holdExactly(0);
        Answer empty = get014("");
        assertError(empty, 503, "not enough keys: 0 of that size stored");
        assertThat(empty.header("retry-after")).matches("[1-9][0-9]*");
        link.hold(1);
        assertThat(link.stored()).isEqualTo(KEYS_OF_A_BLOCK);

        link.holdExactly(100);
        assertError(get014("?number=101"), 503, "not enough keys: 100 of that size stored");
        assertThat(link.stored()).isEqualTo(100);
        List<DeliveredKey> all = link.master().newKeys(HandFedLink.SLAVE, 100, 256);
        assertThat(link.stored()).isZero();
        link.assertFetchable(all);
    }

    @Test
    @Statement(
            number = 41,
            clause = "Table 5",
            source = Statement.Source.POLICY,
            text = "A path that names the caller itself is answered 400 with an Error.",
            code = KeyDeliveryApi.class)
    @Policy(number = 6, open = "The path names the caller.", answer = "400 with an Error, on all three methods.")
    void thePathNamesTheOther() throws IOException {
        String own = "the SAE ID in the path is the other SAE's, not the caller's";
        assertError(get(link.master(), path(MASTER, "enc_keys")), 400, own);
        assertError(get(link.master(), path(MASTER, "status")), 400, own);
        assertError(post(link.master(), path(MASTER, "dec_keys"), Wire.keyIds(UUID.randomUUID())), 400, own);
    }

    @Test
    @Statement(
            number = 42,
            clause = "Table 6",
            source = Statement.Source.POLICY,
            text = "A caller that may not share keys with that slave gets 401 without a body.",
            code = {KeyDelivery.class, KeyDeliveryApi.class})
    @Policy(
            number = 8,
            open = "The caller may not share keys with the slave.",
            answer = "401 without a body, for status and enc_keys.")
    void withoutPermissionThereIsNoKey() throws Exception {
        link.takesNothing(() -> {
            assertUnauthorized(get(link.master(), path("SAE-MOD-2", "enc_keys")));
            assertUnauthorized(post(link.master(), path("SAE-MOD-2", "enc_keys"), "{}"));
            assertUnauthorized(get(link.master(), path("SAE-MOD-2", "status")));
        });
        assertThat(get(link.master(), STATUS).status()).isEqualTo(200);
    }
}

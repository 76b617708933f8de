package dk.kronborg.etsi014;

import static dk.kronborg.etsi014.HandFedLink.KEYS_OF_A_BLOCK;
import static dk.kronborg.etsi014.HandFedLink.MASTER;
import static dk.kronborg.etsi014.HandFedLink.SLAVE;
import static dk.kronborg.etsi014.Wire.DEC_KEYS;
import static dk.kronborg.etsi014.Wire.ENC_KEYS;
import static dk.kronborg.etsi014.Wire.NOT_FOUND;
import static dk.kronborg.etsi014.Wire.assertError;
import static dk.kronborg.etsi014.Wire.assertKeys;
import static dk.kronborg.etsi014.Wire.assertUnauthorized;
import static dk.kronborg.etsi014.Wire.get;
import static dk.kronborg.etsi014.Wire.keyIds;
import static dk.kronborg.etsi014.Wire.path;
import static dk.kronborg.etsi014.Wire.post;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.confirmation.OfferingEnd;
import dk.kronborg.kms.delivery.KeyFetch;
import dk.kronborg.kms.keyid.SealedKeyId;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Get key with key IDs: statements 51 to 68. */
@ExtendWith(HandFedNetwork.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GetKeyWithKeyIdsIT {

    private final HandFedLink link;
    private final DemoNetwork network;

    GetKeyWithKeyIdsIT(RunningDemo demo, HandFedLink link) {
        this.link = link;
        this.network = demo.network();
    }

    @BeforeEach
    void holdKeys() throws IOException {
        link.hold(50);
    }

    private List<DeliveredKey> fresh(int number) throws IOException {
        return assertKeys(get(link.master(), ENC_KEYS + "?number=" + number), number, 256);
    }

    private static Answer fetch(SaeClient slave, Object... ids) throws IOException {
        return post(slave, DEC_KEYS, keyIds(ids));
    }

    @Test
    @Statement(
            number = 51,
            clause = "Table 7, 6.4",
            text = "The slave gets the master's key by POST of its ID: the same ID, the same bytes.",
            code = {KeyIdsRequest.class, KeyFetch.class})
    @Statement(
            number = 52,
            clause = "6.4",
            text = "The same by GET with key_ID.",
            code = {KeyIdsRequest.class, KeyFetch.class})
    @Statement(
            number = 53,
            clause = "6.4, Table 12",
            text = "POST of several IDs gives one element for each.",
            code = {KeyIdsRequest.class, KeyFetch.class})
    @Statement(
            number = 54,
            clause = "6.3",
            source = Statement.Source.POLICY,
            text = "The elements come in the order of the request.",
            code = KeyFetch.class)
    @Statement(
            number = 66,
            clause = "4",
            text = "The slave fetches at its own KME what the master got at another.",
            code = {KeyFetch.class, SealedKeyId.class})
    @Policy(number = 20, open = "The order of the keys.", answer = "That of the request.")
    void theSlaveGetsTheSameKeys() throws IOException {
        List<DeliveredKey> keys = fresh(6);

        assertThat(assertKeys(fetch(link.slave(), keys.get(0).id()), 1, 256)).isEqualTo(keys.subList(0, 1));
        Answer byGet = get(link.slave(), DEC_KEYS + "?key_ID=" + keys.get(1).id());
        assertThat(assertKeys(byGet, 1, 256)).isEqualTo(keys.subList(1, 2));
        List<DeliveredKey> backwards = new ArrayList<>(keys.subList(2, 6));
        Collections.reverse(backwards);
        Object[] ids = backwards.stream().map(DeliveredKey::id).toArray();
        assertThat(assertKeys(fetch(link.slave(), ids), 4, 256)).isEqualTo(backwards);
        assertThat(network.sae(MASTER).kme()).isNotEqualTo(network.sae(SLAVE).kme());
    }

    @Test
    @Statement(
            number = 55,
            clause = "6.4",
            text = "An ID that is not there is answered 400 with the fixed text.",
            code = {KeyFetch.class, ErrorJson.class})
    @Statement(
            number = 56,
            clause = "6.4",
            text = "So is a list with one such ID, and nothing of the list is taken.",
            code = KeyFetch.class)
    @Statement(
            number = 57,
            clause = "Table 7",
            text = "A key is fetched once: the second time it is answered as one that is not there.",
            code = KeyFetch.class)
    @Policy(
            number = 3,
            open = "404 is nowhere in the text.",
            answer = "Unknown keys are 400 with the fixed text; 404 is for paths that are none of the three methods.")
    void aListIsTakenWholeOrNotAtAllAndOnce() throws IOException {
        UUID unknown = UUID.randomUUID();
        assertError(fetch(link.slave(), unknown), 400, NOT_FOUND);
        assertError(get(link.slave(), DEC_KEYS + "?key_ID=" + unknown), 400, NOT_FOUND);
        List<DeliveredKey> keys = fresh(2);
        UUID first = keys.getFirst().id();
        UUID last = keys.getLast().id();

        assertError(fetch(link.slave(), first, unknown), 400, NOT_FOUND);
        assertError(fetch(link.slave(), unknown, first, last), 400, NOT_FOUND);
        assertThat(assertKeys(fetch(link.slave(), first), 1, 256)).isEqualTo(keys.subList(0, 1));
        assertError(fetch(link.slave(), first), 400, NOT_FOUND);
        assertError(fetch(link.slave(), last, first), 400, NOT_FOUND);
        assertThat(assertKeys(fetch(link.slave(), last), 1, 256)).isEqualTo(keys.subList(1, 2));
    }

    @Test
    @Statement(
            number = 58,
            clause = "Table 7",
            text = "An SAE for which the key was not made gets 401.",
            code = {KeyFetch.class, SealedKeyId.class})
    @Statement(
            number = 59,
            clause = "Table 7",
            text = "So it does if the list has a key of its own too, and nothing of the list is taken.",
            code = KeyFetch.class)
    @Statement(number = 60, clause = "Table 6, Table 8", text = "401 has no body.", code = KeyDeliveryApi.class)
    @Policy(number = 1, open = "Whether 401 has a body: many servers send one.", answer = "It has none.")
    @Policy(
            number = 2,
            open = "401 for a foreign key and 400 for an unknown one tell a third SAE which IDs exist.",
            answer = "As the text says: 401 if any of the IDs was made for another, else 400. What can be learned so"
                    + " is bounded, because wrong guesses are counted.")
    void aThirdSaeGetsNothing() throws IOException {
        List<DeliveredKey> keys = fresh(1);
        List<DeliveredKey> own = assertKeys(get(link.master(), path(HandFedLink.THIRD, "enc_keys")), 1, 256);
        UUID foreign = keys.getFirst().id();
        UUID ofThird = own.getFirst().id();

        assertUnauthorized(fetch(link.third(), foreign));
        assertUnauthorized(get(link.third(), DEC_KEYS + "?key_ID=" + foreign));
        assertUnauthorized(fetch(link.third(), ofThird, foreign));
        assertUnauthorized(fetch(link.third(), foreign, ofThird));
        assertUnauthorized(fetch(link.third(), foreign, UUID.randomUUID()));
        assertUnauthorized(get(link.master(), path("SAE-MOD-2", "enc_keys")));
        assertThat(assertKeys(fetch(link.third(), ofThird), 1, 256)).isEqualTo(own);
        assertThat(assertKeys(fetch(link.slave(), foreign), 1, 256)).isEqualTo(keys);
    }

    @Test
    @Statement(
            number = 61,
            clause = "Table 7",
            source = Statement.Source.POLICY,
            text = "The master does not get its own key by dec_keys: 401.",
            code = KeyFetch.class)
    @Statement(
            number = 62,
            clause = "Table 7",
            source = Statement.Source.POLICY,
            text = "A path that names another master does not yield the key: 400 with the fixed text.",
            code = {KeyFetch.class, SealedKeyId.class})
    @Policy(
            number = 4,
            open = "The path of dec_keys names another master than the key's.",
            answer = "400 with the text of an unknown key.")
    @Policy(
            number = 5,
            open = "The master fetches its own key.",
            answer = "401: it was not named as a slave of that key.")
    void theKeyIsBoundToMasterAndSlave() throws IOException {
        List<DeliveredKey> keys = fresh(1);
        String id = keyIds(keys.getFirst().id());

        assertUnauthorized(post(link.master(), path(SLAVE, "dec_keys"), id));
        assertError(post(link.slave(), path("SAE-MOD-2", "dec_keys"), id), 400, NOT_FOUND);
        assertError(post(link.slave(), path("SAE-MFA-1", "dec_keys"), id), 400, NOT_FOUND);
        assertThat(assertKeys(post(link.slave(), DEC_KEYS, id), 1, 256)).isEqualTo(keys);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "642d77b8",
                "642d77b8-9087-42c1-b898-880f2ab8321",
                "642d77b8-9087-42c1-b898-880f2ab8321fa",
                "642d77b8908742c1b898880f2ab8321f",
                "g42d77b8-9087-42c1-b898-880f2ab8321f"
            })
    @Statement(
            number = 63,
            clause = "Table 12",
            source = Statement.Source.POLICY,
            text = "A key_ID that is no UUID is answered 400 with an Error, by GET and by POST.",
            code = KeyIdsRequest.class)
    void aKeyIdIsAUuid(String id) throws IOException {
        String message = "a key_ID is a UUID, such as 550e8400-e29b-41d4-a716-446655440000";
        assertError(fetch(link.slave(), id), 400, message);
        assertError(get(link.slave(), DEC_KEYS + "?key_ID=" + id), 400, message);
    }

    @Test
    @Statement(
            number = 64,
            clause = "Table 12",
            source = Statement.Source.POLICY,
            text = "key_IDs that is missing, empty or holds strings is answered 400 with an Error.",
            code = KeyIdsRequest.class)
    @Policy(
            number = 18,
            open = "A key_ID is named twice in a request.",
            answer = "400 with an Error; nothing is taken.")
    void keyIdsIsAnArrayOfObjects() throws IOException {
        List<DeliveredKey> keys = fresh(1);
        String id = keys.getFirst().id().toString();
        String array = "key_IDs is an array of 1 to 128 objects";

        for (String body : List.of(
                "{}", "{\"key_IDs\":[]}", "{\"key_IDs\":null}", "{\"key_IDs\":\"" + id + "\"}", "{\"key_IDs\":{}}")) {
            assertError(post(link.slave(), DEC_KEYS, body), 400, array);
        }
        assertThat(assertError(post(link.slave(), DEC_KEYS, "{\"key_IDs\":[\"" + id + "\"]}"), 400))
                .startsWith("key_IDs holds objects");
        assertError(post(link.slave(), DEC_KEYS, "{\"key_IDs\":[{\"key_ID\":5}]}"), 400, "key_ID is a string, a UUID");
        assertThat(assertError(post(link.slave(), DEC_KEYS, ""), 400)).isNotBlank();
        assertError(fetch(link.slave(), id, id), 400, "a key_ID is named twice");
        assertError(fetch(link.slave(), Collections.nCopies(129, id).toArray()), 400, array);
        assertThat(assertKeys(fetch(link.slave(), id), 1, 256)).isEqualTo(keys);
    }

    @Test
    @Statement(
            number = 65,
            clause = "6.4",
            source = Statement.Source.POLICY,
            text = "GET without key_ID, or with two, is answered 400 with an Error.",
            code = KeyIdsRequest.class)
    @Policy(number = 19, open = "GET with several key_ID parameters.", answer = "400 with an Error; nothing is taken.")
    void getTakesOneKeyId() throws IOException {
        List<DeliveredKey> keys = fresh(2);
        String one = "key_ID=" + keys.getFirst().id();
        String other = "key_ID=" + keys.getLast().id();
        String message = "with GET exactly one key_ID is given and nothing else, use POST for more";

        for (String query : List.of(
                "",
                "?",
                "?key_id=" + keys.getFirst().id(),
                "?key_IDs=" + keys.getFirst().id(),
                "?" + one + "&" + other,
                "?" + one + "&size=256")) {
            assertError(get(link.slave(), DEC_KEYS + query), 400, message);
        }
        assertThat(assertKeys(get(link.slave(), DEC_KEYS + "?" + one), 1, 256)).isEqualTo(keys.subList(0, 1));
        assertThat(assertKeys(get(link.slave(), DEC_KEYS + "?" + other), 1, 256))
                .isEqualTo(keys.subList(1, 2));
    }

    @Test
    @Statement(
            number = 67,
            clause = "Table 7",
            source = Statement.Source.POLICY,
            text = "Of concurrent requests for one ID exactly one gets the key, the others 400 with the fixed text.",
            code = KeyFetch.class)
    void onlyOneOfManyAtOnceGetsTheKey() throws Exception {
        List<DeliveredKey> keys = fresh(4);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (DeliveredKey key : keys) {
                Callable<Answer> request = () -> fetch(link.slave(), key.id());
                List<DeliveredKey> won = new ArrayList<>();
                for (Future<Answer> future : executor.invokeAll(Collections.nCopies(12, request))) {
                    Answer answer = future.get();
                    if (answer.status() == 200) {
                        won.addAll(assertKeys(answer, 1, 256));
                    } else {
                        assertError(answer, 400, NOT_FOUND);
                    }
                }
                assertThat(won).isEqualTo(List.of(key));
            }
        }
    }

    @Test
    @Statement(
            number = 68,
            clause = "Table 5, Table 7",
            source = Statement.Source.POLICY,
            text = "Keys that the slave's KME has not confirmed are not handed to the master; those that are handed"
                    + " to it can be fetched at once.",
            code = OfferingEnd.class)
    void theMasterGetsOnlyWhatTheSlaveCanFetch() throws IOException {
        link.holdExactly(0);
        UUID early = HandFedLink.newBlockId();
        byte[] earlyBytes = HandFedLink.newBlock();
        link.pushAtMaster(early, earlyBytes);

        // A block that comes later and is at both ends is confirmed in a round that asked for the early one, too.
        UUID complete = HandFedLink.newBlockId();
        byte[] completeBytes = HandFedLink.newBlock();
        link.pushAtMaster(complete, completeBytes);
        link.pushAtSlave(complete, completeBytes);
        link.awaitStored(KEYS_OF_A_BLOCK);
        takeAndFetch(KEYS_OF_A_BLOCK);
        assertError(get(link.master(), ENC_KEYS), 503, "not enough keys: 0 of that size stored");

        link.pushAtSlave(early, earlyBytes);
        link.awaitStored(KEYS_OF_A_BLOCK);
        takeAndFetch(KEYS_OF_A_BLOCK);
        assertThat(link.stored()).isZero();
    }

    private void takeAndFetch(int keys) throws IOException {
        for (int left = keys; left > 0; left -= 128) {
            List<DeliveredKey> some = link.master().newKeys(SLAVE, Math.min(left, 128), 256);
            link.assertFetchable(some);
        }
    }

    /** Last: after it, one SAE is answered otherwise for a minute. */
    @Test
    @Order(Integer.MAX_VALUE)
    @Policy(
            number = 24,
            open = "What to do with an SAE that asks too much.",
            answer = "An SAE that names too many IDs that do not exist is answered 503 with Retry-After, while its"
                    + " good IDs go on working; all others are served as before.")
    void whoGuessesTooMuchIsSlowedDown() throws IOException {
        List<DeliveredKey> own = assertKeys(get(link.master(), path(HandFedLink.THIRD, "enc_keys")), 1, 256);
        Answer answer = fetch(link.third(), guesses());
        for (int round = 0; answer.status() == 400 && round < 20; round++) {
            assertError(answer, 400, NOT_FOUND);
            answer = fetch(link.third(), guesses());
        }

        assertError(answer, 503, "too many key IDs that do not exist");
        assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 60);
        assertThat(assertKeys(fetch(link.third(), own.getFirst().id()), 1, 256)).isEqualTo(own);
        assertError(fetch(link.slave(), UUID.randomUUID()), 400, NOT_FOUND);
    }

    private static Object[] guesses() {
        return Stream.generate(UUID::randomUUID).limit(128).toArray();
    }
}

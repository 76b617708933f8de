package dk.kronborg.etsi014;

import static dk.kronborg.etsi014.HandFedLink.MASTER;
import static dk.kronborg.etsi014.HandFedLink.SLAVE;
import static dk.kronborg.etsi014.HandFedLink.THIRD;
import static dk.kronborg.etsi014.Wire.DEC_KEYS;
import static dk.kronborg.etsi014.Wire.ENC_KEYS;
import static dk.kronborg.etsi014.Wire.NOT_FOUND;
import static dk.kronborg.etsi014.Wire.assertError;
import static dk.kronborg.etsi014.Wire.assertKeys;
import static dk.kronborg.etsi014.Wire.assertUnauthorized;
import static dk.kronborg.etsi014.Wire.keyIds;
import static dk.kronborg.etsi014.Wire.path;
import static dk.kronborg.etsi014.Wire.post;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.delivery.KeyFetch;
import dk.kronborg.kms.handover.HandoverReceiver;
import dk.kronborg.kms.handover.Multicast;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys for several slaves: statements 69 to 73. */
@ExtendWith(HandFedNetwork.class)
class MulticastIT {

    /** At a third KME. */
    private static final String ELSEWHERE = "SAE-MFA-1";

    private final HandFedLink link;
    private final RunningDemo demo;

    MulticastIT(RunningDemo demo, HandFedLink link) {
        this.demo = demo;
        this.link = link;
    }

    @BeforeEach
    void holdKeys() throws IOException {
        link.hold(100);
    }

    private Answer ask(String number, String... further) throws IOException {
        String list = Stream.of(further).map(sae -> '"' + sae + '"').collect(Collectors.joining(","));
        return post(link.master(), ENC_KEYS, "{" + number + "\"additional_slave_SAE_IDs\":[" + list + "]}");
    }

    private static void assertFetches(SaeClient slave, List<DeliveredKey> keys) throws IOException {
        Object[] ids = keys.stream().map(DeliveredKey::id).toArray();
        assertThat(assertKeys(post(slave, DEC_KEYS, keyIds(ids)), keys.size(), 256))
                .isEqualTo(keys);
        assertError(post(slave, DEC_KEYS, keyIds(ids)), 400, NOT_FOUND);
    }

    @Test
    @Statement(
            number = 69,
            clause = "6.2, Annex B",
            text = "Master, slave and additional slaves get the same bytes under one ID, each at its own KME.",
            code = {Multicast.class, HandoverReceiver.class, KeyFetch.class})
    @Statement(
            number = 70,
            clause = "Annex B",
            text = "One slave's retrieval does not hinder another's, in either order; each gets the key once.",
            code = {Multicast.class, HandoverReceiver.class, KeyFetch.class})
    void allSlavesGetTheSameKeys() throws IOException {
        try (SaeClient elsewhere = demo.network().client(ELSEWHERE)) {
            List<DeliveredKey> keys = assertKeys(ask("\"number\":3,", THIRD, ELSEWHERE), 3, 256);
            assertFetches(link.slave(), keys);
            assertFetches(link.third(), keys);
            assertFetches(elsewhere, keys);

            List<DeliveredKey> others = assertKeys(ask("", ELSEWHERE, THIRD), 1, 256);
            assertFetches(elsewhere, others);
            assertFetches(link.third(), others);
            assertFetches(link.slave(), others);
        }
    }

    @Test
    @Statement(
            number = 71,
            clause = "Table 9, Table 10",
            source = Statement.Source.POLICY,
            text = "More additional slaves than max_SAE_ID_count are answered 400 with an Error.",
            code = KeyRequest.class)
    void thereAreAtMostSoManySlaves() throws Exception {
        int most = link.master().status(SLAVE).maxSaeIdCount();
        assertThat(most).isPositive();
        String[] tooMany =
                IntStream.rangeClosed(0, most).mapToObj(i -> "SAE-" + i).toArray(String[]::new);
        link.takesNothing(() -> assertThat(assertError(ask("", tooMany), 400)).contains("at most " + most));
    }

    @Test
    @Statement(
            number = 72,
            clause = "Table 10",
            source = Statement.Source.POLICY,
            text = "Blank, repeated or unknown entries, the slave or the master in the list are answered 400.",
            code = KeyRequest.class)
    void everyAdditionalSlaveIsAnotherKnownSae() throws Exception {
        link.takesNothing(() -> {
            for (List<String> list : List.of(
                    List.of(""),
                    List.of(" "),
                    List.of("a/b"),
                    List.of(THIRD, THIRD),
                    List.of(SLAVE),
                    List.of(THIRD, SLAVE),
                    List.of(MASTER),
                    List.of("SAE-NOBODY"),
                    List.of(THIRD, "SAE-NOBODY"))) {
                assertError(ask("", list.toArray(String[]::new)), 400);
            }
            for (String value : List.of("\"SAE-DC2-2\"", "{}", "null", "[5]", "[null]", "[[\"SAE-DC2-2\"]]")) {
                assertError(post(link.master(), ENC_KEYS, "{\"additional_slave_SAE_IDs\":" + value + "}"), 400);
            }
            assertUnauthorized(ask("", "SAE-MOD-2"));
            assertUnauthorized(ask("", THIRD, "SAE-MOD-2"));
        });
        assertFetches(link.slave(), assertKeys(ask(""), 1, 256));
    }

    @Test
    void aSlaveThatCannotBeReachedStopsTheKeyForAll() throws Exception {
        ProcessHandle elsewhere = demo.process("KME-MFA");
        signal(elsewhere, "STOP");
        try {
            Answer answer = ask("", THIRD, ELSEWHERE);
            assertError(answer, 503);
            assertThat(answer.header("retry-after")).matches("[1-9][0-9]*");
        } finally {
            signal(elsewhere, "CONT");
        }
        Answer answer = Awaitility.await("keys for all slaves")
                .atMost(Duration.ofSeconds(30))
                .until(() -> ask("", THIRD, ELSEWHERE), again -> again.status() == 200);
        try (SaeClient client = demo.network().client(ELSEWHERE)) {
            List<DeliveredKey> keys = assertKeys(answer, 1, 256);
            assertFetches(client, keys);
            assertFetches(link.third(), keys);
            assertFetches(link.slave(), keys);
        }
    }

    private static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    @Statement(
            number = 73,
            clause = "6.2, Table 9",
            text = "Where max_SAE_ID_count is 0, a request for several slaves is answered 400 with an Error.",
            code = KeyRequest.class)
    void withoutMulticastThereIsNoKeyForSeveral() throws IOException {
        assertThat(link.slave().status(MASTER).maxSaeIdCount()).isZero();
        Answer answer = post(link.slave(), path(MASTER, "enc_keys"), "{\"additional_slave_SAE_IDs\":[\"SAE-MOD-2\"]}");
        assertThat(assertError(answer, 400)).contains("at most 0");
    }
}

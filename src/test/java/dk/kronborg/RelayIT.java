package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.process.Directories;
import dk.kronborg.topology.network.Kme;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Five sites in a ring, in real processes: any two share keys, whichever of the two ways round there still is. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RelayIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final List<String> SITES = List.of("MFA", "MOD", "MHES", "MBC", "AUT5");

    private static RunningDemo demo;
    private static DemoNetwork network;

    /** What a key rests on. */
    private record Told(List<String> links, List<Integer> hops, String relay) {}

    @BeforeAll
    static void start() throws IOException {
        Path directory = Path.of("target", "relay").toAbsolutePath();
        Directories.delete(directory);
        List<String> settings = new ArrayList<>(List.of("KME-AUT5:kronborg.kme.relay.paths=2"));
        for (Kme kme : ReferenceNetwork.RING.plan().kmes()) {
            Stream.of(
                            "kronborg.kme.pool.most-blocks=32",
                            "kronborg.kme.relay.stock-blocks=2",
                            "kronborg.kme.relay.linked-after=10s",
                            "kronborg.kme.mode.doubt=1d",
                            "kronborg.kme.mode.lost=1d",
                            "kronborg.kme.mode.recovered=1d",
                            "kronborg.kme.mode.recovered-at-most=1d")
                    .map(setting -> kme.id() + ":" + setting)
                    .forEach(settings::add);
        }
        demo = RunningDemo.start(
                ReferenceNetwork.RING,
                directory,
                Path.of(System.getProperty("kronborg.application")),
                settings.toArray(String[]::new));
        network = demo.network();
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    private static String sae(String site) {
        return "SAE-" + site + "-1";
    }

    private static Answer get(SaeClient caller, String other, String method) throws IOException {
        return caller.answer("GET", "/api/v1/keys/" + other + "/" + method, new byte[0], "Accept", "application/json");
    }

    private static long stored(String from, String to) throws IOException {
        try (SaeClient master = network.client(sae(from))) {
            return get(master, sae(to), "status")
                    .json()
                    .path("stored_key_count")
                    .asLong();
        }
    }

    /** Takes keys; both ends were given the same of the last, to the bit. */
    private static Told exchange(String from, String to, int count) throws IOException {
        try (SaeClient master = network.client(sae(from));
                SaeClient slave = network.client(sae(to))) {
            Answer answer = get(master, sae(to), "enc_keys?number=" + count);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            JsonNode given = answer.json().path("keys");
            JsonNode last = given.path(count - 1);
            JsonNode fetched = get(
                            slave,
                            sae(from),
                            "dec_keys?key_ID=" + last.path("key_ID").asText())
                    .json()
                    .path("keys");
            assertThat(fetched).hasSize(1).first().isEqualTo(last);
            JsonNode quantum = last.at("/key_extension/qci_provenance/qkd");
            List<String> links = new ArrayList<>();
            quantum.path("links").forEach(link -> links.add(link.asText()));
            List<Integer> hops = new ArrayList<>();
            quantum.path("hops").forEach(hop -> hops.add(hop.asInt()));
            return new Told(links, hops, quantum.path("relay").asText());
        }
    }

    private static void awaitKeys(String from, String to) {
        await("keys from " + from + " to " + to)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> stored(from, to) > 0);
    }

    /** Uses up what there is until keys come over paths of so many hops. */
    private static Told awaitHops(String from, String to, List<Integer> hops) {
        List<Told> last = new ArrayList<>();
        await("keys over " + hops + " hops").atMost(PATIENCE).until(() -> {
            long stored = stored(from, to);
            if (stored == 0) {
                return false;
            }
            last.add(exchange(from, to, (int) Math.min(stored, 128)));
            return last.getLast().hops.equals(hops);
        });
        return last.getLast();
    }

    private static String log(String kme) throws IOException {
        String name = kme.toLowerCase(Locale.ROOT);
        return Files.readString(network.file(name + "/" + name + ".log"));
    }

    private static long ask(String kme, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + network.kme(kme).database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    @Order(1)
    void anyTwoSitesGetTheSameKeys() throws IOException {
        for (String from : SITES) {
            for (String to : SITES) {
                if (!from.equals(to)) {
                    awaitKeys(from, to);
                    Told told = exchange(from, to, 2);
                    boolean neighbours = Math.floorMod(SITES.indexOf(from) - SITES.indexOf(to), SITES.size()) % 3 == 1;
                    if (!neighbours) {
                        assertThat(told.relay).isEqualTo("OTP_XOR");
                        // Over the longer way while the shorter one is short of pads.
                        assertThat(told.hops)
                                .isIn(from.equals("AUT5") ? List.of(List.of(2, 3)) : List.of(List.of(2), List.of(3)));
                    }
                }
            }
        }
    }

    @Test
    @Order(2)
    void sharesGoBothWaysRound() throws IOException {
        assertThat(exchange("AUT5", "MOD", 1).links)
                .containsExactlyInAnyOrder("AUT5-MFA", "MFA-MOD", "MBC-AUT5", "MHES-MBC", "MOD-MHES");
    }

    /** MOD is on the way that MFA's keys for MHES take. */
    @Test
    @Order(3)
    void aNodeThatIsKilledIsGoneRoundAndComesBack() throws Exception {
        assertThat(awaitHops("MFA", "MHES", List.of(2)).links).containsExactly("MFA-MOD", "MOD-MHES");
        demo.kill("KME-MOD");
        try {
            assertThat(awaitHops("MFA", "MHES", List.of(3)).links)
                    .containsExactlyInAnyOrder("MHES-MBC", "MBC-AUT5", "AUT5-MFA");
            await("an alarm")
                    .atMost(PATIENCE)
                    .until(() -> log("KME-MFA")
                            .contains("RELAY_STUCK KME-MFA~KME-MOD: link MFA-MOD, nodes KME-MFA and KME-MOD"));
        } finally {
            demo.restart("KME-MOD");
        }
        awaitKeys("MOD", "MBC");
        exchange("MOD", "MBC", 2);
        awaitHops("MFA", "MOD", List.of(1));
    }

    /** Keys of a pair whose link is cut come the other way round, and from the link again when it is mended. */
    @Test
    @Order(4)
    void aCutLinkIsGoneRound() throws IOException {
        for (String fault : List.of("dead tx", "dead rx", "cut")) {
            demo.fault("MFA-MOD", fault);
        }
        try {
            assertThat(awaitHops("MFA", "MOD", List.of(4)).links)
                    .containsExactlyInAnyOrder("AUT5-MFA", "MBC-AUT5", "MHES-MBC", "MOD-MHES");
            assertThat(awaitHops("MFA", "MHES", List.of(3)).links)
                    .containsExactlyInAnyOrder("MHES-MBC", "MBC-AUT5", "AUT5-MFA");
        } finally {
            demo.fault("MFA-MOD", "clear");
        }
        awaitHops("MFA", "MOD", List.of(1));
    }

    @Test
    @Order(5)
    void noPadWasUsedTwiceAndEveryBitIsAccountedFor() throws SQLException, IOException {
        for (String site : SITES) {
            String kme = "KME-" + site;
            assertThat(ask(kme, "select count(*) from relayed_share where state in ('SENT', 'JOINED')"))
                    .isPositive();
            assertThat(log(kme)).doesNotContain("BITS_UNBALANCED", "PEER_CONTRADICTION", "RELAY_CONTRADICTION");
        }
    }

    /** Of MFA and MHES no link makes keys; the centre is told of their pool all the same, as large as it is. */
    @Test
    @Order(6)
    void theCentreListsRelayedPools() throws IOException {
        CentreApi centre = new CentreApi(network);
        JsonNode pool = await().atMost(PATIENCE)
                .until(
                        () -> store(centre, "KME-MFA", "KME-MHES"),
                        store -> store.path("usable_bits").asLong() > 0);

        assertThat(pool.path("relayed").asBoolean()).isTrue();
        assertThat(pool.path("freshness").asText()).isEqualTo("FRESH");
        assertThat(pool.path("capacity_bits").asLong()).isEqualTo(2 * 8192 * 8);
        assertThat(pool.has("time_to_empty_s")).isTrue();
        assertThat(store(centre, "KME-MFA", "KME-MOD").path("relayed").asBoolean(true))
                .isFalse();
        assertThat(centre.json("/api/v1/stores/KME-MFA/KME-MHES/course").path("minutes"))
                .isNotEmpty();
        assertThat(centre.json("/api/v1/telemetry/refused").path("counts").toString())
                .doesNotContain("UNKNOWN_POOL");
    }

    /** The hop's stores are full, and the centre says that the link is not to be used. */
    @Test
    @Order(7)
    void aLinkThatIsLockedIsGoneRound() throws IOException {
        awaitHops("MFA", "MHES", List.of(2));
        act("LOCK");
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(awaitHops("MFA", "MHES", List.of(3)).links)
                        .containsExactlyInAnyOrder("MHES-MBC", "MBC-AUT5", "AUT5-MFA");
            }
        } finally {
            act("UNLOCK");
        }
        assertThat(awaitHops("MFA", "MHES", List.of(2)).links).containsExactly("MFA-MOD", "MOD-MHES");
    }

    private static void act(String action) throws IOException {
        HttpResponse<String> answer = new CentreApi(network)
                .post(
                        "/api/v1/links/MFA-MOD/actions",
                        "{\"action\": \"%s\", \"text\": \"exercise\"}".formatted(action));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static JsonNode store(CentreApi centre, String from, String to) {
        return centre.stores().stream()
                .filter(store -> store.path("from").asText().equals(from)
                        && store.path("to").asText().equals(to)
                        && store.path("origin").asText().equals("QKD"))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }
}

package dk.kronborg.testbed.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.network.Link;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/drivers.md to what the simulator does: what vendors read is what a client really lives by. */
class DriversDocumentTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String document;

    DriversDocumentTest() throws IOException {
        document = Files.readString(Path.of("../../docs/drivers.md"));
    }

    private String example(String name) {
        Matcher found = Pattern.compile(
                        "<!-- example: " + Pattern.quote(name) + " -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(document);
        assertThat(found.find()).as("example \"%s\"", name).isTrue();
        return found.group(1);
    }

    private PrivateKey exampleKey() throws Exception {
        byte[] encoded = Base64.getDecoder().decode(example("private key, PKCS#8, Base64"));
        return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** The rows of a table under that heading, cell by cell. */
    private List<String[]> table(String heading) {
        String rest = document.substring(document.indexOf("\n" + heading + "\n"));
        return rest.lines()
                .dropWhile(line -> !line.startsWith("| ---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.substring(1).split("\\|", -1))
                .toList();
    }

    private Set<String> names(String heading) {
        Set<String> names = new TreeSet<>();
        table(heading).forEach(row -> names.add(row[0].strip().replace("`", "")));
        return names;
    }

    @Test
    void theExampleIsCanonicalisedAndSignedAsItSays() throws Exception {
        ObjectNode event = (ObjectNode) JSON.readTree(example("event"));
        String keyId = event.get("sig_key_id").asText();

        JsonNode wire = JSON.readTree(new TelemetrySigner(exampleKey(), keyId).signed(event.deepCopy()));

        assertThat(new String(TelemetrySigner.canonical(event), UTF_8)).isEqualTo(example("canonical"));
        assertThat(wire.get("sig").asText()).isEqualTo(example("signature"));
    }

    @Test
    void theExamplesPublicKeyVerifiesTheExample() throws Exception {
        byte[] encoded = Base64.getDecoder().decode(example("public key, SubjectPublicKeyInfo, Base64"));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(example("canonical").getBytes(UTF_8));

        assertThat(verifier.verify(Base64.getDecoder().decode(example("signature"))))
                .isTrue();
    }

    @Test
    void theMembersAndMetricsAreThoseThatTheSimulatorSends() throws Exception {
        Set<String> members = new HashSet<>();
        Set<String> metrics = new HashSet<>();
        for (JsonNode event : eventsOfEveryCondition()) {
            event.fieldNames().forEachRemaining(members::add);
            event.get("metrics").fieldNames().forEachRemaining(metrics::add);
        }
        Set<String> example = new TreeSet<>();
        JSON.readTree(example("event")).fieldNames().forEachRemaining(example::add);
        example.add("sig");

        assertThat(names("### Members")).isEqualTo(new TreeSet<>(members)).isEqualTo(example);
        assertThat(metrics).hasSizeGreaterThan(10);
        assertThat(names("### Metrics")).containsAll(metrics);
    }

    @Test
    void theDeviceStatesAreThoseOfTheSimulator() {
        assertThat(Report.DeviceState.values())
                .allSatisfy(state -> assertThat(document).contains('`' + state.name() + '`'));
    }

    @Test
    void everyEventStaysInsideTheDocumentedSize() throws Exception {
        for (JsonNode event : eventsOfEveryCondition()) {
            assertThat(event.toString().getBytes(UTF_8)).hasSizeLessThan(4096);
        }
        assertThat(document).contains("at most 65536");
    }

    private List<JsonNode> eventsOfEveryCondition() throws IOException {
        TimeLapse time = new TimeLapse(ReferenceNetwork.TECHNOLOGIES.plan(), 7, Instant.parse("2026-07-02T08:00:00Z"));
        List<JsonNode> events = new ArrayList<>();
        TimeLapse.Audience reader = (at, link, event) -> {
            try {
                events.add(JSON.readTree(event));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        for (Link link : time.network().links()) {
            Target target = new Target.OneLink(link.id());
            for (String words : List.of("cut", "bend 3", "noise 0.4", "dead tx", "disagree")) {
                Phenomenon phenomenon = Phenomenon.parse(words);
                time.advance(time.now().plusSeconds(4), reader);
                time.befall(target, phenomenon);
                time.advance(time.now().plusSeconds(4), reader);
                time.end(target, phenomenon.kind());
            }
        }
        return events;
    }

    @Test
    void theAnswersAreReadAsTheTableSays() {
        List<String[]> rows = table("### Answers");

        assertThat(rows).hasSizeGreaterThan(10).allSatisfy(row -> {
            String word = switch (KmeAnswer.of(Integer.parseInt(row[0].strip()), "")) {
                case KmeAnswer.Stored() -> "done";
                case KmeAnswer.Refused() -> "drop";
                case KmeAnswer.Later(var _) -> "again";
            };
            assertThat(row[2].strip()).as("status %s", row[0]).isEqualTo(word);
        });
    }

    @Test
    void theDirectionsOfTheExamplesAreThoseOfTheSimulator() {
        assertThat(table("### Directions"))
                .hasSize(BlockDirection.values().length)
                .allSatisfy(row -> {
                    String id = row[0].strip().replace("`", "");
                    byte[] hash = MessageDigest.getInstance("SHA-256")
                            .digest(HexFormat.of().parseHex(id.replace("-", "")));
                    String bit = switch (BlockDirection.of(UUID.fromString(id))) {
                        case FROM_SMALLER -> "0";
                        case FROM_GREATER -> "1";
                    };
                    assertThat(row[1].strip()).isEqualTo('`' + HexFormat.of().formatHex(hash) + '`');
                    assertThat(row[2].strip()).isEqualTo(bit);
                });
        assertThat(document).contains("queues hold " + KmeLane.CAPACITY + " blocks each");
    }

    @Test
    void theSizesAreThoseOfTheSimulator() {
        assertThat(document)
                .contains("A multiple of 8 bytes, at least " + BlockSize.LEAST + ", at most " + BlockSize.MOST + ';');
    }

    @Test
    void theTopicIsTheOneTheSimulatorWritesTo() {
        assertThat(document).contains('`' + KafkaTelemetry.TOPIC + '`');
    }

    @Test
    void everyHeaderOfAPushIsDocumented() {
        assertThat(Stream.of(
                        "Content-Type",
                        "Qkd-Security-Proof",
                        "Qkd-Epsilon-Total",
                        "Qkd-Detector-Trust",
                        "Qkd-Produced-At"))
                .allSatisfy(header -> assertThat(names("## Key blocks")).contains(header));
    }
}

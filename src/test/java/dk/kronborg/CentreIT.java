package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.pki.CentreSigningKey;
import dk.kronborg.testbed.pki.Pem;
import dk.kronborg.testbed.pki.TelemetrySigningKey;
import dk.kronborg.topology.identity.DeviceId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Telemetry end to end: what devices report is shown; what is wrong is counted, listed, handed on, and nothing else. */
@ExtendWith(RunningNetwork.class)
class CentreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LINK = "MFA-MOD";
    private static final DeviceId RECEIVER = new DeviceId("MFA-MOD-RX");
    private static final DeviceId TRANSMITTER = new DeviceId("MFA-MOD-TX");
    private static final String IETF = "application/yang-data+json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final CentreApi centre;
    private final TelemetryBus bus;
    private final Map<DeviceId, TelemetrySigningKey> keys;
    private final Path signingKey;

    CentreIT(DemoNetwork network) throws IOException {
        this.centre = new CentreApi(network);
        this.bus = new TelemetryBus(network.kafka());
        Path folder = network.file("tls/telemetry");
        this.keys = Map.of(
                RECEIVER, TelemetrySigningKey.open(RECEIVER, folder),
                TRANSMITTER, TelemetrySigningKey.open(TRANSMITTER, folder));
        this.signingKey = CentreSigningKey.publicHalf(network.file("tls/signing"));
    }

    @AfterEach
    void close() {
        bus.close();
    }

    @Test
    void showsWhatTheDevicesReport() {
        await().atMost(PATIENCE)
                .until(() -> centre.link(LINK).path("freshness").asText().equals("FRESH"));

        JsonNode link = centre.link(LINK);
        assertThat(link.path("skr_bps").asDouble()).isGreaterThan(1000);
        assertThat(link.path("channel_loss_db").asDouble()).isBetween(0.5, 5.0);
        assertThat(link.path("excess_noise_sigma_snu").asDouble()).isPositive();
        assertThat(link.path("null_key_noise_snu").asDouble()).isPositive();
        assertThat(link.path("ends")).hasSize(2);
        assertThat(centre.json("/api/v1/links/MFA-MOD/readings?metric=skr_bps&limit=5")
                        .path("values"))
                .isNotEmpty();
    }

    @Test
    void rollsUpWhatTheDevicesReport() {
        String minutes = "/api/v1/links/MFA-MOD/series?metric=skr_bps&resolution=1m";
        // A minute is rolled up a quarter of a minute after its end.
        await().atMost(Duration.ofMinutes(3))
                .until(() -> centre.json(minutes).path("points").size() >= 1);

        JsonNode newest = centre.json(minutes).path("points").path(0);
        assertThat(newest.path("count").asInt()).isPositive();
        assertThat(newest.path("min").asDouble())
                .isLessThanOrEqualTo(newest.path("mean").asDouble());
        assertThat(newest.path("mean").asDouble())
                .isLessThanOrEqualTo(newest.path("max").asDouble());
        assertThat(centre.json("/api/v1/links/MFA-MOD/series?metric=skr_bps&side=RECEIVER&points=5000")
                        .path("resolution")
                        .asText())
                .isEqualTo("raw");
    }

    @Test
    void goesOnReporting() {
        assertGoesOn();
    }

    private void assertGoesOn() {
        Instant seen = measuredAt();

        await().atMost(PATIENCE).until(() -> measuredAt().isAfter(seen));
    }

    /** When the receiver measured last, as far as it is shown. */
    private Instant measuredAt() {
        return StreamSupport.stream(centre.link(LINK).path("ends").spliterator(), false)
                .filter(end -> end.path("side").asText().equals("RECEIVER"))
                .map(end -> Instant.parse(end.path("measured_at").asText("1970-01-01T00:00:00Z")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusesWhatIsNotJson() {
        assertRefused("NOT_JSON", put("hello".getBytes(StandardCharsets.UTF_8)), "hello", "text");
    }

    @Test
    void refusesWhatIsNotText() {
        byte[] noText = {(byte) 0xff, 0, 1};

        assertRefused("NOT_JSON", put(noText), Base64.getEncoder().encodeToString(noText), "base64");
    }

    @Test
    void refusesMoreThan64KiB() {
        byte[] large = " ".repeat(64 * 1024 + 1).getBytes(StandardCharsets.UTF_8);

        assertRefused("TOO_LARGE", put(large), " ".repeat(64 * 1024 + 1), "text");
    }

    @Test
    void refusesTheTooOldAndTheFuture() {
        byte[] old = signed(event(Instant.now().minus(Duration.ofDays(31))));
        byte[] future = signed(event(Instant.now().plus(Duration.ofMinutes(10))));

        assertRefused("TOO_OLD", put(old), text(old), "text");
        assertRefused("FROM_THE_FUTURE", put(future), text(future), "text");
    }

    @Test
    void refusesAWrongSignatureAndAnUnknownLink() {
        ObjectNode forged = event(Instant.now());
        forged.put("sig", Base64.getEncoder().encodeToString(new byte[64]));
        byte[] wrong = text(forged);
        byte[] unknown = signed(event(Instant.now()).put("link_id", "MFA-OSLO"));

        assertRefused("WRONG_SIGNATURE", put(wrong), text(wrong), "text");
        assertRefused("UNKNOWN_LINK", bus.put("MFA-OSLO", unknown), text(unknown), "text");
    }

    /** Of the transmitter, since what is shown of an end runs on only when time has come that far. */
    @Test
    void takesWhatIsReplayedOnceHoweverOften() {
        Instant begin = Instant.now();
        Instant measured = begin.plus(TelemetryGate.MOST_AHEAD).plusSeconds(25).truncatedTo(ChronoUnit.MICROS);
        RecordMetadata place = put(signed(event(TRANSMITTER, measured)));
        await().atMost(PATIENCE)
                .until(() -> listed(place).path("reason").asText().equals("FROM_THE_FUTURE"));
        await().atMost(PATIENCE).until(() -> bus.refusalOf(place), Optional::isPresent);
        String selection = MAPPER.createObjectNode()
                .put("reason", "FROM_THE_FUTURE")
                .put("key", LINK)
                .put("from", begin.toString())
                .toString();
        assertThat(readings(measured)).isEmpty();

        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(measured.minus(TelemetryGate.MOST_AHEAD)));
        assertThat(replayed(selection)).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> readings(measured).size() == 1);
        assertThat(replayed(selection)).isEqualTo(1);

        // Records of one key come in their order: once this one is stored, what was replayed has been judged.
        Instant late = begin.minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.MICROS);
        put(signed(event(RECEIVER, late)));
        await().atMost(PATIENCE).until(() -> readings(late).size() == 1);
        assertThat(readings(measured)).hasSize(1);
        assertThat(records("?reason=FROM_THE_FUTURE&device=MFA-MOD-TX&from=" + begin))
                .as("not refused again")
                .hasSize(1);
        assertGoesOn();
    }

    private int replayed(String selection) {
        HttpResponse<String> answer = centre.post("/api/v1/telemetry/refused/replay", selection);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(CentreApi.parse(answer.body()).path("more").asBoolean()).isFalse();
        return CentreApi.parse(answer.body()).path("sent").asInt();
    }

    private JsonNode readings(Instant measured) {
        return centre.json("/api/v1/links/MFA-MOD/readings?metric=skr_bps&from=" + measured + "&to="
                        + measured.plusNanos(1000))
                .path("values");
    }

    @Test
    void replaysTelemetryOnly() {
        Instant begin = Instant.now();
        RecordMetadata place = bus.putStoreReport("KME-MFA/KME-MOD", "{}");
        await().atMost(PATIENCE).until(() -> listed(place).path("key").asText().equals("KME-MFA/KME-MOD"));
        await().atMost(PATIENCE).until(() -> bus.refusalOf(place), Optional::isPresent);

        assertThat(replayed("{\"key\": \"KME-MFA/KME-MOD\", \"from\": \"" + begin + "\"}"))
                .isZero();
    }

    @Test
    void pagesThroughWhatWasRefused() {
        String mark = "PAGES-" + UUID.randomUUID();
        List<Long> offsets = IntStream.range(0, 5)
                .mapToObj(i -> bus.put(mark, new byte[] {(byte) i}).offset())
                .toList();
        await().atMost(PATIENCE).until(() -> records("?key=" + mark).size() == 5);

        List<Long> seen = new ArrayList<>();
        JsonNode page = centre.json("/api/v1/telemetry/refused?limit=2&key=" + mark);
        page.path("records").forEach(record -> seen.add(record.path("offset").asLong()));
        bus.put(mark, new byte[] {5});
        await().atMost(PATIENCE).until(() -> records("?key=" + mark).size() == 6);
        while (page.path("next").isNumber()) {
            page = centre.json("/api/v1/telemetry/refused?limit=2&key=" + mark + "&cursor="
                    + page.path("next").asLong());
            page.path("records")
                    .forEach(record -> seen.add(record.path("offset").asLong()));
        }

        assertThat(seen).containsExactlyElementsOf(offsets.reversed());
    }

    @Test
    void storesTheLateWithoutShowingItAsTheLatest() {
        Instant late = Instant.now().minus(Duration.ofDays(2));
        put(signed(event(late)));

        String past = "/api/v1/links/MFA-MOD/readings?metric=skr_bps&from=" + late.minusSeconds(1) + "&to="
                + late.plusSeconds(1);
        await().atMost(PATIENCE).until(() -> centre.json(past).path("values").size() == 1);
        assertThat(measuredAt()).isAfter(late.plus(Duration.ofDays(1)));
    }

    @Test
    void tellsTheStateOfLinksSigned() throws Exception {
        ObjectNode told = (ObjectNode) await().atMost(PATIENCE)
                .until(() -> bus.stateOf(LINK), Optional::isPresent)
                .orElseThrow();

        byte[] signature = Base64.getDecoder().decode(told.remove("sig").asText());
        Signature verifier = Signature.getInstance("ML-DSA-65");
        verifier.initVerify(Pem.readPublicKey(signingKey));
        verifier.update(new JsonCanonicalizer(told.toString()).getEncodedUTF8());
        assertThat(verifier.verify(signature)).isTrue();
        assertThat(told.path("sig_key_id").asText()).isEqualTo("centre-1");
        assertThat(told.path("link_id").asText()).isEqualTo(LINK);
        assertThat(told.path("revision").asLong()).isPositive();
    }

    @Test
    void listsNotificationsAndExplainsWhatCannotBeSentAgain() {
        assertThat(centre.json("/api/v1/notifications?state=DEAD&limit=5")
                        .path("notifications")
                        .isArray())
                .isTrue();
        assertProblem("/api/v1/notifications?state=LOST", 400, "state is one of");
        assertProblem("/api/v1/notifications?cursor=0", 400, "cursor is a whole number from 1");
        assertProblem("/api/v1/notifications?limit=501", 400, "1 to 500");
        assertThat(centre.post("/api/v1/notifications/999999999/retry", "").statusCode())
                .isEqualTo(404);
        assertThat(centre.post("/api/v1/notifications/x/retry", "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void tellsAlarmsInTheWordsOfRfc8632() {
        put("nonsense".getBytes(StandardCharsets.UTF_8));
        await().atMost(PATIENCE).until(() -> refusal("alarm-list", "alarm").isPresent());

        JsonNode all = ietf("/api/v1/alarms");
        assertThat(all.path("alarm-inventory").path("alarm-type")).hasSize(AlarmKind.values().length);
        JsonNode alarm = refusal("alarm-list", "alarm").orElseThrow();
        assertThat(alarm.path("is-cleared").asBoolean()).isFalse();
        assertThat(alarm.path("status-change").path(0).path("perceived-severity"))
                .isEqualTo(alarm.path("perceived-severity"));
        String id = StreamSupport.stream(
                        centre.json("/api/v1/alarms?shown=ACTIVE&resource=link:MFA-MOD")
                                .path("alarms")
                                .spliterator(),
                        false)
                .filter(each -> each.path("type").asText().equals("TELEMETRY_REFUSED"))
                .map(each -> each.path("id").asText())
                .findFirst()
                .orElseThrow();
        assertThat(ietf("/api/v1/alarms/" + id).path("alarm-list").path("alarm"))
                .hasSize(1)
                .allSatisfy(each ->
                        assertThat(each.path("alarm-type-id").asText()).isEqualTo("kronborg-alarms:telemetry-refused"));

        String until = Instant.now().plus(Duration.ofHours(1)).toString();
        centre.post("/api/v1/alarms/" + id + "/shelve", "{\"text\": \"known\", \"until\": \"" + until + "\"}");
        assertThat(refusal("alarm-list", "alarm")).isEmpty();
        assertThat(refusal("shelved-alarms", "shelved-alarm"))
                .hasValueSatisfying(shelved -> assertThat(shelved.path("operator-state-change")
                                .path(0)
                                .path("state")
                                .asText())
                        .isEqualTo("shelved"));
        centre.post("/api/v1/alarms/" + id + "/unshelve", "{\"text\": \"again\"}");
        assertThat(refusal("alarm-list", "alarm")).isPresent();
    }

    private Optional<JsonNode> refusal(String container, String list) {
        return StreamSupport.stream(
                        ietf("/api/v1/alarms?resource=link:MFA-MOD")
                                .path(container)
                                .path(list)
                                .spliterator(),
                        false)
                .filter(alarm -> alarm.path("alarm-type-id").asText().equals("kronborg-alarms:telemetry-refused"))
                .findFirst();
    }

    private JsonNode ietf(String path) {
        HttpResponse<String> answer = centre.get(path, IETF);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith(IETF));
        return CentreApi.parse(answer.body()).path("ietf-alarms:alarms");
    }

    @Test
    void answersInTheMediaTypeThatIsAskedForOrNotAtAll() {
        put("nonsense".getBytes(StandardCharsets.UTF_8));
        await().atMost(PATIENCE).until(() -> refusal("alarm-list", "alarm").isPresent());

        for (String ours : List.of("*/*", "application/*", "application/json", IETF + ";q=0.5, application/json")) {
            assertThat(centre.get("/api/v1/alarms", ours).headers().firstValue("Content-Type"))
                    .as(ours)
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        }
        assertThat(centre.get("/api/v1/alarms?limit=1", "application/json;q=0.5, " + IETF)
                        .headers()
                        .firstValue("Link"))
                .hasValueSatisfying(link -> assertThat(link).contains("cursor=", "limit=1", "rel=\"next\""));
        for (String path : List.of("/api/v1/alarms", "/api/v1/alarms/" + UUID.randomUUID(), "/api/v1/links")) {
            HttpResponse<String> refused = centre.get(path, "application/yang-data+xml");
            assertThat(refused.statusCode()).as(path).isEqualTo(406);
            assertThat(refused.body()).contains("the header Accept asks for");
        }
    }

    @Test
    void explainsWrongRequests() {
        assertProblem("/api/v1/links/MFA-OSLO/readings?metric=skr_bps", 404, "no link MFA-OSLO");
        assertProblem("/api/v1/links/MFA-MOD/readings?metric=colour", 400, "metric is one of");
        assertProblem("/api/v1/links/MFA-MOD/readings?metric=skr_bps&limit=1001", 400, "1 to 1000");
        assertProblem("/api/v1/links/MFA-OSLO/series?metric=skr_bps", 404, "no link MFA-OSLO");
        assertProblem("/api/v1/links/MFA-MOD/series", 400, "metric is missing");
        assertProblem("/api/v1/links/MFA-MOD/series?metric=skr_bps&resolution=2m", 400, "raw, 1m, 15m, 1d");
        assertProblem("/api/v1/links/MFA-MOD/series?metric=skr_bps&side=LEFT", 400, "side is one of");
        assertProblem("/api/v1/links/MFA-MOD/series?metric=skr_bps&points=5001", 400, "1 to 5000");
        assertProblem("/api/v1/links/MFA-MOD/series?metric=skr_bps&resolution=1m&points=10", 400, "steps of 1m");
        assertProblem("/api/v1/telemetry/refused?reason=BAD", 400, "reason is one of [TOO_LARGE");
        assertProblem("/api/v1/telemetry/refused?key=" + "k".repeat(101), 400, "at most 100 characters, got 101");
        assertProblem("/api/v1/telemetry/refused?device=a/b", 400, "device ID");
        assertProblem("/api/v1/telemetry/refused?from=yesterday", 400, "from is a time of RFC 3339");
        assertProblem("/api/v1/telemetry/refused?to=2300-01-01T00:00:00Z", 400, "to is a time of RFC 3339");
        assertProblem(
                "/api/v1/telemetry/refused?from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z",
                400,
                "from is before to");
        assertProblem("/api/v1/telemetry/refused?limit=0", 400, "1 to 500");
        assertProblem("/api/v1/telemetry/refused?limit=501", 400, "1 to 500");
        assertProblem("/api/v1/telemetry/refused?cursor=0", 400, "cursor is a whole number from 1");
        assertProblem("/api/v1/nothing", 404, "nothing");
        assertThat(centre.get("/api/v1/links/MFA-MOD/readings?metric=skr_bps&limit=1000")
                        .statusCode())
                .isEqualTo(200);
    }

    private void assertProblem(String path, int status, String detail) {
        HttpResponse<String> answer = centre.get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(CentreApi.parse(answer.body()).path("detail").asText()).contains(detail);
    }

    @Test
    void tellsBrowsersToBeCareful() {
        var headers = centre.get("/").headers();

        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe"));
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Cache-Control")).contains("no-cache");
    }

    /** {@code -Dkronborg.golden=write} writes it anew; the difference is then read like code. */
    @Test
    void servesTheApiThatIsDocumented() throws IOException {
        Path documented = Path.of("..", "docs", "centre-api.yaml");
        String served = centre.get("/api/v1/openapi").body();

        if (System.getProperty("kronborg.golden", "").equals("write")) {
            Files.writeString(documented, served);
        }

        assertThat(served).isEqualTo(Files.readString(documented));
    }

    private RecordMetadata put(byte[] value) {
        return bus.put(LINK, value);
    }

    /** Counted, listed, handed on as it was, and the links go on. */
    private void assertRefused(String reason, RecordMetadata place, String event, String encoding) {
        await().atMost(PATIENCE)
                .until(() -> listed(place).path("reason").asText().equals(reason));
        JsonNode counted = StreamSupport.stream(
                        centre.json("/api/v1/telemetry/refused").path("counts").spliterator(), false)
                .filter(count -> count.path("reason").asText().equals(reason))
                .findFirst()
                .orElseThrow();
        assertThat(counted.path("count").asLong()).isPositive();
        JsonNode handedOn = await().atMost(PATIENCE)
                .until(() -> bus.refusalOf(place), Optional::isPresent)
                .orElseThrow();
        assertThat(handedOn.path("reason").asText()).isEqualTo(reason);
        assertThat(handedOn.path("event").asText()).isEqualTo(event);
        assertThat(handedOn.path("event_encoding").asText()).isEqualTo(encoding);
        assertGoesOn();
    }

    private JsonNode listed(RecordMetadata place) {
        return records("?limit=500").stream()
                .filter(refusal -> refusal.path("topic").asText().equals(place.topic())
                        && refusal.path("offset").asLong() == place.offset()
                        && refusal.path("partition").asInt() == place.partition())
                .findFirst()
                .orElse(MAPPER.missingNode());
    }

    private List<JsonNode> records(String query) {
        return StreamSupport.stream(
                        centre.json("/api/v1/telemetry/refused" + query)
                                .path("records")
                                .spliterator(),
                        false)
                .toList();
    }

    private ObjectNode event(Instant measuredAt) {
        return event(RECEIVER, measuredAt);
    }

    /** What the device could have said, after a boot of its own, so that its numbers are new. */
    private ObjectNode event(DeviceId device, Instant measuredAt) {
        ObjectNode event = MAPPER.createObjectNode()
                .put("schema", "qkd.telemetry/1")
                .put("event_id", UUID.randomUUID().toString())
                .put("link_id", LINK)
                .put("device_id", device.value())
                .put("role", device.equals(RECEIVER) ? "RECEIVER" : "TRANSMITTER")
                .put("technology", "CV-QKD")
                .put("seq", 1)
                .put("boot_id", UUID.randomUUID().toString())
                .putNull("block_id")
                .put("measured_at", measuredAt.toString())
                .put("interval_s", 10.0)
                .put("device_state", "KEY_EXCHANGE")
                .put("sig_key_id", key(device).keyId());
        event.putObject("metrics").put("skr_bps", 12345.6);
        return event;
    }

    private TelemetrySigningKey key(DeviceId device) {
        return Optional.ofNullable(keys.get(device)).orElseThrow();
    }

    private byte[] signed(ObjectNode event) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key(new DeviceId(event.path("device_id").asText())).privateKey());
            signer.update(new JsonCanonicalizer(event.toString()).getEncodedUTF8());
            return text(event.put("sig", Base64.getEncoder().encodeToString(signer.sign())));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] text(ObjectNode event) {
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] event) {
        return new String(event, StandardCharsets.UTF_8);
    }
}

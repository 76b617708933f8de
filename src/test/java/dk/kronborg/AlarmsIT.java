package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From what befalls a link to an alarm that people look after, through real processes. */
@ExtendWith(RunningNetwork.class)
class AlarmsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of the real network: levels end a minute after their cause. */
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private static final String RESOURCE = "link:MOD-DC2";
    private static final String LINK = "MOD-DC2";

    private final CentreApi centre;
    private final RunningDemo demo;

    AlarmsIT(DemoNetwork network, RunningDemo demo) throws IOException {
        this.centre = new CentreApi(network);
        this.demo = demo;
    }

    @AfterEach
    void repair() throws IOException {
        demo.fault(LINK, "clear");
    }

    @Test
    void aCutIsOneAlarmFromItsBeginningToItsClosing() throws IOException {
        await().atMost(RECOVERY)
                .until(() -> state().path("key_generation").asText().equals("GENERATING") && active().isEmpty());
        Instant cut = Instant.now();
        demo.fault(LINK, "cut");

        await().atMost(PATIENCE)
                .until(() -> active().map(alarm -> alarm.path("type").asText()).equals(Optional.of("FIBRE_CUT")));
        JsonNode alarm = active().orElseThrow();
        assertThat(Duration.between(cut, Instant.parse(alarm.path("raised_at").asText())))
                .as("operators see within seconds")
                .isLessThan(Duration.ofSeconds(15));
        assertThat(alarm.path("severity").asText()).isEqualTo("CRITICAL");
        assertThat(alarm.path("facts").path("classical_signal").asText()).isEqualTo("absent");
        assertThat(alarm.path("hit")).isNotEmpty();
        assertThat(alarm.path("proposed_repair_actions")).isNotEmpty();
        assertThat(state().path("operational").asText()).isEqualTo("DISABLED");

        String id = alarm.path("id").asText();
        HttpResponse<String> early = act(id, "close", "{\"operator\": \"anna\", \"text\": \"done\"}");
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.body()).contains("closed when it is cleared");
        assertThat(act(id, "acknowledge", "{\"operator\": \"anna\", \"text\": \"called the owner\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(act(id, "acknowledge", "{}").statusCode()).isEqualTo(400);

        demo.fault(LINK, "clear");
        await().atMost(RECOVERY).until(() -> alarm(id).path("is_cleared").asBoolean());
        assertThat(act(id, "close", "{\"operator\": \"anna\", \"text\": \"spliced\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(StreamSupport.stream(
                                centre.json("/api/v1/alarms/" + id)
                                        .path("history")
                                        .spliterator(),
                                false)
                        .map(entry -> entry.path("what").asText()))
                .containsSequence("RAISED", "ACKNOWLEDGED", "CLEARED", "CLOSED");
        assertThat(state().path("key_generation").asText()).isEqualTo("GENERATING");
        assertThat(active()).as("one alarm, and no other").isEmpty();
    }

    @Test
    void whatIsAskedWronglyIsRefusedWithTheReason() {
        assertThat(centre.get("/api/v1/alarms?severity=BAD").body()).contains("severity is one of");
        assertThat(centre.get("/api/v1/alarms?limit=501").statusCode()).isEqualTo(400);
        assertThat(centre.get("/api/v1/alarms?resource=cable").body()).contains("such as link:MFA-MOD");
        assertThat(centre.get("/api/v1/alarms/none").statusCode()).isEqualTo(404);
        assertThat(centre.get("/api/v1/links/NONE/state").statusCode()).isEqualTo(404);
    }

    @Test
    void aThresholdOfALinkCanBeReplaced() {
        String path = "/api/v1/links/MFA-MOD/thresholds";
        String usual =
                centre.json(path).path("thresholds").path("LOSS_INCREASE").toString();
        String own = """
                {"raise": {"MAJOR": 6.0}, "clear": {"beyond": 1.0}, "raise_hold": {"seconds": 5.0},
                 "clear_hold": {"readings": 4}}""";

        HttpResponse<String> decided = centre.put(
                path + "/LOSS_INCREASE", "{\"threshold\": " + own + ", \"operator\": \"bo\", \"text\": \"long link\"}");
        assertThat(decided.statusCode()).isEqualTo(200);
        assertThat(centre.json(path).path("thresholds").path("LOSS_INCREASE")).isEqualTo(CentreApi.parse(own));
        HttpResponse<String> wrong = centre.put(
                path + "/LOSS_INCREASE",
                "{\"threshold\": " + own.replace("\"MAJOR\": 6.0", "\"MAJOR\": 1.0, \"MINOR\": 2.0")
                        + ", \"operator\": \"bo\", \"text\": \"long link\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("LOSS_INCREASE MAJOR is above 2.0");

        HttpResponse<String> half = centre.put(
                path + "/LOSS_INCREASE",
                "{\"threshold\": {\"raise\": {\"MAJOR\": 6.0}}, \"operator\": \"bo\", \"text\": \"half\"}");
        assertThat(half.statusCode()).isEqualTo(400);
        assertThat(half.body()).contains("a threshold has clear");

        centre.put(path + "/LOSS_INCREASE", "{\"threshold\": null, \"operator\": \"bo\", \"text\": \"as usual\"}");
        assertThat(centre.json(path).path("thresholds").path("LOSS_INCREASE").toString())
                .isEqualTo(usual);
    }

    private JsonNode state() {
        return centre.json("/api/v1/links/MOD-DC2/state");
    }

    private Optional<JsonNode> active() {
        return list("/api/v1/alarms?shown=ACTIVE&resource=" + RESOURCE).stream().findFirst();
    }

    private List<JsonNode> list(String path) {
        return StreamSupport.stream(centre.json(path).path("alarms").spliterator(), false)
                .toList();
    }

    private JsonNode alarm(String id) {
        return centre.json("/api/v1/alarms/" + id).path("alarm");
    }

    private HttpResponse<String> act(String id, String what, String body) {
        return centre.post("/api/v1/alarms/" + id + '/' + what, body);
    }
}

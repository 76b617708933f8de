package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.pki.Plane;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
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

    private static final String LINK = "MOD-DC2";
    private static final String WORKED_ON = "MFA-MOD";

    private final CentreApi centre;
    private final RunningDemo demo;

    AlarmsIT(DemoNetwork network, RunningDemo demo) throws IOException {
        this.centre = new CentreApi(network);
        this.demo = demo;
    }

    @AfterEach
    void repair() throws IOException {
        demo.fault(LINK, "clear");
        demo.fault(WORKED_ON, "clear");
    }

    @Test
    void aCutIsOneAlarmFromItsBeginningToItsClosing() throws IOException {
        await().atMost(RECOVERY)
                .until(() -> state().path("key_generation").asText().equals("GENERATING") && active().isEmpty());
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Thread listener = Thread.ofVirtual().start(() -> listen(told));
        await().atMost(PATIENCE).until(() -> !told.isEmpty());
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
        await().atMost(PATIENCE).until(() -> told.stream().anyMatch(event -> event.contains(id)));
        listener.interrupt();
        HttpResponse<String> early = act(id, "close", "{\"text\": \"done\"}");
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.body()).contains("closed when it is cleared");
        assertThat(act(id, "acknowledge", "{\"text\": \"called the owner\"}").statusCode())
                .isEqualTo(200);
        assertThat(act(id, "acknowledge", "").statusCode()).isEqualTo(400);

        demo.kill("centre");
        demo.restart("centre");
        await().atMost(RECOVERY)
                .ignoreExceptions()
                .until(() -> centre.get("/api/v1/alarms").statusCode() == 200);
        assertThat(alarm(id).path("operator_state").asText()).isEqualTo("ack");
        assertThat(alarm(id).path("operator").path("text").asText()).isEqualTo("called the owner");
        assertThat(alarm(id).path("occurrences").asInt()).isEqualTo(1);

        demo.fault(LINK, "clear");
        await().atMost(RECOVERY).until(() -> alarm(id).path("is_cleared").asBoolean());
        assertThat(act(id, "close", "{\"text\": \"spliced\"}").statusCode()).isEqualTo(200);
        assertThat(history(id)).containsSequence("RAISED", "ACKNOWLEDGED", "CLEARED", "CLOSED");
        assertThat(state().path("key_generation").asText()).isEqualTo("GENERATING");
        assertThat(active()).as("one alarm, and no other").isEmpty();
    }

    private void listen(Queue<String> told) {
        try (Stream<String> lines = centre.lines("/api/v1/alarms/stream")) {
            lines.filter(line -> line.startsWith("data:")).forEach(told::add);
        } catch (RuntimeException e) {
            // The test has heard enough, or the centre is gone.
        }
    }

    @Test
    void plannedWorkHidesWhatItDoesAndWhatLastsBeyondItIsTold() throws IOException {
        await().atMost(RECOVERY).until(() -> active(WORKED_ON).isEmpty());
        HttpResponse<String> announced = centre.post("/api/v1/planned-work", """
                {"resource": "site:MFA", "begins": "%s", "ends": "%s", "reason": "new rack"}""".formatted(
                        Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600)));
        assertThat(announced.statusCode()).isEqualTo(200);
        String work = CentreApi.parse(announced.body()).path("id").asText();

        demo.fault(WORKED_ON, "door tx");
        await().atMost(PATIENCE).until(() -> said(WORKED_ON, "door_open").contains(1.0));
        demo.fault(WORKED_ON, "cut");
        await().atMost(PATIENCE).until(() -> !active(WORKED_ON).isEmpty());
        JsonNode cut = active(WORKED_ON).getFirst();
        String id = cut.path("id").asText();
        assertThat(cut.path("type").asText()).isEqualTo("FIBRE_CUT");
        assertThat(cut.path("planned_work").asBoolean()).isTrue();
        assertThat(active(WORKED_ON)).as("the open door is no tamper").hasSize(1);

        demo.fault(WORKED_ON, "clear door tx");
        await().atMost(PATIENCE).until(() -> said(WORKED_ON, "door_open").equals(List.of(0.0, 0.0)));
        assertThat(centre.post("/api/v1/planned-work/" + work + "/cancel", "{\"text\": \"done\"}")
                        .statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> !alarm(id).path("planned_work").asBoolean());
        assertThat(history(id)).containsSequence("RAISED", "OUTLASTED");

        demo.fault(WORKED_ON, "clear");
        await().atMost(RECOVERY).until(() -> active(WORKED_ON).isEmpty());
        assertThat(history(id)).endsWith("CLEARED");
    }

    /** What the ends of a link said of something last; nothing of an end that says nothing. */
    private List<Double> said(String link, String metric) {
        return StreamSupport.stream(centre.link(link).path("ends").spliterator(), false)
                .map(end -> end.path("metrics").path(metric))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asDouble)
                .toList();
    }

    private void calibrate() throws IOException {
        Instant start = Instant.now();
        demo.fault(LINK, "reboot rx 1");
        await("calibrated at its start").atMost(PATIENCE).until(() -> {
            List<Double> ages = said(LINK, "calibration_age_s");
            double most = Duration.between(start, Instant.now()).toMillis() / 1e3;
            return !ages.isEmpty() && ages.stream().allMatch(age -> age < most);
        });
    }

    @Test
    void oneOperatorQuarantinesALinkAndTwoReleaseIt() throws IOException {
        await().atMost(RECOVERY).until(() -> active(LINK).isEmpty());
        calibrate();
        assertThat(action("QUARANTINE", centre, false).body()).contains("a suspect link is put into quarantine");
        demo.fault(LINK, "noise 0.03");
        await().atMost(PATIENCE).until(() -> security().equals("SUSPECT"));

        assertThat(action("QUARANTINE", centre, false).statusCode()).isEqualTo(200);
        assertThat(security()).isEqualTo("QUARANTINED");
        assertThat(action("RELEASE", centre, true).body()).contains("the cause is still there: EAVESDROP_SUSPECT");

        demo.fault(LINK, "clear");
        await().atMost(RECOVERY).until(() -> state().path("diagnosis").isNull());
        assertThat(action("RELEASE", centre, false).body()).contains("keys_voided is true then");
        HttpResponse<String> early = action("RELEASE", centre, true);
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.body()).contains("after a calibration since");

        calibrate();
        assertThat(action("RELEASE", centre, true).statusCode()).isEqualTo(202);
        assertThat(security()).isEqualTo("QUARANTINED");
        HttpResponse<String> alone = action("RELEASE", centre, true);
        assertThat(alone.statusCode()).isEqualTo(409);
        assertThat(alone.body()).contains("it takes two people to RELEASE this link");
        assertThat(action("RELEASE", centre.as("operator-2"), true).statusCode())
                .isEqualTo(200);
        assertThat(security()).isEqualTo("TRUSTED");

        assertThat(action("REVOKE", centre, false).statusCode())
                .as("it takes a second one, who is not asked here: there is no way back")
                .isEqualTo(202);
        assertThat(security()).isEqualTo("TRUSTED");
    }

    private HttpResponse<String> action(String action, CentreApi operator, boolean keysVoided) {
        return operator.post(
                "/api/v1/links/" + LINK + "/actions",
                "{\"action\": \"%s\", \"text\": \"exercise\", \"keys_voided\": %s}".formatted(action, keysVoided));
    }

    private String security() {
        return state().path("security").asText();
    }

    /** All KMEs of the network read the same list. */
    @Test
    void whatAKmeSaysOfItselfIsAnAlarmUntilItIsMended() throws IOException {
        Path list = demo.authorities().revoked(Plane.OPERATOR);
        String before = Files.readString(list);
        List<String> kmes = List.of("KME-MFA", "KME-MOD", "KME-DC2");
        try {
            Files.writeString(list, before + "sha256=12\n");

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(kmes)
                            .allSatisfy(kme -> assertThat(refusedFiles(kme)).hasSize(1)));
            JsonNode alarm = refusedFiles("KME-MOD").getFirst();
            assertThat(alarm.path("qualifier").asText()).isEqualTo("operator plane, list of revoked");
            assertThat(alarm.path("severity").asText()).isEqualTo("MAJOR");
            assertThat(alarm.path("text").asText())
                    .contains(list.toString(), "line", "the last good content stays in force");
            assertThat(alarm.path("proposed_repair_actions")).isNotEmpty();
        } finally {
            Files.writeString(list, before);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kmes)
                        .allSatisfy(kme -> assertThat(refusedFiles(kme)).isEmpty()));
    }

    private List<JsonNode> refusedFiles(String kme) {
        return list("/api/v1/alarms?shown=ACTIVE&resource=kme:" + kme).stream()
                .filter(alarm -> alarm.path("type").asText().equals("PLANE_FILES_REFUSED"))
                .toList();
    }

    @Test
    void whatIsAskedWronglyIsRefusedWithTheReason() {
        assertThat(centre.get("/api/v1/alarms?severity=BAD").body()).contains("severity is one of");
        assertThat(centre.get("/api/v1/alarms?limit=501").statusCode()).isEqualTo(400);
        assertThat(centre.get("/api/v1/alarms?resource=cable").body()).contains("such as link:MFA-MOD");
        assertThat(centre.get("/api/v1/alarms?resource=link:%00").statusCode()).isEqualTo(400);
        assertThat(centre.get("/api/v1/telemetry/refused?key=%00").statusCode()).isEqualTo(400);
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

        HttpResponse<String> decided =
                centre.put(path + "/LOSS_INCREASE", "{\"threshold\": " + own + ", \"text\": \"long link\"}");
        assertThat(decided.statusCode()).isEqualTo(200);
        assertThat(centre.json(path).path("thresholds").path("LOSS_INCREASE")).isEqualTo(CentreApi.parse(own));
        HttpResponse<String> wrong = centre.put(
                path + "/LOSS_INCREASE",
                "{\"threshold\": " + own.replace("\"MAJOR\": 6.0", "\"MAJOR\": 1.0, \"MINOR\": 2.0")
                        + ", \"text\": \"long link\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("LOSS_INCREASE MAJOR is above 2.0");

        HttpResponse<String> half = centre.put(
                path + "/LOSS_INCREASE", "{\"threshold\": {\"raise\": {\"MAJOR\": 6.0}}, \"text\": \"half\"}");
        assertThat(half.statusCode()).isEqualTo(400);
        assertThat(half.body()).contains("a threshold has clear");

        centre.put(path + "/LOSS_INCREASE", "{\"threshold\": null, \"text\": \"as usual\"}");
        assertThat(centre.json(path).path("thresholds").path("LOSS_INCREASE").toString())
                .isEqualTo(usual);
    }

    private JsonNode state() {
        return centre.json("/api/v1/links/MOD-DC2/state");
    }

    private Optional<JsonNode> active() {
        return active(LINK).stream().findFirst();
    }

    private List<JsonNode> active(String link) {
        return list("/api/v1/alarms?shown=ACTIVE&resource=link:" + link);
    }

    private List<String> history(String id) {
        return StreamSupport.stream(
                        centre.json("/api/v1/alarms/" + id).path("history").spliterator(), false)
                .map(entry -> entry.path("what").asText())
                .toList();
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

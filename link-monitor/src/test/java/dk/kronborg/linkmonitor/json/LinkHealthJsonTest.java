package dk.kronborg.linkmonitor.json;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.topology.identity.LinkId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LinkHealthJsonTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00.000000001Z");

    @Test
    void readsWhatAnEarlierVersionKeptAsText() {
        String text = """
                {"link": {"value": "MFA-MOD"}, "administration": "UNLOCKED",
                 "keyGeneration": {"is": "Unknown", "since": "2026-07-02T12:00:00.000000001Z",
                  "goodBlocks": 0, "everGenerated": false},
                 "security": {"is": "Trusted", "since": "2026-07-02T12:00:00.000000001Z"},
                 "transmitter": %1$s, "receiver": %1$s,
                 "baselines": {"noise": %2$s, "recentNoise": %2$s,
                   "noiseRhythm": {"minute": "1970-01-01T00:00:00Z", "sum": 0.0, "count": 0, "means": []},
                   "keyRate": %2$s,
                   "lossStep": {"usual": %2$s, "recent": %2$s, "sure": false},
                   "classicalLoss": %2$s, "classicalLost": false},
                 "guards": {}}
                """.formatted("""
                {"telemetry": {"is": "Awaited", "since": "2026-07-02T12:00:00.000000001Z"},
                 "clockOffset": {"level": "CLEARED", "since": "2026-07-02T12:00:00.000000001Z", "value": "NaN"},
                 "alarms": []}""", """
                {"mean": "NaN", "variance": 0.0, "readings": 0, "at": "1970-01-01T00:00:00Z"}""");

        LinkHealth read = LinkHealthJson.read(text.getBytes(StandardCharsets.UTF_8));

        LinkHealth before = LinkHealth.neverHeard(new LinkId("MFA-MOD"), NOON);
        assertThat(read).isEqualTo(before);
        assertThat(LinkHealthJson.read(LinkHealthJson.write(before))).isEqualTo(before);
    }
}

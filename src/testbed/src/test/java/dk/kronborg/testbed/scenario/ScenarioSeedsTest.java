package dk.kronborg.testbed.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.health.Circumstances;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.intake.EventReader.SignedEvent;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.testbed.simulator.TimeLapse;
import dk.kronborg.topology.identity.LinkId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the end of a scenario hangs on the scatter of readings, it is the same for other scatter too: the devices' events
 * and the monitor's judgement, without a database.
 */
class ScenarioSeedsTest {

    private static final Instant START = Instant.parse("2026-07-02T08:00:00Z");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theEnvironmentsRhythmIsFoundWhateverTheScatter(long seed) {
        Scenario scenario = with(seed, Scenarios.named("environment"));
        ScenarioPlayer player = new ScenarioPlayer(scenario, START);
        Judge judge = new Judge(player);
        player.play(judge);

        assertThat(judge.alarms()).containsExactlyInAnyOrderElementsOf(ScenarioVerdictTest.expectedAlarms(scenario));
        assertThat(judge.classes()).isEqualTo(ScenarioVerdictTest.expectedClasses(scenario));
    }

    private static Scenario with(long seed, Scenario scenario) {
        return new Scenario(
                scenario.name(),
                scenario.shows(),
                scenario.network(),
                seed,
                scenario.duration(),
                scenario.steps(),
                scenario.expect());
    }

    /** Hears everything and remembers the worst of every alarm. */
    private static final class Judge implements TimeLapse.Audience {

        private final LinkMonitor monitor;
        private final JsonEventReader reader = new JsonEventReader();
        private final Map<LinkId, LinkHealth> health = new HashMap<>();
        private final Map<AlarmKey, Severity> worst = new HashMap<>();
        private final Map<AlarmKey, Severity> now = new HashMap<>();

        Judge(ScenarioPlayer player) {
            monitor = new LinkMonitor(player::network, (link, at) -> Circumstances.usual(link));
        }

        @Override
        public void sent(Instant at, LinkId link, byte[] bytes) {
            SignedEvent signed = (SignedEvent) reader.read(bytes);
            LinkHealth before = health.computeIfAbsent(link, id -> LinkHealth.neverHeard(id, START));
            LinkMonitor.Move move = monitor.after(before, signed.event(), at).orElseThrow();
            health.put(link, move.after());
            for (AlarmChange change : move.alarms()) {
                Severity severity = change instanceof AlarmChange.Present present
                        ? present.condition().severity()
                        : Severity.CLEARED;
                now.put(change.key(), severity);
                worst.merge(change.key(), severity, Severity::or);
            }
        }

        List<String> alarms() {
            return worst.entrySet().stream()
                    .map(alarm -> "%s %s %s%s"
                            .formatted(
                                    alarm.getKey().resource(),
                                    alarm.getKey().kind(),
                                    alarm.getValue(),
                                    now.get(alarm.getKey()) == Severity.CLEARED ? " cleared" : ""))
                    .toList();
        }

        Map<String, String> classes() {
            Map<String, String> classes = new TreeMap<>();
            health.forEach((link, state) -> classes.put(
                    "link:" + link,
                    state.diagnosis()
                            .map(found -> found.finding().linkClass().name())
                            .orElse("NONE")));
            return classes;
        }
    }
}

package dk.kronborg.testbed.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.testbed.scenario.Scenario.Step;
import dk.kronborg.testbed.simulator.Phenomenon;
import dk.kronborg.testbed.simulator.TimeLapse;
import dk.kronborg.topology.identity.LinkId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ScenariosTest {

    private static final Instant START = Instant.parse("2026-07-02T08:00:00Z");
    private static final List<String> ALL = Scenarios.NAMES;

    /** Counts and digests what is sent. */
    private static final class Digest implements TimeLapse.Audience {

        private final MessageDigest digest;
        private long events;
        private long ticks;
        private Instant latest = Instant.MIN;

        Digest() throws NoSuchAlgorithmException {
            this.digest = MessageDigest.getInstance("SHA-256");
        }

        @Override
        public void sent(Instant at, LinkId link, byte[] event) {
            assertThat(at).isAfterOrEqualTo(latest);
            latest = at;
            digest.update(event);
            events++;
        }

        @Override
        public void tick(Instant now) {
            ticks++;
        }

        String value() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    @Test
    void theFolderHoldsTheScenariosThatAreNamed() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/scenarios"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            ALL.stream().map(name -> name + ".yaml").toList());
        }
        assertThat(ALL)
                .allSatisfy(name -> assertThat(Scenarios.named(name).name()).isEqualTo(name));
        assertThatThrownBy(() -> Scenarios.named("flood")).hasMessageContaining("got \"flood\"");
    }

    @Test
    void everyScenarioIsDocumented() throws IOException {
        String document = Files.readString(Path.of("../../docs/scenarios.md"));

        String list = document.substring(document.indexOf("## What comes with the testbed"));
        assertThat(list.lines().filter(line -> line.startsWith("| `")))
                .containsExactlyElementsOf(ALL.stream()
                        .map(name ->
                                "| `" + name + "` | " + Scenarios.named(name).shows() + " |")
                        .toList());
    }

    @Test
    void theExampleOfTheDocumentIsOne() throws IOException {
        String document = Files.readString(Path.of("../../docs/scenarios.md"));
        String example = document.substring(document.indexOf("<!-- example: scenario -->"));
        String yaml = example.substring(example.indexOf("schema:"), example.indexOf("\n```\n"));

        assertThat(ScenarioYaml.parse(yaml).name()).isEqualTo("bend-then-cut");
    }

    @Test
    void theTableOfPhenomenaHasEveryWord() throws IOException {
        String document = Files.readString(Path.of("../../docs/scenarios.md"));
        List<String> words = document.lines()
                .dropWhile(line -> !line.equals("## Phenomena"))
                .takeWhile(line -> !line.equals("## The format"))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3).split("[ `]", -1)[0])
                .toList();

        assertThat(words)
                .containsExactlyElementsOf(Stream.of(Phenomenon.USAGE.split("; ", -1))
                        .map(usage -> usage.split(" ", -1)[0])
                        .toList());
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void everyScenarioPlays(String name) throws Exception {
        Scenario scenario = Scenarios.named(name);
        Digest heard = new Digest();

        new ScenarioPlayer(scenario, START).play(heard);

        assertThat(heard.ticks).isEqualTo(scenario.duration().toSeconds());
        assertThat(heard.events)
                .isBetween(
                        scenario.duration().toSeconds(),
                        2L * 5 * scenario.duration().toSeconds());
    }

    @Test
    void theSameScenarioGivesTheSameBytes() throws Exception {
        Digest once = new Digest();
        Digest again = new Digest();
        new ScenarioPlayer(Scenarios.named("device-reboot"), START).play(once);
        ScenarioPlayer player = new ScenarioPlayer(Scenarios.named("device-reboot"), START);
        player.play(again);

        assertThat(again.value()).isEqualTo(once.value());
        assertThatThrownBy(() -> player.play(again)).hasMessageContaining("a player plays once");
    }

    @Test
    void cuesComeInTheOrderOfTime() {
        List<Cue> cues = Cue.of(Scenarios.named("cable-cut"));

        assertThat(cues).extracting(Cue::at).containsExactly(Duration.ofMinutes(5), Duration.ofMinutes(12));
        assertThat(cues).extracting(Cue::toString).containsExactly("NORTH: cut", "NORTH: cut is over");
    }

    @Test
    void everyScenarioBeginsWithMinutesInOrder() {
        for (String name : ALL) {
            List<Step> steps = new ArrayList<>(Scenarios.named(name).steps());
            assertThat(steps).allSatisfy(step -> assertThat(step.at()).isGreaterThanOrEqualTo(Duration.ofMinutes(4)));
        }
    }
}

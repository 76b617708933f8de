package dk.kronborg.testbed.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.scenario.Scenario.Alarm;
import dk.kronborg.testbed.scenario.Scenario.Expectation;
import dk.kronborg.testbed.scenario.Scenario.Step;
import dk.kronborg.testbed.simulator.Phenomenon;
import dk.kronborg.testbed.simulator.Target;
import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.LinkId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioYamlTest {

    private static final String STORY = """
            schema: kronborg-scenario/1
            name: two-things
            shows: A bend and a cut
            network: technologies
            seed: 7
            duration: 10m
            steps:
              - {at: 90s, until: 5m, link: A-B, phenomenon: bend 3}
              - {at: 2m, cable: NORTH, phenomenon: cut}
            expect:
              - link: A-B
                ends_in: NONE
                alarms:
                  - {type: FIBRE_DEGRADED, severity: major, cleared: true}
              - {link: B-C, ends_in: FIBRE_CUT, alarms: []}
              - {link: C-D, ends_in: FIBRE_CUT, alarms: []}
              - {link: D-E, ends_in: NONE, alarms: []}
              - {link: E-A, ends_in: NONE, alarms: []}
              - cable: NORTH
                alarms:
                  - {type: FIBRE_CUT, severity: critical, cleared: false}
            """;

    @Test
    void readsAStory() {
        Scenario scenario = ScenarioYaml.parse(STORY);

        assertThat(scenario.name()).isEqualTo("two-things");
        assertThat(scenario.network()).isEqualTo(ReferenceNetwork.TECHNOLOGIES);
        assertThat(scenario.seed()).isEqualTo(7);
        assertThat(scenario.duration()).isEqualTo(Duration.ofMinutes(10));
        assertThat(scenario.steps())
                .containsExactly(
                        new Step(
                                Duration.ofSeconds(90),
                                Optional.of(Duration.ofMinutes(5)),
                                new Target.OneLink(new LinkId("A-B")),
                                new Phenomenon.Bend(3)),
                        new Step(
                                Duration.ofMinutes(2),
                                Optional.empty(),
                                new Target.WholeCable(new CableId("NORTH")),
                                new Phenomenon.Cut()));
        assertThat(scenario.expect())
                .hasSize(6)
                .contains(
                        new Expectation(
                                new Resource(Resource.Kind.LINK, "A-B"),
                                Optional.empty(),
                                List.of(new Alarm(AlarmKind.FIBRE_DEGRADED, Severity.MAJOR, true))),
                        new Expectation(
                                new Resource(Resource.Kind.CABLE, "NORTH"),
                                Optional.empty(),
                                List.of(new Alarm(AlarmKind.FIBRE_CUT, Severity.CRITICAL, false))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    scenario/1               | scenario/2              | schema is kronborg-scenario/1, got kronborg-scenario/2
                    name: two-things         | name: Two               | name is 1 to 64 small letters, digits and '-', beginning with a letter or digit, got "Two"
                    shows: A bend and a cut  | shows: ""               | shows says what the scenario shows
                    network: technologies    | network: oslo           | network: sites are [quick, qci-dk, technologies, ring], got "oslo"
                    network: technologies    | network: quick          | steps[0]: there is no link A-B, only [MFA-MOD, MOD-DC2]
                    seed: 7                  | seed: 7.5               | line 5
                    seed: 7                  | seed: "7"               | line 5
                    seed: 7                  | seed: 7\\ncolour: blue   | colour
                    seed: 7                  | ` `                     | seed
                    seed: 7                  | seed: 8\\nseed: 9        | Duplicate field 'seed'
                    duration: 10m            | duration: 600           | line 6
                    duration: 10m            | duration: 10 minutes    | duration: a time is a whole number and ms, s, m or h, such as 90s, got "10 minutes"
                    duration: 10m            | duration: 0s            | duration is above 0 s and at most 24h, got 0s
                    duration: 10m            | duration: 25h           | duration is above 0 s and at most 24h, got 25h
                    duration: 10m            | duration: 4m            | steps[0]: at and until are from 0s to the duration, 4m, got 90s and 5m
                    at: 90s                  | at: -1s                 | steps[0]: at: a time is a whole number
                    at: 90s                  | at: 3m                  | steps[1]: steps are in the order of at, got 2m after 3m
                    until: 5m                | until: 90s              | steps[0]: until is after at, got 90s and 90s
                    link: A-B, pheno         | link: A-X, pheno        | steps[0]: there is no link A-X
                    link: A-B, pheno         | pheno                   | steps[0]: a step names either a link or a cable
                    link: A-B, pheno         | link: A-B, cable: NORTH, pheno | steps[0]: a step names either a link or a cable
                    cable: NORTH, pheno      | cable: SOUTH, pheno     | steps[1]: there is no link or cable SOUTH
                    phenomenon: bend 3       | phenomenon: bend 99     | steps[0]: phenomenon: a phenomenon is one of
                    phenomenon: bend 3       | phenomenon: bend 99     | extra loss is above 0 and at most 60 dB, got 99.0
                    phenomenon: bend 3       | phenomenon: injection 5 | steps[0]: link A-B loses 3.9 dB and cannot lose 5.0 dB less
                    phenomenon: cut          | phenomenon: dead tx     | steps[1]: "dead tx" befalls the devices of one link, and NORTH is a cable
                    phenomenon: cut          | phenomenon: cut, loud: true | loud
                    cable: NORTH, phenomenon: cut | link: A-B, phenomenon: bend 4 | steps[1]: "bend" on A-B begins while an earlier one lasts
                    severity: major          | severity: awful         | expect[0]: alarms[0]: severity: it is critical, major, minor, warning or indeterminate, got "awful"
                    severity: major          | severity: cleared       | expect[0]: alarms[0]: severity: it is critical
                    {link: B-C, ends_in: FIBRE_CUT | {link: B-C, ends_in: CUT | expect[1]: ends_in: it is one of [PHYSICAL_TAMPER,
                    cleared: true            | cleared: perhaps        | line 14
                    cleared: true            | cleared: 1              | line 14
                    type: FIBRE_CUT          | type: fibre cut         | expect[5]: alarms[0]: type: it is one of [PHYSICAL_TAMPER, FIBRE_CUT,
                    ends_in: NONE\\n    alarms:| alarms:                 | expect[0]: ends_in is there for a link and for nothing else
                    - cable: NORTH           | - device: A-B-XX        | expect[5]: the network has no device:A-B-XX
                    - cable: NORTH           | - kme: KME-F            | expect[5]: the network has no kme:KME-F
                    - cable: NORTH           | - cable: SOUTH          | expect[5]: the network has no cable:SOUTH
                    {link: B-C, ends_in: FIBRE_CUT | {link: A-B, ends_in: FIBRE_CUT | expect[1]: link:A-B is named twice
                    - {link: B-C, ends_in: FIBRE_CUT, alarms: []} | ` ` | expect says nothing of link:B-C
                    """)
    void namesThePlaceOfAFault(String right, String wrong, String fault) {
        String broken = STORY.replace(right.replace("\\n", "\n"), wrong.replace("\\n", "\n"));

        assertThat(broken).isNotEqualTo(STORY);
        assertThatThrownBy(() -> ScenarioYaml.parse(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void saysWhichFileIsWrong(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("bad.yaml"), STORY.replace("seed: 7", "seed: many"));

        assertThatThrownBy(() -> ScenarioYaml.read(file)).hasMessageStartingWith(file + ": line 5");
        assertThatThrownBy(() -> ScenarioYaml.parse("")).hasMessageContaining("No content");
        assertThatThrownBy(() -> ScenarioYaml.parse("[]")).isInstanceOf(IllegalArgumentException.class);
    }
}

package dk.kronborg.testbed.scenario;

import dk.kronborg.testbed.scenario.Scenario.Step;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A moment at which a step begins or ends.
 *
 * @param at     from the start of the scenario
 * @param begins else it ends
 */
record Cue(Duration at, Step step, boolean begins) {

    /** All of a scenario in the order of time; what ends, ends before others begin. */
    static List<Cue> of(Scenario scenario) {
        return scenario.steps().stream()
                .flatMap(step -> Stream.concat(
                        Stream.of(new Cue(step.at(), step, true)),
                        step.until().stream().map(until -> new Cue(until, step, false))))
                .sorted(Comparator.comparing(Cue::at).thenComparing(Cue::begins))
                .toList();
    }

    /** For people, such as {@code MFA-MOD: bend 3.0} or {@code MFA-MOD: bend is over}. */
    @Override
    public String toString() {
        return step.target() + ": "
                + (begins ? step.phenomenon().words() : step.phenomenon().kind() + " is over");
    }
}

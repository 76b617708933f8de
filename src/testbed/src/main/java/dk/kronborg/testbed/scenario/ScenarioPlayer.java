package dk.kronborg.testbed.scenario;

import dk.kronborg.testbed.scenario.Scenario.Step;
import dk.kronborg.testbed.simulator.TimeLapse;
import dk.kronborg.topology.network.Network;
import java.time.Instant;

/**
 * Plays a scenario in simulated time, without waiting: every signed event of every device in the order of time, and a
 * tick for every second, by which a listener can let its own clock run.
 *
 * <pre>{@code
 * ScenarioPlayer player = new ScenarioPlayer(Scenarios.named("fibre-cut"), start);
 * monitor = new Monitor(player.network(), clock);
 * player.play((at, link, event) -> { clock.set(at); monitor.take(link, event); });
 * }</pre>
 *
 * <p>The same scenario and start give the same events, byte for byte. No key block is made. A player plays once.
 */
public final class ScenarioPlayer {

    private final Scenario scenario;
    private final Instant start;
    private final TimeLapse time;
    private boolean played;

    /**
     * Everything in order, nothing sent yet.
     *
     * @param start the first instant of simulated time
     */
    public ScenarioPlayer(Scenario scenario, Instant start) {
        this.scenario = scenario;
        this.start = start;
        this.time = new TimeLapse(scenario.network().plan(), scenario.seed(), start);
    }

    /** The scenario's network with the telemetry keys of its devices: by it the events are genuine. */
    public Network network() {
        return time.network();
    }

    /**
     * Plays from start to end.
     *
     * @throws IllegalStateException if it has played before
     */
    public void play(TimeLapse.Audience audience) {
        if (played) {
            throw new IllegalStateException("a player plays once, and scenario " + scenario.name() + " has played");
        }
        played = true;
        for (Cue cue : Cue.of(scenario)) {
            time.advance(start.plus(cue.at()), audience);
            Step step = cue.step();
            if (cue.begins()) {
                time.befall(step.target(), step.phenomenon());
            } else {
                time.end(step.target(), step.phenomenon().kind());
            }
        }
        time.advance(start.plus(scenario.duration()), audience);
    }
}

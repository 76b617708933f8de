package dk.kronborg.testbed.scenario;

import dk.kronborg.testbed.scenario.Scenario.Step;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Plays a scenario on a running network, as slowly as it is written, and leaves the network in order. */
public final class LivePlay {

    /** Orders given to the running network, in the words of {@code ./kronborg fault}. */
    public interface Stage {
        void order(String target, String words) throws IOException;
    }

    /** Lets time pass. */
    public interface Pause {
        /** Waits until that long after the start. */
        void until(Duration sinceStart) throws InterruptedException;
    }

    private final Scenario scenario;
    private final Stage stage;
    private final Pause pause;
    private final PrintStream out;
    private boolean begun;

    public LivePlay(Scenario scenario, Stage stage, Pause pause, PrintStream out) {
        this.scenario = scenario;
        this.stage = stage;
        this.pause = pause;
        this.out = out;
    }

    /**
     * Plays from start to end, or until it is interrupted; says every step as it happens.
     *
     * @throws IOException if the network does not obey
     */
    public void play() throws IOException, InterruptedException {
        out.println(scenario.name() + ": " + scenario.shows() + " (" + Times.text(scenario.duration()) + ")");
        try {
            for (Cue cue : Cue.of(scenario)) {
                pause.until(cue.at());
                Step step = cue.step();
                begin();
                stage.order(
                        step.target().toString(),
                        cue.begins()
                                ? step.phenomenon().words()
                                : "clear " + step.phenomenon().kind());
                say(cue.at(), cue.toString());
            }
            pause.until(scenario.duration());
        } finally {
            repair();
        }
        say(scenario.duration(), "all is repaired");
    }

    private synchronized void begin() {
        begun = true;
    }

    /** Clears whatever the scenario has done; does nothing the second time. */
    public synchronized void repair() throws IOException {
        if (begun) {
            begun = false;
            List<String> targets = scenario.steps().stream()
                    .map(step -> step.target().toString())
                    .distinct()
                    .toList();
            for (String target : targets) {
                stage.order(target, "clear");
            }
        }
    }

    private void say(Duration at, String what) {
        out.printf("%02d:%02d:%02d  %s%n", at.toHours(), at.toMinutesPart(), at.toSecondsPart(), what);
        out.flush();
    }
}

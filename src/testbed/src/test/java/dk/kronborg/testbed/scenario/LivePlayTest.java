package dk.kronborg.testbed.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivePlayTest {

    private final List<String> heard = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private LivePlay play(LivePlay.Stage stage, LivePlay.Pause pause) {
        return new LivePlay(
                Scenarios.named("cable-cut"), stage, pause, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private void order(String target, String words) {
        heard.add(target + " " + words);
    }

    private void pause(Duration until) {
        heard.add("wait " + until.toMinutes());
    }

    @Test
    void ordersEachStepAtItsTimeAndRepairsInTheEnd() throws Exception {
        play(this::order, this::pause).play();

        assertThat(heard)
                .containsExactly("wait 5", "NORTH cut", "wait 12", "NORTH clear cut", "wait 20", "NORTH clear");
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .startsWith("cable-cut: " + Scenarios.named("cable-cut").shows() + " (20m)")
                .contains("00:05:00  NORTH: cut", "00:12:00  NORTH: cut is over", "00:20:00  all is repaired");
    }

    @Test
    void repairsWhenItIsInterrupted() {
        LivePlay interrupted = play(this::order, until -> {
            if (until.toMinutes() > 5) {
                throw new InterruptedException("enough");
            }
        });

        assertThatThrownBy(interrupted::play).isInstanceOf(InterruptedException.class);
        assertThat(heard).containsExactly("NORTH cut", "NORTH clear");
    }

    @Test
    void repairsOnceAndOnlyWhatItHasTouched() throws Exception {
        LivePlay untouched = play(this::order, until -> {
            throw new InterruptedException("at once");
        });
        assertThatThrownBy(untouched::play).isInstanceOf(InterruptedException.class);
        assertThat(heard).isEmpty();

        LivePlay refused = play(
                (target, words) -> {
                    heard.add(words);
                    if (words.equals("cut")) {
                        throw new IOException("no network");
                    }
                },
                this::pause);
        assertThatThrownBy(refused::play).hasMessage("no network");
        refused.repair();
        assertThat(heard).containsExactly("wait 5", "cut", "clear");
    }
}

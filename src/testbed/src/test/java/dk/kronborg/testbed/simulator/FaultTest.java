package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.testbed.simulator.Fault.End;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    @Test
    void readsTheWordsOfEveryFault() {
        assertThat(Fault.parse("cut")).isEqualTo(new Fault.FibreCut());
        assertThat(Fault.parse("bend 3.0")).isEqualTo(new Fault.BentFibre(3));
        assertThat(Fault.parse("noise 0.08")).isEqualTo(new Fault.ExcessNoise(0.08));
        assertThat(Fault.parse("silence")).isEqualTo(new Fault.Silence());
        assertThat(Fault.parse("dead tx")).isEqualTo(new Fault.OneEndDead(End.TX));
        assertThat(Fault.parse("  DEAD   RX ")).isEqualTo(new Fault.OneEndDead(End.RX));
        assertThat(Fault.parse("disagree")).isEqualTo(new Fault.DisagreeingEnds());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "bend",
                "bend 0",
                "bend 61",
                "bend NaN",
                "bend three",
                "noise -0.1",
                "noise 2.1",
                "noise 1 2",
                "dead",
                "dead both",
                "cut now",
                "fire"
            })
    void listsWhatIsAllowed(String words) {
        assertThatThrownBy(() -> Fault.parse(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cut; bend <extra loss, dB, above 0 to 60>; noise <excess noise, SNU, 0 to 2>;"
                        + " silence; dead tx; dead rx; disagree")
                .hasMessageContaining("Got \"" + words + '"');
    }

    @Test
    void doesNotRepeatALongTextInFull() {
        assertThatThrownBy(() -> Fault.parse("x".repeat(5000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }
}

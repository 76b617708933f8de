package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.network.Network;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhenomenonTest {

    /** One of each, and what is their kind. */
    static Stream<Phenomenon> all() {
        return Stream.of(
                new Phenomenon.Cut(),
                new Phenomenon.QuantumDown(),
                new Phenomenon.Bend(3),
                new Phenomenon.Tap(0.8),
                new Phenomenon.Noise(0.08),
                new Phenomenon.Intercept(0.25),
                new Phenomenon.Raman(20, 0.02),
                new Phenomenon.Drift(1.5, 0),
                new Phenomenon.Uncalibrated(0.1),
                new Phenomenon.Injection(1),
                new Phenomenon.Flap(30, 0.5),
                new Phenomenon.Environment(0.01, 600),
                new Phenomenon.Silence(Optional.empty()),
                new Phenomenon.Silence(Optional.of(End.RX)),
                new Phenomenon.Dead(End.TX),
                new Phenomenon.Reboot(End.RX, 45),
                new Phenomenon.Skew(End.TX, -1.0e-4),
                new Phenomenon.Tamper(End.RX),
                new Phenomenon.Door(End.TX),
                new Phenomenon.Disagree());
    }

    @ParameterizedTest
    @MethodSource("all")
    void readsTheWordsItWrites(Phenomenon phenomenon) {
        assertThat(Phenomenon.parse(phenomenon.words())).isEqualTo(phenomenon);
        assertThat(Phenomenon.parse(
                        "  " + phenomenon.words().toUpperCase(Locale.ROOT).replace(" ", "   ")))
                .isEqualTo(phenomenon);
        assertThat(Phenomenon.USAGE).contains(phenomenon.words().split(" ", -1)[0]);
    }

    @ParameterizedTest
    @MethodSource("all")
    void itsKindIsWhatItIsWithoutHowMuch(Phenomenon phenomenon) {
        assertThat(phenomenon.words()).startsWith(phenomenon.kind());
        assertThat(phenomenon.kind()).matches("[a-z-]+( tx| rx)?");
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
                "tap 10.1",
                "noise -0.1",
                "noise 2.1",
                "noise 1 2",
                "intercept 1.01",
                "intercept 0",
                "raman 0 0.1",
                "raman 101 0.1",
                "raman 1.5 0.1",
                "raman 5",
                "drift 11 0",
                "drift 1 -1",
                "uncalibrated 3",
                "injection 0.5",
                "injection 21",
                "flap 1 0.5",
                "flap 30 1",
                "flap 30 0",
                "environment 0.1 9",
                "environment 0 60",
                "silence both",
                "dead",
                "dead both",
                "reboot tx 0",
                "reboot tx 3601",
                "reboot 5",
                "skew rx 86401",
                "skew rx Infinity",
                "tamper",
                "door",
                "cut now",
                "fire"
            })
    void listsWhatIsAllowed(String words) {
        assertThatThrownBy(() -> Phenomenon.parse(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Phenomenon.USAGE)
                .hasMessageContaining("Got \"" + words + '"');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bend 61        | extra loss is above 0 and at most 60 dB, got 61.0
                    intercept 2    | intercepted share is above 0 and at most 1, got 2.0
                    raman 0 0.1    | channels is from 1 to 100, got 0.0
                    injection 0.5  | loss less is above 0.5 and at most 20 dB, got 0.5
                    skew tx 90000  | skew is from -86400 to 86400 s, got 90000.0
                    flap 10        | an amount is missing
                    bend much      | an amount is a number
                    dead both      | an end is tx or rx
                    cut it         | nothing is known of "it" there
                    """)
    void saysWhatIsWrong(String words, String fault) {
        assertThatThrownBy(() -> Phenomenon.parse(words)).hasMessageEndingWith(": " + fault);
    }

    @Test
    void doesNotRepeatALongTextInFull() {
        assertThatThrownBy(() -> Phenomenon.parse("x".repeat(5000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(Phenomenon.USAGE.length() + 200));
    }

    @Test
    void fitsOnlyWhatItCanBefall() {
        Network network = ReferenceNetwork.TECHNOLOGIES.plan();

        assertThatThrownBy(() -> fit(network, "B-C", "uncalibrated 0.1"))
                .hasMessage("shot noise is calibrated on CV-QKD links only, and B-C is DV-QKD");
        assertThatThrownBy(() -> fit(network, "E-A", "injection 4"))
                .hasMessage("link E-A loses 3.1 dB and cannot lose 4.0 dB less");
        assertThatThrownBy(() -> fit(network, "C-D", "raman 5 0.6"))
                .hasMessage("noise of link C-D, DV-QKD-COW, is a share of wrong bits of at most 0.5, got 0.6");
        assertThatThrownBy(() -> fit(network, "NORTH", "dead tx"))
                .hasMessage("\"dead tx\" befalls the devices of one link, and NORTH is a cable");
        assertThatThrownBy(() -> fit(network, "SOUTH", "cut"))
                .hasMessage("there is no link or cable SOUTH, only [A-B, B-C, C-D, D-E, E-A, NORTH]");
        fit(network, "NORTH", "cut");
        fit(network, "A-B", "noise 1.5");
        fit(network, "A-B", "uncalibrated 0.1");
    }

    private static void fit(Network network, String target, String words) {
        Target.named(network, target).requireFits(network, Phenomenon.parse(words));
    }
}

package dk.kronborg.linkmonitor.classification;

import static dk.kronborg.linkmonitor.alarm.Severity.CLEARED;
import static dk.kronborg.linkmonitor.alarm.Severity.CRITICAL;
import static dk.kronborg.linkmonitor.alarm.Severity.MAJOR;
import static dk.kronborg.linkmonitor.alarm.Severity.MINOR;
import static dk.kronborg.linkmonitor.alarm.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules one by one, and that the first that matches has it. */
class ClassifierTest {

    /** A window in order, to be changed. */
    private static final class Draft {
        private boolean opened;
        private boolean workPlanned;
        private boolean signalLost;
        private boolean signalLostLong;
        private Optional<Boolean> classicalSignal = Optional.of(true);
        private Severity lossIncrease = CLEARED;
        private Severity lossDecrease = CLEARED;
        private boolean lossStep;
        private boolean classicalLost;
        private Severity noise = CLEARED;
        private boolean noiseAboveNull;
        private boolean trafficChanged;
        private boolean periodic;
        private Severity endsDisagree = CLEARED;
        private Severity keyRate = CLEARED;
        private Severity calibrationAge = CLEARED;

        Window window() {
            return new Window(
                    opened,
                    workPlanned,
                    signalLost,
                    signalLostLong,
                    classicalSignal,
                    lossIncrease,
                    lossDecrease,
                    lossStep,
                    classicalLost,
                    noise,
                    noiseAboveNull,
                    trafficChanged,
                    periodic,
                    endsDisagree,
                    keyRate,
                    calibrationAge);
        }
    }

    private interface Change {
        void to(Draft draft);
    }

    private static Optional<Finding> finding(Change change) {
        Draft draft = new Draft();
        change.to(draft);
        return Classifier.classify(draft.window());
    }

    private static void assertFinds(LinkClass expected, Severity severity, Change change) {
        assertThat(finding(change)).contains(new Finding(expected, severity));
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(finding(draft -> {})).isEmpty();
    }

    @Test
    void anOpenHousingOutsidePlannedWorkIsTamper() {
        assertFinds(LinkClass.PHYSICAL_TAMPER, CRITICAL, draft -> draft.opened = true);
        assertThat(finding(draft -> {
                    draft.opened = true;
                    draft.workPlanned = true;
                }))
                .isEmpty();
    }

    @Test
    void aLostSignalIsACutOnlyIfTheCableIsDarkToo() {
        assertFinds(LinkClass.FIBRE_CUT, CRITICAL, draft -> {
            draft.signalLost = true;
            draft.classicalSignal = Optional.of(false);
        });
        assertFinds(LinkClass.DEVICE_OR_QUANTUM_CHANNEL_DOWN, MAJOR, draft -> {
            draft.signalLost = true;
            draft.signalLostLong = true;
        });
        assertFinds(LinkClass.DEVICE_OR_QUANTUM_CHANNEL_DOWN, MAJOR, draft -> {
            draft.signalLost = true;
            draft.signalLostLong = true;
            draft.classicalSignal = Optional.empty();
        });
        assertThat(finding(draft -> draft.signalLost = true)).isEmpty();
    }

    @Test
    void lossOfBothChannelsIsABend() {
        assertFinds(LinkClass.FIBRE_DEGRADED, MINOR, draft -> {
            draft.lossIncrease = MINOR;
            draft.lossStep = true;
            draft.classicalLost = true;
        });
        assertFinds(LinkClass.FIBRE_DEGRADED, MAJOR, draft -> {
            draft.lossIncrease = CRITICAL;
            draft.classicalLost = true;
        });
    }

    @Test
    void lossOfTheQuantumChannelAloneMayBeATap() {
        assertFinds(LinkClass.TAP_POSSIBLE, MINOR, draft -> draft.lossStep = true);
        assertFinds(LinkClass.TAP_POSSIBLE, MINOR, draft -> {
            draft.lossStep = true;
            draft.lossIncrease = MAJOR;
        });
    }

    @Test
    void noiseWithoutLossIsSuspectUnlessTrafficExplainsIt() {
        assertFinds(LinkClass.EAVESDROP_SUSPECT, MAJOR, draft -> draft.noise = MINOR);
        assertFinds(LinkClass.EAVESDROP_SUSPECT, CRITICAL, draft -> {
            draft.noise = CRITICAL;
            draft.noiseAboveNull = true;
        });
        assertFinds(LinkClass.NOISE_INTERFERENCE, MINOR, draft -> {
            draft.noise = MINOR;
            draft.trafficChanged = true;
        });
    }

    @Test
    void noiseAboveNullWithLossIsNoKeyAnyMore() {
        assertFinds(LinkClass.KEY_GENERATION_ABORTED, CRITICAL, draft -> {
            draft.lossIncrease = MAJOR;
            draft.noise = CRITICAL;
            draft.noiseAboveNull = true;
        });
    }

    @Test
    void moreLightThanThereShouldBeIsSuspect() {
        assertFinds(LinkClass.CALIBRATION_OR_INJECTION, MAJOR, draft -> draft.lossDecrease = MINOR);
    }

    @Test
    void aLittleNoiseThatComesAndGoesIsTheWeather() {
        assertFinds(LinkClass.ENVIRONMENTAL, WARNING, draft -> {
            draft.noise = WARNING;
            draft.periodic = true;
        });
        assertFinds(LinkClass.LINK_DEGRADED, WARNING, draft -> draft.noise = WARNING);
    }

    @Test
    void noiseAgainstAnOldCalibrationIsNotBelieved() {
        assertFinds(LinkClass.CALIBRATION_OVERDUE, MAJOR, draft -> {
            draft.noise = CRITICAL;
            draft.calibrationAge = WARNING;
        });
    }

    @Test
    void lossThatOnlyOneEndSeesIsNoTap() {
        assertFinds(LinkClass.KEY_STORE_MISMATCH, MAJOR, draft -> {
            draft.lossStep = true;
            draft.endsDisagree = MAJOR;
        });
    }

    @Test
    void theRestHasItsOwnNames() {
        assertFinds(LinkClass.KEY_STORE_MISMATCH, MAJOR, draft -> draft.endsDisagree = MAJOR);
        assertFinds(LinkClass.LINK_DEGRADED, WARNING, draft -> draft.lossIncrease = WARNING);
        assertFinds(LinkClass.KEY_RATE_LOW, MINOR, draft -> draft.keyRate = MINOR);
        assertFinds(LinkClass.CALIBRATION_OVERDUE, WARNING, draft -> draft.calibrationAge = WARNING);
    }

    @Test
    void tamperComesBeforeEverything() {
        assertFinds(LinkClass.PHYSICAL_TAMPER, CRITICAL, draft -> {
            draft.opened = true;
            draft.signalLost = true;
            draft.signalLostLong = true;
            draft.classicalSignal = Optional.of(false);
            draft.noise = CRITICAL;
            draft.noiseAboveNull = true;
            draft.lossDecrease = MAJOR;
        });
    }

    @Test
    void onlySomeClassesSpeakOfEavesdropping() {
        assertThat(Arrays.stream(LinkClass.values())
                        .filter(each -> each.alarm().words().contains("Eavesdropping suspected")))
                .containsExactlyInAnyOrder(
                        LinkClass.PHYSICAL_TAMPER, LinkClass.EAVESDROP_SUSPECT, LinkClass.CALIBRATION_OR_INJECTION);
        assertThat(Arrays.stream(LinkClass.values())
                        .filter(each -> each.alarm().words().contains("ossible tap")))
                .containsExactly(LinkClass.TAP_POSSIBLE);
    }
}

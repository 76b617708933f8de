package dk.kronborg.testbed.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a device has to say at one moment, before it becomes an event on the wire.
 *
 * @param estimationBlock the block of symbols that was completed, the same at both ends; empty in between
 * @param interval        the time that the reading covers
 * @param reading         empty while nothing can be measured
 * @param keyRateBps      secret bits per second that the channel yields
 * @param deliveredBps    of these, bits per second that were handed over
 * @param surroundings    what is true around the quantum channel
 */
record Report(
        Instant measuredAt,
        Duration interval,
        Optional<UUID> estimationBlock,
        DeviceState state,
        Optional<Reading> reading,
        double keyRateBps,
        double deliveredBps,
        Surroundings surroundings) {

    /**
     * What a device knows of its cable, its housing and its calibration.
     *
     * @param classicalLossDb loss of the classical channel in the same cable; nothing while that is dark
     * @param calibrationAge  of the shot noise; nothing where there is none to calibrate
     */
    record Surroundings(
            Optional<Double> classicalLossDb,
            int classicalChannels,
            boolean tampered,
            boolean doorOpen,
            Optional<Duration> calibrationAge) {}

    /** What the device is doing; {@code device_state} on the wire. */
    enum DeviceState {
        /** Symbols are exchanged and keys come out. */
        KEY_EXCHANGE("", "", ""),
        /** Symbols are exchanged, but the channel is too bad for any key. */
        NO_KEY("KEY_GENERATION_ABORTED", "major", "loss, noise or errors leave no secret key"),
        /** No light arrives. */
        NO_SIGNAL("LOSS_OF_SIGNAL", "critical", "no quantum light at the receiver"),
        /** The device at the other end does not answer. */
        NO_PEER("PEER_LOST", "critical", "the other device does not answer"),
        /** Unsent blocks fill the queues: no fault of the link, its KME may just have enough. */
        OUTPUT_BLOCKED("", "", "");

        private final String alarmCode;
        private final String alarmSeverity;
        private final String alarmText;

        DeviceState(String alarmCode, String alarmSeverity, String alarmText) {
            this.alarmCode = alarmCode;
            this.alarmSeverity = alarmSeverity;
            this.alarmText = alarmText;
        }

        /** Whether the device raises an alarm about it. */
        boolean alarming() {
            return !alarmCode.isEmpty();
        }

        String alarmCode() {
            return alarmCode;
        }

        String alarmSeverity() {
            return alarmSeverity;
        }

        String alarmText() {
            return alarmText;
        }
    }
}

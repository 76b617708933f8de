package dk.kronborg.linkmonitor.classification;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.util.Optional;

/**
 * What is known of a link at one moment, as far as thresholds and their holds have made sure of it.
 *
 * @param opened           a housing or a door is open
 * @param workPlanned      somebody announced work on the link for now
 * @param signalLost       nothing arrives, for long enough to be sure
 * @param signalLostLong   so long that it is no restart
 * @param classicalSignal  whether light arrives on the classical channel in the same cable, if that is known
 * @param lossIncrease     of the quantum channel over the commissioned loss
 * @param lossDecrease     of the quantum channel below the commissioned loss
 * @param lossStep         the loss rose at once by 0.1 dB or more, and stayed
 * @param classicalLost    the classical channel in the same cable lost light too
 * @param noise            of excess noise, QBER and visibility the worst
 * @param noiseAboveNull   so much that no key can be made
 * @param trafficChanged   the classical channels in the fibre changed about when the noise rose
 * @param periodic         the noise comes and goes regularly, and is small
 * @param endsDisagree     on what they measured of the same block
 * @param keyRate          below what is usual; of key rate and frame error rate the worse
 * @param calibrationAge   of the shot noise
 */
public record Window(
        boolean opened,
        boolean workPlanned,
        boolean signalLost,
        boolean signalLostLong,
        Optional<Boolean> classicalSignal,
        Severity lossIncrease,
        Severity lossDecrease,
        boolean lossStep,
        boolean classicalLost,
        Severity noise,
        boolean noiseAboveNull,
        boolean trafficChanged,
        boolean periodic,
        Severity endsDisagree,
        Severity keyRate,
        Severity calibrationAge) {

    boolean lossUnchanged() {
        return !lossIncrease.raised() && !lossDecrease.raised() && !lossStep;
    }
}

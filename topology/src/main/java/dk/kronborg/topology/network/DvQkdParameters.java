package dk.kronborg.topology.network;

import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.util.Optional;

/**
 * How a discrete-variable QKD system is set up: weak pulses with decoy states (one way or two), coherent one-way, or
 * entangled pairs.
 *
 * @param pulseRateHz                pulses, or pump pulses of a pair source, per second, above 0
 * @param meanPhotonNumber           photons per signal pulse as it leaves the transmitter, or pairs per pump pulse,
 *                                   above 0 and at most 2
 * @param detectorEfficiency         of one detector with all that lies before it in the receiver, dimensionless, above 0
 *                                   and at most 1
 * @param darkCountsPerS             counts per second of all detectors of one receiver without light, not negative
 * @param siftedShare                share of the detections that sifting keeps, above 0 and at most 1
 * @param intrinsicErrorRate         share of wrong sifted bits that the optics alone cause, from 0 to below 0.5
 * @param visibility                 of the interference between pulses on an undisturbed link, above 0 and at most 1;
 *                                   present exactly for {@link Technology#DV_QKD_COW}, which judges the phase by it
 * @param errorCorrectionInefficiency f_EC: what error correction discloses, relative to the Shannon limit, from 1 to 2
 * @param blockBits                  sifted bits per estimated and amplified block, at least 1000
 * @param qberLimit                  share of wrong sifted bits at which the device stops making key, above 0 and at most
 *                                   0.5
 * @param detectorTrust              whether the detector's loss and noise are kept from the eavesdropper
 * @param deviceShare                share of the model's rate that the device reaches, above 0 and at most 1
 * @throws IllegalArgumentException if a value is outside its range
 */
public record DvQkdParameters(
        double pulseRateHz,
        double meanPhotonNumber,
        double detectorEfficiency,
        double darkCountsPerS,
        double siftedShare,
        double intrinsicErrorRate,
        Optional<Double> visibility,
        double errorCorrectionInefficiency,
        long blockBits,
        double qberLimit,
        DetectorTrust detectorTrust,
        double deviceShare) {

    public DvQkdParameters {
        require(pulseRateHz > 0, "pulse rate is above 0 Hz", pulseRateHz);
        require(
                meanPhotonNumber > 0 && meanPhotonNumber <= 2,
                "mean photon number is above 0 and at most 2",
                meanPhotonNumber);
        require(
                detectorEfficiency > 0 && detectorEfficiency <= 1,
                "detector efficiency is above 0 and at most 1",
                detectorEfficiency);
        require(darkCountsPerS >= 0, "dark counts are not negative", darkCountsPerS);
        require(siftedShare > 0 && siftedShare <= 1, "sifted share is above 0 and at most 1", siftedShare);
        require(
                intrinsicErrorRate >= 0 && intrinsicErrorRate < 0.5,
                "intrinsic error rate is from 0 to below 0.5",
                intrinsicErrorRate);
        visibility.ifPresent(value -> require(value > 0 && value <= 1, "visibility is above 0 and at most 1", value));
        require(
                errorCorrectionInefficiency >= 1 && errorCorrectionInefficiency <= 2,
                "error correction inefficiency is from 1 to 2",
                errorCorrectionInefficiency);
        require(blockBits >= 1000, "a block has at least 1000 bits", (double) blockBits);
        require(qberLimit > 0 && qberLimit <= 0.5, "QBER limit is above 0 and at most 0.5", qberLimit);
        require(deviceShare > 0 && deviceShare <= 1, "device share is above 0 and at most 1", deviceShare);
    }

    private static void require(boolean holds, String rule, double got) {
        if (!holds || !Double.isFinite(got)) {
            throw new IllegalArgumentException(rule + ", got " + got);
        }
    }
}

package dk.kronborg.linkmonitor.keyrate;

import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.DvQkdParameters;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Technology;

/**
 * How fast a link is to make secret key, by what the network says of it: undisturbed, with the loss with which it was
 * taken into service, as the share of the model's rate that its devices reach.
 *
 * <p>CV-QKD by {@link FiniteSizeKeyRate}. All others by the asymptotic rate of single photons,
 * {@code r = 1 - f_EC h2(Q) - h2(e_phase)} of the sifted bits, where the phase errors are as many as the bit errors, or
 * {@code (1 - V) / 2} for coherent one-way; what decoy states cost beyond that is in the devices' share.
 *
 * @see <a href="https://doi.org/10.1103/PhysRevLett.85.441">Shor, Preskill, PRL 85, 441 (2000)</a>
 */
public final class PlannedKeyRate {

    /** Nothing gets a key through more, dB; and it keeps the models computable. */
    private static final double MOST_LOSS = 100;

    private PlannedKeyRate() {}

    /**
     * Of a link; zero if it is to make none.
     *
     * @throws IllegalArgumentException if its devices are set up so that no rate can be computed
     */
    public static SecretKeyRate of(Link link) {
        if (link.commissionedLossDb() > MOST_LOSS) {
            return SecretKeyRate.ZERO;
        }
        ChannelTransmittance transmittance = new LossDb(link.commissionedLossDb()).transmittance();
        return link.cvQkd()
                .map(setup -> continuous(setup, transmittance))
                .orElseGet(() -> discrete(link.technology(), link.dvQkd().orElseThrow(), transmittance));
    }

    private static SecretKeyRate continuous(CvQkdParameters setup, ChannelTransmittance transmittance) {
        QuantumChannel channel = new QuantumChannel(transmittance, setup.excessNoiseSnu());
        return FiniteSizeKeyRate.of(setup, channel, FailureProbabilities.DEFAULT)
                .rate(setup)
                .share(setup.deviceShare());
    }

    private static SecretKeyRate discrete(
            Technology technology, DvQkdParameters setup, ChannelTransmittance transmittance) {
        double pulses = setup.pulseRateHz();
        double efficiency = setup.detectorEfficiency();
        double seen = transmittance.value() * efficiency;
        double dark = setup.darkCountsPerS();
        double lit = pulses * -Math.expm1(-setup.meanPhotonNumber() * seen);
        double signal = lit;
        double chance = dark;
        if (technology == Technology.DV_QKD_EB) {
            double other = pulses * -Math.expm1(-setup.meanPhotonNumber() * efficiency) + dark;
            signal = pulses * setup.meanPhotonNumber() * efficiency * seen;
            chance = dark * (other + lit + dark) / pulses;
        }
        double background = chance / (signal + chance);
        double qber = setup.intrinsicErrorRate() * (1 - background) + 0.5 * background;
        if (qber >= setup.qberLimit()) {
            return SecretKeyRate.ZERO;
        }
        // A chance detection falls on either side, so it halves what contrast it replaces.
        double phaseErrors = setup.visibility()
                .map(visibility -> (1 - visibility * (1 - background)) / 2)
                .orElse(qber);
        double fraction = 1 - setup.errorCorrectionInefficiency() * entropy(qber) - entropy(phaseErrors);
        return new SecretKeyRate((signal + chance) * setup.siftedShare() * Math.max(0, fraction))
                .share(setup.deviceShare());
    }

    /** Of a coin that falls on one side with that probability, bit. */
    private static double entropy(double probability) {
        return probability <= 0 || probability >= 1
                ? 0
                : -(probability * Math.log(probability) + (1 - probability) * Math.log1p(-probability)) / Math.log(2);
    }
}

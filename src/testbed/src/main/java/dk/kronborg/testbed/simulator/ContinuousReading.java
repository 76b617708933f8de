package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.keyrate.AsymptoticKeyRate;
import dk.kronborg.linkmonitor.keyrate.ChannelTransmittance;
import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.ParameterEstimation;
import dk.kronborg.linkmonitor.keyrate.QuantumChannel;
import dk.kronborg.linkmonitor.keyrate.SecretKeyRate;
import dk.kronborg.topology.network.CvQkdParameters;
import java.util.random.RandomGenerator;

/**
 * What the devices of a CV-QKD link estimate of their channel from the symbols they disclose: the truth and the
 * statistical error that so many symbols leave.
 *
 * @param setup              the system that measures
 * @param transmittance      estimate, dimensionless; can be a little above 1
 * @param excessNoiseSnu     estimate, SNU; often below zero
 * @param excessNoiseSigma   its standard error, SNU
 * @param snr                of a measured quadrature, linear
 * @param keyRate            what the devices make of it
 */
record ContinuousReading(
        CvQkdParameters setup,
        double transmittance,
        double excessNoiseSnu,
        double excessNoiseSigma,
        double snr,
        SecretKeyRate keyRate)
        implements Reading {

    /** What telemetry may carry, domain.md 2.2. */
    private static final double MOST_TRANSMITTANCE = 1.05;

    private static final double LEAST_TRANSMITTANCE = 1e-9;
    private static final double LEAST_NOISE = -0.99;

    /** Measures a channel by that many disclosed symbols, at least 1. */
    static ContinuousReading take(CvQkdParameters setup, QuantumChannel channel, long symbols, RandomGenerator random) {
        ParameterEstimation errors =
                ParameterEstimation.of(setup, channel, symbols, FailureProbabilities.DEFAULT.parameterEstimation());
        double transmittance = channel.transmittance().value() + errors.transmittanceSigma() * random.nextGaussian();
        double noise = channel.excessNoiseSnu() + errors.excessNoiseSigma() * random.nextGaussian();
        return of(
                setup,
                Math.clamp(transmittance, LEAST_TRANSMITTANCE, MOST_TRANSMITTANCE),
                Math.max(LEAST_NOISE, noise),
                errors.excessNoiseSigma());
    }

    private static ContinuousReading of(CvQkdParameters setup, double transmittance, double noise, double noiseSigma) {
        QuantumChannel measured = new QuantumChannel(ChannelTransmittance.measured(transmittance), noise);
        return new ContinuousReading(
                setup,
                transmittance,
                noise,
                noiseSigma,
                AsymptoticKeyRate.of(setup, measured).snr(),
                ContinuousSystem.keyRate(setup, measured));
    }

    @Override
    public ContinuousReading dimmedBy(double decibel) {
        return of(setup, transmittance * Math.pow(10, -decibel / 10), excessNoiseSnu, excessNoiseSigma);
    }

    @Override
    public void put(ObjectNode metrics, End end) {
        metrics.put("excess_noise_snu", excessNoiseSnu)
                .put("excess_noise_sigma_snu", excessNoiseSigma)
                .put("transmittance", transmittance)
                .put("channel_loss_db", lossDb())
                .put("snr", snr)
                .put("frame_error_rate", setup.frameErrorRate());
    }
}

package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.FiniteSizeKeyRate;
import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.QuantumChannel;
import dk.kronborg.linkmonitor.keyrate.SecretKeyRate;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.Link;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** CV-QKD: Gaussian-modulated coherent states, judged by loss and excess noise. */
final class ContinuousSystem implements QuantumSystem {

    /** What an intercepted signal costs: the resent state's own vacuum and that of the measurement before. */
    private static final double NOISE_OF_INTERCEPTION_SNU = 2;

    private static final Duration CALIBRATION_INTERVAL = Duration.ofMinutes(10);

    private final double commissionedLossDb;
    private final CvQkdParameters setup;

    ContinuousSystem(Link link, CvQkdParameters setup) {
        this.commissionedLossDb = link.commissionedLossDb();
        this.setup = setup;
    }

    /** The channel that such a disturbance leaves. */
    QuantumChannel channel(Disturbance disturbance) {
        LossDb loss = new LossDb(Math.max(0, commissionedLossDb + disturbance.extraLossDb()));
        return new QuantumChannel(
                loss.transmittance(),
                setup.excessNoiseSnu() + disturbance.noise() + NOISE_OF_INTERCEPTION_SNU * disturbance.intercepted());
    }

    /** The rate at which such devices make key over that channel. */
    static SecretKeyRate keyRate(CvQkdParameters setup, QuantumChannel channel) {
        return FiniteSizeKeyRate.of(setup, channel, FailureProbabilities.DEFAULT)
                .rate(setup)
                .share(setup.deviceShare());
    }

    @Override
    public KeyClaim claim() {
        return new KeyClaim(
                "finite-size-collective",
                FailureProbabilities.DEFAULT.total(),
                setup.detectorTrust().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public SecretKeyRate keyRate(Disturbance disturbance) {
        return keyRate(setup, channel(disturbance));
    }

    @Override
    public Duration blockTime(Disturbance disturbance) {
        return QuantumSystem.time(setup.blockSymbols() / setup.symbolRateBd());
    }

    @Override
    public Reading measure(Disturbance disturbance, double blockShare, RandomGenerator random) {
        long symbols = Math.max(1, (long) (setup.disclosedSymbols() * blockShare));
        return ContinuousReading.take(setup, channel(disturbance), symbols, random);
    }

    @Override
    public void putSetPoints(ObjectNode metrics, End end) {
        metrics.put("modulation_variance_snu", setup.modulationVarianceSnu())
                .put("electronic_noise_snu", setup.electronicNoiseSnu())
                .put("beta", setup.reconciliationEfficiency())
                .put("epsilon_total", claim().epsilonTotal())
                .put("block_symbols", setup.blockSymbols())
                .put("disclosed_symbols", setup.disclosedSymbols());
    }

    @Override
    public Optional<Duration> calibrationInterval() {
        return Optional.of(CALIBRATION_INTERVAL);
    }
}

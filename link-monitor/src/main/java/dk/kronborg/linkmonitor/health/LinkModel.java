package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.FiniteSizeKeyRate;
import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.NullKeyNoise;
import dk.kronborg.linkmonitor.keyrate.QuantumChannel;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.Link;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What physics expects of one link as it is set up; empty answers for a link whose technology has no model here, or whose
 * numbers are such that the model has no answer.
 */
final class LinkModel {

    /** Loss is looked up in steps of this, dB: the root behind each answer takes a millisecond to find. */
    private static final double GRID_DB = 0.1;

    private final Optional<CvQkdParameters> setup;
    private final OptionalDouble commissionedKeyRate;
    private final Map<Long, Optional<NullKeyNoise>> nullKeyNoise = new ConcurrentHashMap<>();

    LinkModel(Link link) {
        this.setup = link.cvQkd();
        this.commissionedKeyRate =
                setup.map(cv -> keyRate(cv, link.commissionedLossDb())).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble keyRate(CvQkdParameters setup, double lossDb) {
        try {
            QuantumChannel channel = new QuantumChannel(new LossDb(lossDb).transmittance(), setup.excessNoiseSnu());
            return OptionalDouble.of(FiniteSizeKeyRate.of(setup, channel, FailureProbabilities.DEFAULT)
                    .rate(setup)
                    .share(setup.deviceShare())
                    .bitsPerSecond());
        } catch (IllegalArgumentException e) {
            return OptionalDouble.empty();
        }
    }

    /** Excess noise at which a link that is set up so makes no key at that loss. */
    static Optional<NullKeyNoise> nullKeyNoise(CvQkdParameters setup, double lossDb) {
        try {
            return NullKeyNoise.finiteSize(setup, new LossDb(lossDb).transmittance(), FailureProbabilities.DEFAULT);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Secret key rate of the link as it was commissioned, bit/s. */
    OptionalDouble commissionedKeyRate() {
        return commissionedKeyRate;
    }

    /** Excess noise of the link as it was commissioned, SNU. */
    OptionalDouble commissionedNoise() {
        return setup.map(cv -> OptionalDouble.of(cv.excessNoiseSnu())).orElse(OptionalDouble.empty());
    }

    /** Excess noise at which the link makes no key at that loss; empty too if it makes none without any noise. */
    Optional<NullKeyNoise> nullKeyNoise(double lossDb) {
        return setup.flatMap(cv -> nullKeyNoise.computeIfAbsent(
                Math.round(Math.max(0, lossDb) / GRID_DB), steps -> nullKeyNoise(cv, steps * GRID_DB)));
    }

    /** Time that one block of symbols takes, in seconds. */
    OptionalDouble blockSeconds() {
        return setup.map(cv -> OptionalDouble.of(cv.blockSymbols() / cv.symbolRateBd()))
                .orElse(OptionalDouble.empty());
    }
}

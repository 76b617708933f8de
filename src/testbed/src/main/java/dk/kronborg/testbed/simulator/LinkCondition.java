package dk.kronborg.testbed.simulator;

import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.FiniteSizeKeyRate;
import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.QuantumChannel;
import dk.kronborg.linkmonitor.keyrate.SecretKeyRate;
import dk.kronborg.testbed.simulator.Fault.End;
import dk.kronborg.topology.network.CvQkdParameters;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a fault makes of a link, physically.
 *
 * @param channel    what lies between the devices; empty if no light gets through
 * @param alive      the devices that run
 * @param telemetry  whether the devices that run report
 * @param endsAgree  whether both ends hold the same bytes and report the same loss
 */
record LinkCondition(Optional<QuantumChannel> channel, Set<End> alive, boolean telemetry, boolean endsAgree) {

    private static final FailureProbabilities PROBABILITIES = FailureProbabilities.DEFAULT;

    LinkCondition {
        alive = Set.copyOf(alive);
    }

    /** The condition of a link with that fault, or in order. */
    static LinkCondition of(QuantumChannel commissioned, Optional<Fault> fault) {
        LinkCondition sound = new LinkCondition(Optional.of(commissioned), EnumSet.allOf(End.class), true, true);
        return fault.map(befallen -> switch (befallen) {
                    case Fault.FibreCut() -> new LinkCondition(Optional.empty(), sound.alive, true, true);
                    case Fault.BentFibre(double extraLossDb) -> sound.over(bent(commissioned, extraLossDb));
                    case Fault.ExcessNoise(double snu) -> sound.over(commissioned.withExcessNoiseSnu(snu));
                    case Fault.Silence() -> new LinkCondition(sound.channel, sound.alive, false, true);
                    case Fault.OneEndDead(End end) ->
                        new LinkCondition(sound.channel, EnumSet.complementOf(EnumSet.of(end)), true, true);
                    case Fault.DisagreeingEnds() -> new LinkCondition(sound.channel, sound.alive, true, false);
                })
                .orElse(sound);
    }

    private LinkCondition over(QuantumChannel other) {
        return new LinkCondition(Optional.of(other), alive, telemetry, endsAgree);
    }

    private static QuantumChannel bent(QuantumChannel channel, double extraLossDb) {
        LossDb loss = channel.transmittance().loss().plus(extraLossDb);
        return new QuantumChannel(loss.transmittance(), channel.excessNoiseSnu());
    }

    boolean bothAlive() {
        return alive.size() == End.values().length;
    }

    /** Whether the two devices exchange symbols at all. */
    boolean exchanging() {
        return channel.isPresent() && bothAlive();
    }

    /** The rate at which the devices make key under this condition. */
    SecretKeyRate keyRate(CvQkdParameters setup) {
        return exchanging() ? keyRate(setup, channel.orElseThrow()) : SecretKeyRate.ZERO;
    }

    /** The rate at which such devices make key over that channel. */
    static SecretKeyRate keyRate(CvQkdParameters setup, QuantumChannel channel) {
        return FiniteSizeKeyRate.of(setup, channel, PROBABILITIES).rate(setup).share(setup.deviceShare());
    }
}

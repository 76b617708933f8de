package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.keyrate.SecretKeyRate;
import dk.kronborg.topology.network.Link;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The two devices of a link as a physical system: what they make of the light that arrives, and what they know of it. */
interface QuantumSystem {

    /** The system of a link, undisturbed as it was commissioned. */
    static QuantumSystem of(Link link) {
        return link.cvQkd()
                .<QuantumSystem>map(setup -> new ContinuousSystem(link, setup))
                .orElseGet(() -> new DiscreteSystem(link, link.dvQkd().orElseThrow()));
    }

    /** What the devices say of the security of their keys. */
    KeyClaim claim();

    /** The rate at which they make key from a channel so disturbed. */
    SecretKeyRate keyRate(Disturbance disturbance);

    /** How long they take for a block of symbols, or of sifted bits. */
    Duration blockTime(Disturbance disturbance);

    /**
     * What they estimate of the channel: the truth, and the statistical error of so many signals.
     *
     * @param blockShare the share of a block that the estimate rests on, above 0 and at most 1
     */
    Reading measure(Disturbance disturbance, double blockShare, RandomGenerator random);

    /** Adds what was set and not measured. */
    void putSetPoints(ObjectNode metrics, End end);

    /** How often the shot noise is to be calibrated; nothing where there is none to calibrate. */
    Optional<Duration> calibrationInterval();

    /** A number of nanoseconds, however large, as a time of at most a year. */
    static Duration time(double seconds) {
        return Duration.ofNanos((long) Math.clamp(seconds * 1e9, 1, 3.15e16));
    }
}

package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.keyrate.NullKeyNoise;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.network.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A link with the newest report of each of its ends.
 *
 * @param nullKeyNoise excess noise at which a CV-QKD link of this loss and these block sizes makes no key any more
 * @param state        how the link is, once anything was heard of it
 */
public record LinkReport(
        Link link,
        Optional<Reading> transmitter,
        Optional<Reading> receiver,
        Optional<NullKeyNoise> nullKeyNoise,
        Optional<LinkState> state) {

    /** The report of that end, if it ever reported. */
    public Optional<Reading> of(LinkSide side) {
        return switch (side) {
            case TRANSMITTER -> transmitter;
            case RECEIVER -> receiver;
        };
    }

    /**
     * The value that stands for the link: the receiver's, who measures the channel, or else the transmitter's. An
     * end that fell silent while the other did not has no say.
     */
    public OptionalDouble value(Metric metric, Instant now) {
        Freshness receiverFreshness = freshness(LinkSide.RECEIVER, now);
        Freshness transmitterFreshness = freshness(LinkSide.TRANSMITTER, now);
        OptionalDouble sent = value(LinkSide.TRANSMITTER, metric);
        OptionalDouble received = value(LinkSide.RECEIVER, metric);
        if (receiverFreshness.compareTo(transmitterFreshness) > 0) {
            return sent;
        }
        boolean transmitterFellSilent = transmitterFreshness.compareTo(receiverFreshness) > 0;
        return received.isPresent() || transmitterFellSilent ? received : sent;
    }

    private OptionalDouble value(LinkSide side, Metric metric) {
        return of(side).map(reading -> reading.metrics().get(metric)).orElse(OptionalDouble.empty());
    }

    /** When the end that was heard last measured, if one was heard. */
    public Optional<Instant> measuredAt() {
        return Stream.of(transmitter, receiver)
                .flatMap(Optional::stream)
                .map(Reading::measuredAt)
                .max(Instant::compareTo);
    }

    /** Of one end; an end never heard is unknown. */
    public Freshness freshness(LinkSide side, Instant now) {
        return of(side).map(reading -> Freshness.ofAge(age(reading.measuredAt(), now)))
                .orElse(Freshness.UNKNOWN);
    }

    /** Of the link, that is of the less fresh of its ends: one silent end is worth a look. */
    public Freshness freshness(Instant now) {
        return freshness(LinkSide.TRANSMITTER, now).or(freshness(LinkSide.RECEIVER, now));
    }

    /** Time since the measurement; zero if the device's clock is ahead. */
    public static Duration age(Instant measuredAt, Instant now) {
        Duration age = Duration.between(measuredAt, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}

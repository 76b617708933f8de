package dk.kronborg.linkmonitor.health;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.Metrics;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.network.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkReportTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    private final Link link = new DemoLink().network().links().getFirst();

    @Test
    void isStaleAfter30SecondsAndUnknownAfter120() {
        assertThat(Freshness.ofAge(Duration.ofSeconds(30))).isEqualTo(Freshness.FRESH);
        assertThat(Freshness.ofAge(Duration.ofMillis(30_001))).isEqualTo(Freshness.STALE);
        assertThat(Freshness.ofAge(Duration.ofMinutes(2))).isEqualTo(Freshness.STALE);
        assertThat(Freshness.ofAge(Duration.ofMillis(120_001))).isEqualTo(Freshness.UNKNOWN);
    }

    @Test
    void isAsFreshAsTheLessFreshEnd() {
        assertThat(report(reading(LinkSide.TRANSMITTER, 1, 100), reading(LinkSide.RECEIVER, 31, 200))
                        .freshness(NOON))
                .isEqualTo(Freshness.STALE);
        assertThat(report(reading(LinkSide.TRANSMITTER, 1, 100), Optional.empty())
                        .freshness(NOON))
                .isEqualTo(Freshness.UNKNOWN);
    }

    @Test
    void believesTheReceiverFirst() {
        assertThat(rate(reading(LinkSide.TRANSMITTER, 1, 100), reading(LinkSide.RECEIVER, 9, 200)))
                .isEqualTo(200);
    }

    @Test
    void givesASilentEndNoSay() {
        assertThat(rate(reading(LinkSide.TRANSMITTER, 1, 100), reading(LinkSide.RECEIVER, 31, 200)))
                .isEqualTo(100);
        assertThat(rate(reading(LinkSide.TRANSMITTER, 31, 100), reading(LinkSide.RECEIVER, 1, 200)))
                .isEqualTo(200);
        assertThat(report(reading(LinkSide.TRANSMITTER, 1, 100), reading(LinkSide.RECEIVER, 121, 200))
                        .value(Metric.CHANNEL_LOSS, NOON))
                .isEmpty();
    }

    @Test
    void takesADeviceWhoseClockIsAheadForPresent() {
        assertThat(LinkReport.age(NOON.plusSeconds(3), NOON)).isZero();
    }

    private double rate(Optional<Reading> transmitter, Optional<Reading> receiver) {
        return report(transmitter, receiver).value(Metric.SECRET_KEY_RATE, NOON).orElseThrow();
    }

    private LinkReport report(Optional<Reading> transmitter, Optional<Reading> receiver) {
        return new LinkReport(link, transmitter, receiver, Optional.empty(), Optional.empty());
    }

    private Optional<Reading> reading(LinkSide side, int secondsAgo, double rate) {
        return Optional.of(new Reading(
                link.id(),
                side,
                new DeviceId("a-device"),
                NOON.minusSeconds(secondsAgo),
                new Metrics(Map.of(Metric.SECRET_KEY_RATE, rate)),
                Optional.empty(),
                Optional.empty()));
    }
}

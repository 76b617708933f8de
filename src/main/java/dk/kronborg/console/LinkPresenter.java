package dk.kronborg.console;

import dk.kronborg.linkmonitor.health.LinkReport;
import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.keyrate.NullKeyNoise;
import dk.kronborg.linkmonitor.telemetry.DeviceState;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.SecurityClaim;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Site;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts reports of links into the words of the API. */
@Singleton
class LinkPresenter {

    private static final double MILLIS = 1e3;

    /** Of a link of that network. */
    LinkJson present(LinkReport report, Network network, Instant now) {
        Link link = report.link();
        Optional<Instant> measuredAt = report.measuredAt();
        return new LinkJson(
                link.id().value(),
                site(network, link.transmitter().kme()),
                site(network, link.receiver().kme()),
                link.technology().wireName(),
                link.fibreKm(),
                link.commissionedLossDb(),
                report.freshness(now),
                measuredAt.orElse(null),
                age(measuredAt, now),
                value(report.value(Metric.SECRET_KEY_RATE, now)),
                value(report.value(Metric.EFFECTIVE_SECRET_KEY_RATE, now)),
                value(report.value(Metric.EXCESS_NOISE, now)),
                value(report.value(Metric.EXCESS_NOISE_SIGMA, now)),
                report.nullKeyNoise().map(NullKeyNoise::snu).orElse(null),
                value(report.value(Metric.QBER, now)),
                value(report.value(Metric.CHANNEL_LOSS, now)),
                report.state().map(LinkJson.ConditionJson::of).orElse(null),
                List.of(
                        end(report, LinkSide.TRANSMITTER, link.transmitter(), now),
                        end(report, LinkSide.RECEIVER, link.receiver(), now)));
    }

    private static EndJson end(LinkReport report, LinkSide side, LinkEnd end, Instant now) {
        Optional<Reading> reading = report.of(side);
        Map<String, Double> metrics = new TreeMap<>();
        reading.ifPresent(
                read -> read.metrics().values().forEach((metric, value) -> metrics.put(metric.wireName(), value)));
        Optional<Instant> measuredAt = reading.map(Reading::measuredAt);
        return new EndJson(
                side,
                end.device().value(),
                report.freshness(side, now),
                measuredAt.orElse(null),
                age(measuredAt, now),
                reading.flatMap(Reading::deviceState).map(DeviceState::name).orElse(null),
                metrics,
                reading.flatMap(Reading::security).map(LinkPresenter::claim).orElse(null));
    }

    private static EndJson.ClaimJson claim(SecurityClaim claim) {
        return new EndJson.ClaimJson(
                word(claim.proof()).replace('_', '-'), claim.epsilonTotal(), word(claim.detectorTrust()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static LinkJson.SiteJson site(Network network, KmeId kme) {
        Site site =
                network.kme(kme).flatMap(found -> network.site(found.site())).orElseThrow();
        return new LinkJson.SiteJson(site.id().value(), site.name());
    }

    private static @Nullable Double age(Optional<Instant> measuredAt, Instant now) {
        return measuredAt
                .map(time -> LinkReport.age(time, now).toMillis() / MILLIS)
                .orElse(null);
    }

    private static @Nullable Double value(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}

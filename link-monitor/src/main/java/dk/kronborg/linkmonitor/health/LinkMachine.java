package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.classification.Classifier;
import dk.kronborg.linkmonitor.classification.Finding;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.linkmonitor.classification.Window;
import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.linkmonitor.threshold.Guard;
import dk.kronborg.linkmonitor.threshold.Quantity;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.network.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the health of one link moves: with every event, and with silence. Time is what the devices say, except for their
 * silence, which only the centre can measure. Has no state of its own and may be used by several threads.
 *
 * <p>A value that both ends report is taken from the receiver, who measures the channel; from the transmitter while the
 * receiver is silent. That nothing arrives, either of them may tell.
 */
public final class LinkMachine {

    /** A link is not called stalled before this time without key. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);

    private static final int BLOCKS_OF_PATIENCE = 3;

    private final Link link;
    private final LinkModel model;

    public LinkMachine(Link link) {
        this.link = link;
        this.model = new LinkModel(link);
    }

    /** The link that moves. */
    public Link link() {
        return link;
    }

    /**
     * After an event, which is newer than all before it of its device.
     *
     * @param arrivedAt when the event arrived on the bus
     */
    public LinkHealth after(LinkHealth before, TelemetryEvent event, Instant arrivedAt, Circumstances circumstances) {
        LinkHealth health = heard(before, event, arrivedAt, circumstances);
        Examination readings = new Examination(link, model, circumstances, health, event.measuredAt());
        boolean speaks =
                event.side() == LinkSide.RECEIVER || !(health.receiver().telemetry() instanceof Telemetry.Fresh);
        readings.takeSurroundings(event.metrics());
        readings.takeDisagreement(event);
        readings.takeSignal(event.metrics());
        if (speaks) {
            readings.takeChannel(event.metrics());
        }
        health = readings.health();
        if (speaks) {
            health = health.withKeyGeneration(keyGeneration(health.keyGeneration(), event));
        }
        return secured(diagnosed(health, readings), readings);
    }

    private static LinkHealth heard(
            LinkHealth before, TelemetryEvent event, Instant arrivedAt, Circumstances circumstances) {
        EndHealth end = before.end(event.side());
        Reading reading = new Reading(
                event.link(),
                event.side(),
                event.device(),
                event.measuredAt(),
                event.metrics(),
                event.security(),
                event.deviceState());
        double offset = Duration.between(event.measuredAt(), arrivedAt).abs().toMillis() / 1e3;
        Guard clock = circumstances
                .thresholds()
                .of(Quantity.CLOCK_OFFSET)
                .map(threshold -> end.clockOffset().with(threshold, offset, arrivedAt))
                .orElse(end.clockOffset());
        return before.withEnd(
                event.side(),
                new EndHealth(
                        end.telemetry().heard(event.measuredAt()),
                        Optional.of(arrivedAt),
                        Optional.of(event.sequence().boot()),
                        event.keyBlock(),
                        Optional.of(reading),
                        clock,
                        event.alarms()));
    }

    private KeyGeneration keyGeneration(KeyGeneration before, TelemetryEvent event) {
        OptionalDouble rate = event.metrics().get(Metric.SECRET_KEY_RATE);
        if (rate.isPresent() && rate.getAsDouble() > 0) {
            return before.good(event.measuredAt());
        }
        boolean waits = before instanceof KeyGeneration.Generating;
        return rate.isPresent() || waits ? before.bad(event.measuredAt(), patience(event)) : before;
    }

    private Duration patience(TelemetryEvent event) {
        double seconds = model.blockSeconds().orElse(event.interval().toNanos() / 1e9);
        Duration blocks = Duration.ofNanos((long) (seconds * 1e9)).multipliedBy(BLOCKS_OF_PATIENCE);
        return blocks.compareTo(LEAST_PATIENCE) > 0 ? blocks : LEAST_PATIENCE;
    }

    /**
     * After silence.
     *
     * @param horizon everything that arrived on the bus before then has been seen
     */
    public LinkHealth silent(LinkHealth before, Instant horizon) {
        LinkHealth health = before;
        for (LinkSide side : LinkSide.values()) {
            EndHealth end = health.end(side);
            Instant heard = end.heardAt().orElse(end.telemetry().since());
            health = health.withEnd(
                    side, end.withTelemetry(end.telemetry().silent(Duration.between(heard, horizon), horizon)));
        }
        return unheard(health, horizon);
    }

    private static LinkHealth unheard(LinkHealth health, Instant at) {
        boolean nobody = health.transmitter().telemetry().freshness() == Freshness.UNKNOWN
                && health.receiver().telemetry().freshness() == Freshness.UNKNOWN;
        return nobody ? health.withKeyGeneration(health.keyGeneration().unheard(at)) : health;
    }

    /**
     * With the devices that are at its ends now. Of one that is new there, nothing is known yet.
     *
     * @param anew whether both are
     */
    public LinkHealth present(LinkHealth before, boolean anew, Instant at) {
        LinkHealth health = before;
        for (LinkSide side : LinkSide.values()) {
            DeviceId device = (side == LinkSide.TRANSMITTER ? link.transmitter() : link.receiver()).device();
            boolean another = health.end(side)
                    .reading()
                    .filter(reading -> !reading.device().equals(device))
                    .isPresent();
            if (anew || another) {
                health = health.withEnd(side, EndHealth.neverHeard(at));
            }
        }
        return health.equals(before) ? before : unheard(health, at);
    }

    private static LinkHealth diagnosed(LinkHealth health, Examination readings) {
        Optional<Diagnosis> before = health.diagnosis();
        Window window = readings.window();
        boolean openedNow = window.opened() && !window.workPlanned();
        if (!openedNow && readings.clean()) {
            boolean lingers = before.isPresent()
                    && before.get().finding().linkClass().causes().stream()
                            .anyMatch(cause -> readings.level(cause).raised());
            return before.isEmpty() || lingers
                    ? health
                    : health.withDiagnosis(Optional.empty()).withGuards(readings.relievedGuards());
        }
        Optional<Finding> finding = Classifier.classify(window);
        if (finding.equals(before.map(Diagnosis::finding))) {
            return health;
        }
        Instant since = before.filter(found -> finding.map(Finding::linkClass)
                        .filter(found.finding().linkClass()::equals)
                        .isPresent())
                .map(Diagnosis::since)
                .orElse(readings.at());
        return health.withDiagnosis(finding.map(found -> new Diagnosis(found, since, readings.evidence())));
    }

    private static LinkHealth secured(LinkHealth health, Examination readings) {
        Optional<LinkClass> ails =
                health.diagnosis().map(found -> found.finding().linkClass());
        Instant at = readings.at();
        Security next = health.security();
        if (ails.isPresent() && ails.get().suspicious()) {
            next = switch (next) {
                case Security.Trusted trusted -> trusted.suspect(ails.get(), at);
                case Security.Suspect suspect -> suspect.again(ails.get());
                default -> next;
            };
        } else if (next instanceof Security.Suspect suspect) {
            boolean explained =
                    ails.filter(LinkClass.NOISE_INTERFERENCE::equals).isPresent();
            next = explained || readings.quiet() ? suspect.clean(at) : suspect.again(suspect.cause());
        }
        if (next instanceof Security.Suspect suspect
                && (readings.noiseAboveNull()
                        || ails.filter(LinkClass.PHYSICAL_TAMPER::equals).isPresent())) {
            next = suspect.quarantine(ails.orElse(suspect.cause()), at);
        }
        return next.equals(health.security()) ? health : health.withSecurity(next);
    }
}

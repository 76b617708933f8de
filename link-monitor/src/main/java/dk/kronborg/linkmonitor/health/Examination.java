package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.classification.Window;
import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.Metrics;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.linkmonitor.threshold.Guard;
import dk.kronborg.linkmonitor.threshold.Quantity;
import dk.kronborg.linkmonitor.threshold.ThresholdSet;
import dk.kronborg.topology.network.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Holds one event against what is usual and what is allowed, and gathers what comes of it. */
final class Examination {

    /** A restart of a device takes less; a loss of signal that lasts longer is told. */
    private static final Duration RESTART = Duration.ofSeconds(20);

    /** Beyond the commissioned loss by so much, a signal is none. */
    private static final double NO_SIGNAL_DB = 20;

    /** A change of traffic explains noise that rose so shortly before or after it. */
    private static final Duration SAME_MINUTE = Duration.ofMinutes(1);

    /** So many readings tell what is usual. */
    private static final long ENOUGH_READINGS = 100;

    private static final double QUIET = 2;

    private final Link link;
    private final LinkModel model;
    private final Circumstances circumstances;
    private final ThresholdSet thresholds;
    private final LinkHealth before;
    private final Instant at;
    private final Map<Quantity, Guard> guards;
    private Baselines baselines;

    Examination(Link link, LinkModel model, Circumstances circumstances, LinkHealth before, Instant at) {
        this.link = link;
        this.model = model;
        this.circumstances = circumstances;
        this.thresholds = circumstances.thresholds();
        this.before = before;
        this.at = at;
        this.guards = new EnumMap<>(Quantity.class);
        guards.putAll(before.guards());
        this.baselines = before.baselines();
    }

    LinkHealth health() {
        return before.withGuards(guards).withBaselines(baselines);
    }

    private void take(Quantity quantity, double value) {
        thresholds.of(quantity).ifPresent(threshold -> {
            Guard guard = guards.getOrDefault(quantity, Guard.clear(at));
            guards.put(quantity, guard.with(threshold, value, at));
        });
    }

    Severity level(Quantity quantity) {
        Guard guard = guards.get(quantity);
        return guard == null ? Severity.CLEARED : guard.level();
    }

    /** Whether the newest value of that quantity is beyond a limit by itself. */
    boolean bad(Quantity quantity) {
        Guard guard = guards.get(quantity);
        return guard != null
                && thresholds
                        .of(quantity)
                        .filter(threshold -> threshold.reached(guard.value()).raised())
                        .isPresent();
    }

    void takeSurroundings(Metrics metrics) {
        metrics.get(Metric.CLASSICAL_CHANNELS).ifPresent(lit -> baselines = baselines.withChannels(lit, at));
        metrics.get(Metric.CALIBRATION_AGE)
                .ifPresent(age -> metrics.get(Metric.CALIBRATION_INTERVAL)
                        .ifPresent(interval -> take(Quantity.CALIBRATION_AGE, age / interval)));
    }

    void takeDisagreement(TelemetryEvent event) {
        EndHealth other = before.end(event.side() == LinkSide.RECEIVER ? LinkSide.TRANSMITTER : LinkSide.RECEIVER);
        boolean sameBlock = event.keyBlock().isPresent() && event.keyBlock().equals(other.keyBlock());
        OptionalDouble here = loss(event.metrics());
        OptionalDouble there =
                other.reading().map(reading -> loss(reading.metrics())).orElse(OptionalDouble.empty());
        if (sameBlock && here.isPresent() && there.isPresent()) {
            take(Quantity.ENDS_DISAGREEMENT, Math.abs(here.getAsDouble() - there.getAsDouble()));
        }
    }

    void takeSignal(Metrics metrics) {
        OptionalDouble rate = metrics.get(Metric.SECRET_KEY_RATE);
        OptionalDouble loss = loss(metrics);
        boolean measured = loss.isPresent()
                || metrics.get(Metric.EXCESS_NOISE).isPresent()
                || metrics.get(Metric.QBER).isPresent();
        boolean dark = loss.isPresent() && loss.getAsDouble() > link.commissionedLossDb() + NO_SIGNAL_DB;
        if (rate.isEmpty() && !measured) {
            return;
        }
        boolean lost = rate.orElse(0) == 0 && (!measured || dark);
        take(Quantity.SIGNAL_LOSS, lost ? 1 : 0);
        OptionalDouble classical = metrics.get(Metric.CLASSICAL_SIGNAL);
        if (lost && classical.isPresent()) {
            baselines = baselines.withDarkClassical(Optional.of(classical.getAsDouble() == 0));
        }
    }

    void takeChannel(Metrics metrics) {
        takeKeyRate(metrics);
        metrics.get(Metric.FRAME_ERROR_RATE).ifPresent(rate -> take(Quantity.FRAME_ERROR_RATE, rate));
        metrics.get(Metric.QBER).ifPresent(rate -> take(Quantity.QBER, rate));
        metrics.get(Metric.VISIBILITY).ifPresent(visibility -> take(Quantity.VISIBILITY, visibility));
        OptionalDouble loss = loss(metrics);
        loss.ifPresent(measured -> takeLoss(measured, metrics.get(Metric.CLASSICAL_LOSS)));
        metrics.get(Metric.EXCESS_NOISE)
                .ifPresent(noise -> takeNoise(
                        noise, metrics.get(Metric.EXCESS_NOISE_SIGMA), loss.orElse(link.commissionedLossDb())));
    }

    private void takeKeyRate(Metrics metrics) {
        OptionalDouble rate = metrics.get(Metric.SECRET_KEY_RATE);
        OptionalDouble usual = usualKeyRate();
        if (rate.isEmpty()) {
            return;
        }
        if (usual.isPresent() && usual.getAsDouble() > 0) {
            take(Quantity.KEY_RATE, rate.getAsDouble() / usual.getAsDouble());
        }
        if (circumstances.demand().isPresent() && rate.getAsDouble() > 0) {
            take(Quantity.DEMAND, circumstances.demand().getAsDouble() / rate.getAsDouble());
        }
        if (before.diagnosis().isEmpty() && rate.getAsDouble() > 0) {
            baselines = baselines.withKeyRate(rate.getAsDouble(), at);
        }
    }

    /** Of this hour of the day if the history tells, else as commissioned, else as learnt. */
    private OptionalDouble usualKeyRate() {
        if (circumstances.usualKeyRate().isPresent()) {
            return circumstances.usualKeyRate();
        }
        if (model.commissionedKeyRate().isPresent()) {
            return model.commissionedKeyRate();
        }
        Average learnt = before.baselines().keyRate();
        return learnt.readings() >= ENOUGH_READINGS ? OptionalDouble.of(learnt.mean()) : OptionalDouble.empty();
    }

    private void takeLoss(double loss, OptionalDouble classicalLoss) {
        double beyond = loss - link.commissionedLossDb();
        take(Quantity.LOSS_INCREASE, beyond);
        take(Quantity.LOSS_DECREASE, -beyond);
        baselines = baselines.withLossStep(baselines.lossStep().with(loss, at));
        if (classicalLoss.isPresent()) {
            Average usual = baselines.classicalLoss();
            double lost = usual.readings() == 0 ? 0 : classicalLoss.getAsDouble() - usual.mean();
            boolean more = lost >= Math.min(Baselines.CLASSICAL_LOSS_DB, Math.max(beyond, LossStep.LEAST_DB) / 2);
            boolean judged = bad(Quantity.LOSS_INCREASE) || baselines.lossStep().holds(loss);
            baselines = baselines.withClassicalLoss(
                    judged || more ? usual : usual.with(classicalLoss.getAsDouble(), at, Baselines.MEMORY),
                    judged ? more : baselines.classicalLost());
        }
    }

    private void takeNoise(double noise, OptionalDouble reportedSigma, double loss) {
        Average usual = usualNoise(noise);
        double learnt = usual.readings() >= ENOUGH_READINGS ? usual.sigma() : 0;
        double sigma = Math.max(reportedSigma.orElse(0), learnt);
        double z = sigma > 0 ? (noise - usual.mean()) / sigma : 0;
        boolean usualNow = before.diagnosis().isEmpty() && Math.abs(z) < QUIET;
        baselines = baselines.withNoise(noise, at, usual, usualNow);
        take(Quantity.NOISE_Z, z);
        model.nullKeyNoise(loss)
                .ifPresent(limit ->
                        take(Quantity.NOISE_RATIO, baselines.recentNoise().mean() / limit.snu()));
    }

    /** As learnt; a link that has just begun to report is expected to be as it was commissioned. */
    private Average usualNoise(double noise) {
        Average learnt = baselines.noise();
        return learnt.readings() > 0
                ? learnt
                : new Average(model.commissionedNoise().orElse(noise), 0, ENOUGH_READINGS, at);
    }

    /** The cause is over: levels that only its consequences still hold are let go. */
    Map<Quantity, Guard> relievedGuards() {
        Map<Quantity, Guard> relieved = new EnumMap<>(guards);
        relieved.replaceAll((quantity, guard) -> thresholds
                .of(quantity)
                .map(threshold -> guard.relieved(threshold, at))
                .orElse(guard));
        return relieved;
    }

    /** Whether nothing that was measured last is beyond a limit; how many keys are used ails no link. */
    boolean clean() {
        return baselines.lossStep().onset().isEmpty()
                && guards.keySet().stream()
                        .filter(quantity -> quantity != Quantity.DEMAND)
                        .noneMatch(this::bad);
    }

    /** Whether noise is low enough to believe that a suspicion is over. */
    boolean quiet() {
        Guard z = guards.get(Quantity.NOISE_Z);
        return z == null || z.value() < QUIET;
    }

    boolean noiseAboveNull() {
        Guard ratio = guards.get(Quantity.NOISE_RATIO);
        boolean beyondNull = ratio != null && ratio.raised() && ratio.value() >= 1;
        Guard errors = guards.get(Quantity.QBER);
        boolean beyondLimit = errors != null
                && errors.raised()
                && link.dvQkd()
                        .filter(setup -> errors.value() >= setup.qberLimit())
                        .isPresent();
        return beyondNull || beyondLimit || level(Quantity.QBER) == Severity.CRITICAL;
    }

    Window window() {
        Severity noise = level(Quantity.NOISE_RATIO)
                .or(level(Quantity.NOISE_Z))
                .or(level(Quantity.QBER))
                .or(level(Quantity.VISIBILITY));
        Guard signal = guards.getOrDefault(Quantity.SIGNAL_LOSS, Guard.clear(at));
        return new Window(
                opened(before),
                circumstances.workPlanned(),
                signal.raised(),
                signal.raised() && Duration.between(signal.since(), at).compareTo(RESTART) >= 0,
                baselines.darkClassical().map(dark -> !dark),
                level(Quantity.LOSS_INCREASE),
                level(Quantity.LOSS_DECREASE),
                baselines.lossStep().ofATap(),
                baselines.classicalLost(),
                noise,
                noiseAboveNull(),
                trafficChanged(),
                !noise.atLeast(Severity.MAJOR)
                        && !level(Quantity.NOISE_RATIO).atLeast(Severity.MINOR)
                        && baselines.noiseRhythm().regular(),
                level(Quantity.ENDS_DISAGREEMENT),
                level(Quantity.KEY_RATE).or(level(Quantity.FRAME_ERROR_RATE)),
                level(Quantity.CALIBRATION_AGE));
    }

    private boolean trafficChanged() {
        Optional<Instant> onset = Quantity.OF_NOISE.stream()
                .map(guards::get)
                .filter(guard -> guard != null && guard.raised())
                .map(Guard::since)
                .min(Instant::compareTo);
        return baselines.channelsAt().isPresent()
                && onset.isPresent()
                && Duration.between(baselines.channelsAt().get(), onset.get())
                                .abs()
                                .compareTo(SAME_MINUTE)
                        <= 0;
    }

    Evidence evidence() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        guards.forEach((quantity, guard) -> {
            String name = quantity.name().toLowerCase(Locale.ROOT)
                    + (quantity.unit().equals("1") ? "" : '_' + quantity.unit().toLowerCase(Locale.ROOT));
            if (Double.isFinite(guard.value())) {
                numbers.put(name, guard.value());
            }
            thresholds
                    .of(quantity)
                    .map(threshold -> threshold.raise().get(guard.level()))
                    .ifPresent(limit -> numbers.put(name + "_limit", limit));
        });
        numbers.put("commissioned_loss_db", link.commissionedLossDb());
        if (baselines.lossStep().onset().isPresent()) {
            numbers.put("loss_step_db", baselines.lossStep().sizeDb());
        }
        put(numbers, "usual_noise_snu", baselines.noise());
        put(numbers, "recent_noise_snu", baselines.recentNoise());
        model.nullKeyNoise(
                        baselines.lossStep().recent().readings() > 0
                                ? baselines.lossStep().recent().mean()
                                : link.commissionedLossDb())
                .ifPresent(noise -> numbers.put("null_key_noise_snu", noise.snu()));
        put(numbers, "usual_classical_loss_db", baselines.classicalLoss());
        baselines.channels().ifPresent(lit -> numbers.put("classical_channels", lit));
        Map<String, String> facts = new LinkedHashMap<>();
        baselines.darkClassical().ifPresent(dark -> facts.put("classical_signal", dark ? "absent" : "present"));
        baselines.channelsAt().ifPresent(changed -> facts.put("classical_channels_changed_at", changed.toString()));
        if (opened(before)) {
            facts.put("opened", "housing or door");
        }
        facts.put("measured_at", at.toString());
        return new Evidence(numbers, facts);
    }

    private static void put(Map<String, Double> numbers, String name, Average average) {
        if (average.readings() > 0) {
            numbers.put(name, average.mean());
        }
    }

    Instant at() {
        return at;
    }

    private static boolean opened(LinkHealth health) {
        for (LinkSide side : LinkSide.values()) {
            Optional<Metrics> metrics = health.end(side).reading().map(Reading::metrics);
            if (metrics.isPresent()
                    && (metrics.get().get(Metric.TAMPER).orElse(0) > 0
                            || metrics.get().get(Metric.DOOR_OPEN).orElse(0) > 0)) {
                return true;
            }
        }
        return false;
    }

    private static OptionalDouble loss(Metrics metrics) {
        OptionalDouble loss = metrics.get(Metric.CHANNEL_LOSS);
        OptionalDouble transmittance = metrics.get(Metric.TRANSMITTANCE);
        return loss.isPresent() || transmittance.isEmpty()
                ? loss
                : OptionalDouble.of(-10 * Math.log10(transmittance.getAsDouble()));
    }
}

package dk.kronborg.linkmonitor.classification;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Tells what ails a link by rules in their order: the first that matches has it.
 *
 * <p>A key rate that fell tells nothing by itself, since an attacker and a bent cable both lower it; loss and noise
 * are looked at together.
 */
public final class Classifier {

    private record Rule(LinkClass finds, Predicate<Window> when, Function<Window, Severity> severity) {}

    private static final List<Rule> RULES = List.of(
            rule(LinkClass.PHYSICAL_TAMPER, Severity.CRITICAL, w -> w.opened() && !w.workPlanned()),
            rule(
                    LinkClass.FIBRE_CUT,
                    Severity.CRITICAL,
                    w -> w.signalLost() && !w.classicalSignal().orElse(true)),
            rule(LinkClass.DEVICE_OR_QUANTUM_CHANNEL_DOWN, Severity.MAJOR, Window::signalLostLong),
            new Rule(
                    LinkClass.FIBRE_DEGRADED,
                    w -> w.lossIncrease().raised() && !w.noise().raised() && w.classicalLost(),
                    w -> atMost(Severity.MAJOR, w.lossIncrease())),
            rule(
                    LinkClass.TAP_POSSIBLE,
                    Severity.MINOR,
                    w -> w.lossStep()
                            && !w.noise().raised()
                            && !w.classicalLost()
                            && !w.endsDisagree().raised()),
            new Rule(
                    LinkClass.NOISE_INTERFERENCE,
                    w -> noiseWithoutLoss(w) && w.trafficChanged(),
                    w -> w.noiseAboveNull() ? Severity.CRITICAL : atMost(Severity.MAJOR, w.noise())),
            // Noise that is measured against a shot noise of long ago is not to be believed.
            new Rule(
                    LinkClass.CALIBRATION_OVERDUE,
                    w -> w.calibrationAge().raised() && w.noise().raised() && w.lossUnchanged(),
                    w -> w.calibrationAge().or(atMost(Severity.MAJOR, w.noise()))),
            rule(
                    LinkClass.ENVIRONMENTAL,
                    Severity.WARNING,
                    w -> w.noise().raised() && w.periodic() && w.lossUnchanged()),
            new Rule(
                    LinkClass.EAVESDROP_SUSPECT,
                    w -> noiseWithoutLoss(w) && !w.classicalLost(),
                    w -> w.noiseAboveNull() ? Severity.CRITICAL : Severity.MAJOR),
            rule(LinkClass.KEY_GENERATION_ABORTED, Severity.CRITICAL, Window::noiseAboveNull),
            rule(
                    LinkClass.CALIBRATION_OR_INJECTION,
                    Severity.MAJOR,
                    w -> w.lossDecrease().raised()),
            new Rule(LinkClass.KEY_STORE_MISMATCH, w -> w.endsDisagree().raised(), Window::endsDisagree),
            new Rule(
                    LinkClass.FIBRE_DEGRADED,
                    w -> w.lossIncrease().raised() && w.classicalLost(),
                    w -> atMost(Severity.MAJOR, w.lossIncrease())),
            new Rule(
                    LinkClass.LINK_DEGRADED,
                    w -> w.lossIncrease().raised() || w.noise().raised(),
                    w -> w.lossIncrease().or(w.noise())),
            new Rule(LinkClass.KEY_RATE_LOW, w -> w.keyRate().raised(), Window::keyRate),
            new Rule(LinkClass.CALIBRATION_OVERDUE, w -> w.calibrationAge().raised(), Window::calibrationAge));

    private Classifier() {}

    /** What that window tells; empty if nothing ails the link. */
    public static Optional<Finding> classify(Window window) {
        return RULES.stream()
                .filter(rule -> rule.when().test(window))
                .findFirst()
                .map(rule -> new Finding(rule.finds(), rule.severity().apply(window)));
    }

    private static boolean noiseWithoutLoss(Window window) {
        return window.noise().atLeast(Severity.MINOR) && window.lossUnchanged();
    }

    private static Rule rule(LinkClass finds, Severity severity, Predicate<Window> when) {
        return new Rule(finds, when, window -> severity);
    }

    private static Severity atMost(Severity most, Severity severity) {
        return severity.atLeast(most) ? most : severity;
    }
}

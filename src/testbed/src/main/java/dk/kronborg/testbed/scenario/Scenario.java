package dk.kronborg.testbed.scenario;

import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.simulator.Phenomenon;
import dk.kronborg.testbed.simulator.Target;
import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A story of a network: what befalls which link when, and what an operator is to be told in the end.
 *
 * @param name     one word, the name of its file
 * @param shows    one sentence for people
 * @param network  where it plays
 * @param seed     of all chance
 * @param duration from the start, when all is in order, to the end
 * @param steps    in the order of their begin
 * @param expect   of every link, and of whatever else has an alarm
 * @throws IllegalArgumentException if a step does not fit the network, the duration or another step, or an expectation
 *                                  not the network; the message names the place
 */
public record Scenario(
        String name,
        String shows,
        ReferenceNetwork network,
        long seed,
        Duration duration,
        List<Step> steps,
        List<Expectation> expect) {

    /** A day: nothing the devices do takes longer. */
    private static final Duration LONGEST = Duration.ofHours(24);

    public Scenario {
        steps = List.copyOf(steps);
        expect = List.copyOf(expect);
        if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException(
                    "name is 1 to 64 small letters, digits and '-', beginning with a letter or digit, got \"" + name
                            + '"');
        }
        if (shows.isBlank()) {
            throw new IllegalArgumentException("shows says what the scenario shows, got a blank text");
        }
        if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("duration is above 0 s and at most 24h, got " + Times.text(duration));
        }
        Network plan = network.plan();
        for (int i = 0; i < steps.size(); i++) {
            try {
                check(steps, i, plan, duration);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("steps[" + i + "]: " + e.getMessage(), e);
            }
        }
        checkExpectations(expect, plan);
    }

    private static void check(List<Step> steps, int index, Network plan, Duration duration) {
        Step step = steps.get(index);
        step.target().requireFits(plan, step.phenomenon());
        Duration end = step.until().orElse(duration);
        if (step.at().isNegative() || end.compareTo(duration) > 0) {
            throw new IllegalArgumentException("at and until are from 0s to the duration, " + Times.text(duration)
                    + ", got " + Times.text(step.at()) + " and " + Times.text(end));
        }
        if (end.compareTo(step.at()) <= 0) {
            throw new IllegalArgumentException(
                    "until is after at, got " + Times.text(end) + " and " + Times.text(step.at()));
        }
        if (index > 0 && step.at().compareTo(steps.get(index - 1).at()) < 0) {
            throw new IllegalArgumentException("steps are in the order of at, got " + Times.text(step.at()) + " after "
                    + Times.text(steps.get(index - 1).at()));
        }
        List<Link> hit = step.target().links(plan);
        for (Step earlier : steps.subList(0, index)) {
            boolean sameKind =
                    earlier.phenomenon().kind().equals(step.phenomenon().kind());
            boolean lasts = earlier.until().orElse(duration).compareTo(step.at()) > 0;
            if (sameKind && lasts && earlier.target().links(plan).stream().anyMatch(hit::contains)) {
                throw new IllegalArgumentException("\"" + step.phenomenon().kind() + "\" on " + step.target()
                        + " begins while an earlier one lasts");
            }
        }
    }

    private static void checkExpectations(List<Expectation> expect, Network plan) {
        List<Resource> seen = new ArrayList<>();
        for (int i = 0; i < expect.size(); i++) {
            Resource resource = expect.get(i).resource();
            if (!has(plan, resource)) {
                throw new IllegalArgumentException("expect[" + i + "]: the network has no " + resource);
            }
            if (seen.contains(resource)) {
                throw new IllegalArgumentException("expect[" + i + "]: " + resource + " is named twice");
            }
            seen.add(resource);
        }
        for (Link link : plan.links()) {
            Resource resource = new Resource(Resource.Kind.LINK, link.id().value());
            if (!seen.contains(resource)) {
                throw new IllegalArgumentException("expect says nothing of " + resource);
            }
        }
    }

    private static boolean has(Network plan, Resource resource) {
        return switch (resource.kind()) {
            case LINK -> plan.link(new LinkId(resource.id())).isPresent();
            case CABLE -> !plan.linksIn(new CableId(resource.id())).isEmpty();
            case DEVICE -> plan.linkOf(new DeviceId(resource.id())).isPresent();
            case KME -> plan.kme(new KmeId(resource.id())).isPresent();
            default -> false;
        };
    }

    /**
     * Something that befalls something for a time.
     *
     * @param at    from the start of the scenario
     * @param until from the start of the scenario; nothing if it lasts to the end
     */
    public record Step(Duration at, Optional<Duration> until, Target target, Phenomenon phenomenon) {}

    /**
     * What is expected of one thing.
     *
     * @param resource a link, a cable, a device or a KME
     * @param endsIn   what ails that link at the end; nothing if nothing does, or if it is no link
     * @param alarms   every alarm on it that must have been raised, and no other
     */
    public record Expectation(Resource resource, Optional<LinkClass> endsIn, List<Alarm> alarms) {
        public Expectation {
            alarms = List.copyOf(alarms);
        }
    }

    /**
     * An alarm that was raised.
     *
     * @param severity the highest it had
     * @param cleared  whether it was cleared by the end
     */
    public record Alarm(AlarmKind type, Severity severity, boolean cleared) {}
}

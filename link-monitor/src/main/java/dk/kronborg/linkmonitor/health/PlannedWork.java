package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Work that somebody announced on something for some time: what it does to links is no alarm for people, and an open
 * door no tamper.
 *
 * @param ends     exclusive, at most 7 days after it begins
 * @param reason   1 to 500 characters
 * @param operator who announced it, 1 to 100 characters
 * @throws IllegalArgumentException if a value is outside its range
 */
public record PlannedWork(
        UUID id, Resource resource, Instant begins, Instant ends, String reason, String operator, Instant announcedAt) {

    private static final Duration LONGEST = Duration.ofDays(7);

    public PlannedWork {
        if (!begins.isBefore(ends) || Duration.between(begins, ends).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("work ends after it begins, and at most " + LONGEST.toDays()
                    + " days later, got " + begins + " to " + ends);
        }
        if (reason.isBlank() || reason.length() > 500) {
            throw new IllegalArgumentException("work has a reason of 1 to 500 characters");
        }
        if (operator.isBlank() || operator.length() > 100) {
            throw new IllegalArgumentException("an operator has a name of 1 to 100 characters");
        }
    }

    /** Whether it is going on then, and touches that link. */
    public boolean covers(Link link, Network network, Instant at) {
        return !at.isBefore(begins) && at.isBefore(ends) && touches(link, network);
    }

    private boolean touches(Link link, Network network) {
        return switch (resource.kind()) {
            case LINK -> resource.id().equals(link.id().value());
            case DEVICE ->
                ends(link).anyMatch(end -> resource.id().equals(end.device().value()));
            case KME ->
                ends(link).anyMatch(end -> resource.id().equals(end.kme().value()));
            case SITE -> ends(link).anyMatch(end -> resource.id().equals(site(end.kme(), network)));
            case CABLE ->
                link.cable().map(cable -> resource.id().equals(cable.value())).orElse(false);
            case CENTRE, STORE, PAIR -> false;
        };
    }

    private static Stream<LinkEnd> ends(Link link) {
        return Stream.of(link.transmitter(), link.receiver());
    }

    private static String site(KmeId kme, Network network) {
        return network.kme(kme).map(Kme::site).map(site -> site.value()).orElse("");
    }
}

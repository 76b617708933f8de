package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.Reach;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

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
        if (operator.chars().anyMatch(Character::isISOControl) || reason.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the name of an operator holds no control characters, and a reason no U+0000");
        }
    }

    /** Whether it is going on then, and touches that link. */
    public boolean covers(Link link, Network network, Instant at) {
        return goesOn(at) && Reach.includes(network, resource, link);
    }

    /** Whether it is going on then, on that KME or its site. Work on a link is none on the KMEs that it joins. */
    public boolean covers(Kme kme, Instant at) {
        return goesOn(at)
                && (resource.equals(new Resource(Resource.Kind.KME, kme.id().value()))
                        || resource.equals(
                                new Resource(Resource.Kind.SITE, kme.site().value())));
    }

    private boolean goesOn(Instant at) {
        return !at.isBefore(begins) && at.isBefore(ends);
    }
}

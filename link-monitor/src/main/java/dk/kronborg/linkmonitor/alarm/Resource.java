package dk.kronborg.linkmonitor.alarm;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Link;
import java.util.Arrays;
import java.util.Locale;

/**
 * What an alarm is about.
 *
 * @param id its name in the network, not blank
 */
public record Resource(Kind kind, String id) {

    /** Kinds of resources, from what carries others to what is carried. */
    public enum Kind {
        /** The centre itself, or the bus that it listens to. */
        CENTRE,
        SITE,
        KME,
        CABLE,
        LINK,
        DEVICE,
        /** Keys that a KME holds for another one. */
        STORE,
        /** Two SAEs. */
        PAIR;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A link. */
    public static Resource of(Link link) {
        return new Resource(Kind.LINK, link.id().value());
    }

    /** A device at an end of a link. */
    public static Resource of(DeviceId device) {
        return new Resource(Kind.DEVICE, device.value());
    }

    /** The quantum keys that a KME holds for another one: links fill this store, or relays if none joins the two. */
    public static Resource store(KmeId from, KmeId to) {
        return new Resource(Kind.STORE, from + "->" + to);
    }

    /** The post-quantum keys that a KME holds for another one: the two fill this store, and no link does. */
    public static Resource pqcStore(KmeId from, KmeId to) {
        return new Resource(Kind.STORE, from + "->" + to + " PQC");
    }

    public Resource {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a resource has a name");
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the name of a resource holds no control characters");
        }
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if the text is not of the form {@code link:NAME}
     */
    public static Resource parse(String text) {
        int colon = text.indexOf(':');
        return Arrays.stream(Kind.values())
                .filter(kind -> colon > 0 && kind.word().equals(text.substring(0, colon)))
                .findFirst()
                .map(kind -> new Resource(kind, text.substring(colon + 1)))
                .orElseThrow(() -> new IllegalArgumentException("a resource is a kind of "
                        + Arrays.stream(Kind.values()).map(Kind::word).toList()
                        + ", a colon and a name, such as link:MFA-MOD"));
    }

    /** Such as {@code link:MFA-MOD}. */
    @Override
    public String toString() {
        return kind.word() + ':' + id;
    }
}

package dk.kronborg.testbed.scenario;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
import java.util.Locale;

/** What an alarm is about. */
public record Resource(Kind kind, String id) {

    /** Its kinds. */
    public enum Kind {
        LINK,
        CABLE,
        DEVICE
    }

    /**
     * Makes sure that the network has it.
     *
     * @throws IllegalArgumentException if it has not
     */
    void require(Network network) {
        boolean there = switch (kind) {
            case LINK -> network.link(new LinkId(id)).isPresent();
            case CABLE -> !network.linksIn(new CableId(id)).isEmpty();
            case DEVICE -> network.linkOf(new DeviceId(id)).isPresent();
        };
        if (!there) {
            throw new IllegalArgumentException("the network has no " + this);
        }
    }

    /** Such as {@code link MFA-MOD}. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ' ' + id;
    }
}

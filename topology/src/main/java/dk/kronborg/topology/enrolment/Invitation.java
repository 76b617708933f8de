package dk.kronborg.topology.enrolment;

import dk.kronborg.topology.map.MapPins;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/**
 * What the centre tells a KME that is to join: whose maps it follows, and where they are. Nothing of it is secret; that nobody
 * changed it, a seal by the one-time code says.
 *
 * @param pins    of which no older map than the one in force now may come first
 * @param centre  the centre's map plane, {@code https://host:port}
 * @param expires to the second
 */
public record Invitation(UUID id, MapPins pins, URI centre, Instant expires) {

    public Invitation {
        if (!"https".equals(centre.getScheme()) || centre.getHost() == null || centre.getPort() < 0) {
            throw new IllegalArgumentException("the centre's map plane is https://host:port, got " + centre);
        }
    }
}

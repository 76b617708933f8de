package dk.kronborg.map;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;

/** What the centre's map plane answers: who asks is told by the certificate. */
final class MapWire {

    /** The newest head. */
    static final String HEAD = "/map/v1/head";

    /** The newest map; {@code ?from=N} for one who runs the version before N. */
    static final String MAP = "/map/v1/map";

    static final String FROM = "from";

    private MapWire() {}

    /** Whom a KME expects at the other end. */
    static Identity centre(DomainId domain) {
        return new Identity(domain, Identity.Role.CENTRE, "centre");
    }
}

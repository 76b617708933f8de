package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SiteId;
import java.net.URI;
import java.util.Optional;

/**
 * The key manager of one site.
 *
 * @param peerUri where other KMEs reach it, {@code https://host:port}; absent in a plan that is not deployed
 * @throws IllegalArgumentException if the URI is not https with a host
 */
public record Kme(KmeId id, SiteId site, Optional<URI> peerUri) {
    public Kme {
        peerUri.ifPresent(uri -> {
            if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException("the peer URI of " + id + " is https://host:port, got " + uri);
            }
        });
    }

    /** The same KME, reachable there. */
    public Kme at(URI uri) {
        return new Kme(id, site, Optional.of(uri));
    }
}

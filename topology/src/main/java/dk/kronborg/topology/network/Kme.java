package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SiteId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The key manager of one site.
 *
 * @param peerUri      where other KMEs reach it, {@code https://host:port}; absent in a plan that is not deployed
 * @param identityKeys by which its signatures are known, each {@code ML-DSA-87:} or {@code ML-DSA-65:} and the SHA-384 of
 *                     the public key (SubjectPublicKeyInfo) in Base64 for URLs; absent for a KME without post-quantum keys
 * @throws IllegalArgumentException if the URI is not https with a host, or an identity key is written otherwise
 */
public record Kme(KmeId id, SiteId site, Optional<URI> peerUri, Optional<List<String>> identityKeys) {

    private static final Pattern IDENTITY_KEY = Pattern.compile("ML-DSA-(87|65):[A-Za-z0-9_-]{64}");

    public Kme {
        for (String key : identityKeys.orElse(List.of())) {
            if (!IDENTITY_KEY.matcher(key).matches()) {
                throw new IllegalArgumentException("an identity key of " + id
                        + " is written ML-DSA-87: or ML-DSA-65: and 64 characters of Base64 for URLs, got " + key);
            }
        }
        peerUri.ifPresent(uri -> {
            if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException("the peer URI of " + id + " is https://host:port, got " + uri);
            }
        });
    }

    /** A KME without post-quantum keys. */
    public Kme(KmeId id, SiteId site, Optional<URI> peerUri) {
        this(id, site, peerUri, Optional.empty());
    }

    /** The same KME, reachable there. */
    public Kme at(URI uri) {
        return new Kme(id, site, Optional.of(uri), identityKeys);
    }

    /** The same KME, known by those identity keys. */
    public Kme signingWith(List<String> keys) {
        return new Kme(id, site, peerUri, Optional.of(List.copyOf(keys)));
    }
}

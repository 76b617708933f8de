package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificates that the other end of a connection has shown, and by what they were last found good, so that they are
 * judged again exactly when that has changed.
 */
final class PeerChain {

    private final List<X509Certificate> certificates;
    private final Identity identity;
    private final boolean client;
    private final Instant end;

    /** By which it was last found to speak for the identity. */
    private volatile Naming namedBy;

    /** States of the guard by which the chain was good; a thread that sees an older one judges once more. */
    volatile int notRevokedBy = -1;

    volatile int verifiedBy = -1;

    private PeerChain(List<X509Certificate> certificates, Identity identity, Naming namedBy, boolean client) {
        this.certificates = certificates;
        this.identity = identity;
        this.namedBy = namedBy;
        this.client = client;
        this.end = certificates.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** The chain, if it speaks for exactly one identity. */
    static Optional<PeerChain> of(List<Certificate> shown, Naming naming, boolean client) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : shown) {
            if (certificate instanceof X509Certificate x509) {
                certificates.add(x509);
            }
        }
        return naming.of(certificates)
                .map(identity -> new PeerChain(List.copyOf(certificates), identity, naming, client));
    }

    List<X509Certificate> certificates() {
        return certificates;
    }

    Identity identity() {
        return identity;
    }

    /** Whether the chain still speaks for that identity. */
    @SuppressWarnings("ReferenceEquality") // Whoever names is the same until names change.
    boolean isNamed(Naming now) {
        if (namedBy != now) {
            if (!now.of(certificates).equals(Optional.of(identity))) {
                return false;
            }
            namedBy = now;
        }
        return true;
    }

    boolean isClient() {
        return client;
    }

    /** When the first of the certificates ends. */
    Instant end() {
        return end;
    }
}

package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Whom chains of certificates speak for that were verified. An instance never changes its mind. */
@FunctionalInterface
public interface Naming {

    /** By Kronborg's own form: the one URI subject alternative name of the leaf. */
    Naming KRONBORG = CertificateIdentity::of;

    /**
     * The one for whom a chain speaks.
     *
     * @param chain the leaf first
     * @return nothing if it speaks for nobody, or for several
     */
    Optional<Identity> of(List<X509Certificate> chain);
}

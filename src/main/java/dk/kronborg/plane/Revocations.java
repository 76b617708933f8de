package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * Certificates and identities that are shut out.
 *
 * @param serials      of certificates, by their issuer
 * @param fingerprints SHA-256 of certificates, hexadecimal in lower case
 * @param identities   whatever their certificate
 */
record Revocations(Set<Serial> serials, Set<String> fingerprints, Set<Identity> identities) {

    static final Revocations NONE = new Revocations(Set.of(), Set.of(), Set.of());

    /** Names one certificate, if its issuer never gives a serial number twice. */
    record Serial(X500Principal issuer, BigInteger number) {
        static Serial of(X509Certificate certificate) {
            return new Serial(certificate.getIssuerX500Principal(), certificate.getSerialNumber());
        }
    }

    Revocations {
        serials = Set.copyOf(serials);
        fingerprints = Set.copyOf(fingerprints);
        identities = Set.copyOf(identities);
    }

    /** Whether a certificate of the chain, or whom it speaks for, is shut out. */
    boolean cover(List<X509Certificate> chain, Optional<Identity> identity) {
        return identity.filter(identities::contains).isPresent()
                || chain.stream()
                        .anyMatch(certificate -> serials.contains(Serial.of(certificate))
                                || fingerprints.contains(CertificateIdentity.fingerprint(certificate)));
    }

    /** What either says. */
    Revocations plus(Revocations other) {
        return new Revocations(
                union(serials, other.serials),
                union(fingerprints, other.fingerprints),
                union(identities, other.identities));
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }
}

package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads whom a verified certificate speaks for: its one URI subject alternative name. */
public final class CertificateIdentity {

    private CertificateIdentity() {}

    /** The identity of the leaf, or nothing if it has none or several. */
    public static Optional<Identity> of(List<? extends Certificate> chain) {
        if (chain.isEmpty() || !(chain.getFirst() instanceof X509Certificate leaf)) {
            return Optional.empty();
        }
        try {
            List<String> uris = CertificateNames.uris(leaf);
            return uris.size() == 1 ? Optional.of(Identity.parse(uris.getFirst())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** SHA-256 of a certificate, hexadecimal in lower case. */
    static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a certificate that was read has an encoding, and every JDK SHA-256", e);
        }
    }
}

package dk.kronborg.plane;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Certificate revocation lists (RFC 5280) of a plane's authorities. Complete lists only: no delta or indirect ones. In a
 * PEM file, certificates of authorities under the anchors may stand with the lists.
 *
 * @param revocations what all lists say
 * @param lists       whose lists they are, and until when
 */
record CrlFile(Revocations revocations, List<Issued> lists) {

    /** Bit of the key usage extension, RFC 5280 section 4.2.1.3. */
    private static final int CRL_SIGN = 6;

    static final CrlFile NONE = new CrlFile(Revocations.NONE, List.of());

    /** One list: its issuer's name, and by when a newer one was promised. */
    record Issued(String issuer, Instant nextUpdate) {}

    CrlFile {
        lists = List.copyOf(lists);
    }

    /**
     * Reads and verifies all lists.
     *
     * @throws PlaneFileException if one cannot be read, or is not signed by an authority of the plane
     */
    static CrlFile read(Path file, byte[] content, Credentials credentials) throws PlaneFileException {
        List<X509Certificate> named = new ArrayList<>(credentials.chain());
        List<X509CRL> crls = new ArrayList<>();
        if (PemFile.looksLike(content)) {
            for (PemFile.Block block : PemFile.blocks(file, content)) {
                switch (block.label()) {
                    case "X509 CRL" -> crls.addAll(crls(file, block.der()));
                    case "CERTIFICATE" -> named.add(Credentials.certificate(file, block.der()));
                    default ->
                        throw new PlaneFileException(
                                file + " holds a PEM block " + block.label() + "; expected X509 CRL or CERTIFICATE");
                }
            }
        } else {
            crls.addAll(crls(file, content));
        }
        if (crls.isEmpty()) {
            throw new PlaneFileException(file + " holds no CRL; expected PEM or DER");
        }
        List<X509Certificate> authorities = authorities(credentials.anchors(), named);
        Set<Revocations.Serial> serials = new HashSet<>();
        List<Issued> lists = new ArrayList<>();
        for (X509CRL crl : crls) {
            serials.addAll(revoked(file, crl, authorities));
            lists.add(new Issued(crl.getIssuerX500Principal().getName(), nextUpdate(file, crl)));
        }
        return new CrlFile(new Revocations(serials, Set.of(), Set.of()), lists);
    }

    /** What holds while it is not sure that the fresh file is written in full. */
    static CrlFile both(CrlFile old, CrlFile fresh) {
        return new CrlFile(old.revocations.plus(fresh.revocations), fresh.lists);
    }

    private static List<X509CRL> crls(Path file, byte[] der) throws PlaneFileException {
        try {
            Collection<? extends CRL> read =
                    CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(der));
            return read.stream().map(X509CRL.class::cast).toList();
        } catch (CertificateException | CRLException e) {
            throw new PlaneFileException(file + " holds a CRL that cannot be read", e);
        }
    }

    /** The anchors, and whichever of the named certificates are authorities by them. */
    private static List<X509Certificate> authorities(List<X509Certificate> anchors, Collection<X509Certificate> named) {
        List<X509Certificate> authorities = new ArrayList<>(anchors);
        List<X509Certificate> open = new ArrayList<>(named);
        open.removeIf(certificate -> certificate.getBasicConstraints() < 0);
        for (int i = 0; i < authorities.size(); i++) {
            X509Certificate authority = authorities.get(i);
            List<X509Certificate> found = open.stream()
                    .filter(certificate ->
                            certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
                                    && isSignedBy(certificate, authority))
                    .toList();
            authorities.addAll(found);
            open.removeAll(found);
        }
        return authorities;
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Set<Revocations.Serial> revoked(Path file, X509CRL crl, List<X509Certificate> authorities)
            throws PlaneFileException {
        String name = crl.getIssuerX500Principal().getName();
        if (authorities.stream()
                .noneMatch(authority -> authority.getSubjectX500Principal().equals(crl.getIssuerX500Principal())
                        && isSignedBy(crl, authority))) {
            throw new PlaneFileException(file + ": the CRL of \"" + name + "\" is not signed by an authority of this"
                    + " plane; if it is an authority under an anchor, add its certificate to the file");
        }
        Set<Revocations.Serial> serials = new HashSet<>();
        if (critical(crl.getCriticalExtensionOIDs())) {
            throw new PlaneFileException(file + ": the CRL of \"" + name + "\" is not a complete list of its issuer");
        }
        Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
        for (X509CRLEntry entry : entries == null ? Set.<X509CRLEntry>of() : entries) {
            if (critical(entry.getCriticalExtensionOIDs())) {
                throw new PlaneFileException(
                        file + ": the CRL of \"" + name + "\" has an entry of another issuer's certificate");
            }
            serials.add(new Revocations.Serial(crl.getIssuerX500Principal(), entry.getSerialNumber()));
        }
        return serials;
    }

    private static boolean isSignedBy(X509CRL crl, X509Certificate authority) {
        boolean[] usage = authority.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        try {
            crl.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean critical(@Nullable Set<String> oids) {
        return oids != null && !oids.isEmpty();
    }

    private static Instant nextUpdate(Path file, X509CRL crl) throws PlaneFileException {
        Date next = crl.getNextUpdate();
        if (next == null) {
            throw new PlaneFileException(file + ": a CRL has no nextUpdate, RFC 5280 section 5.1.2.5");
        }
        return next.toInstant();
    }
}

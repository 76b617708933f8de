package dk.kronborg.plane;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a process shows on a plane, and whose certificates it believes: three files that are a matching whole. The key is
 * the leaf's, every certificate of the chain is signed by the next and valid now, and there is an anchor.
 *
 * @param chain   own certificate first
 * @param key     of the first certificate
 * @param anchors roots of those at the other end
 * @param trust   judges chains by the anchors, with validity and usage, without revocation
 */
record Credentials(
        List<X509Certificate> chain, PrivateKey key, List<X509Certificate> anchors, X509ExtendedTrustManager trust) {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    Credentials {
        chain = List.copyOf(chain);
        anchors = List.copyOf(anchors);
    }

    /** The files of a plane in the order in which {@link #read} takes their contents. */
    static List<Path> files(PlaneSettings.Plane plane) {
        return List.of(plane.certificate(), plane.key(), plane.trust());
    }

    /**
     * Makes sense of certificate, key and trust file.
     *
     * @param files    as {@link #files} has them: certificate, key, trust
     * @param contents of these
     * @throws PlaneFileException if they are not a whole
     */
    static Credentials read(List<Path> files, List<byte[]> contents, Instant now) throws PlaneFileException {
        Path certificate = files.getFirst();
        Path trust = files.getLast();
        requirePrivate(files.get(1));
        List<X509Certificate> chain = certificates(certificate, contents.getFirst());
        PrivateKey key =
                key(files.get(1), certificate, contents.get(1), chain.getFirst().getPublicKey());
        requireChain(certificate, chain, now);
        List<X509Certificate> anchors = certificates(trust, contents.getLast());
        return new Credentials(chain, key, anchors, trustManager(trust, anchors));
    }

    /** Certificates whose end must be announced: own ones and the anchors. */
    Stream<X509Certificate> certificates() {
        return Stream.concat(chain.stream(), anchors.stream());
    }

    private static void requirePrivate(Path key) throws PlaneFileException {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(key);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new PlaneFileException(key + " has mode " + PosixFilePermissions.toString(permissions)
                        + ": a private key is for its owner only; run chmod 600 on it, and make a new key if others"
                        + " may have read it");
            }
        } catch (IOException e) {
            throw new PlaneFileException(
                    key + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static List<X509Certificate> certificates(Path file, byte[] content) throws PlaneFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : PemFile.blocks(file, content)) {
            if (!block.label().equals("CERTIFICATE")) {
                throw new PlaneFileException(file + " holds a PEM block " + block.label() + "; expected CERTIFICATE");
            }
            certificates.add(certificate(file, block.der()));
        }
        if (certificates.isEmpty()) {
            throw new PlaneFileException(file + " holds no certificate; expected PEM");
        }
        return certificates;
    }

    static X509Certificate certificate(Path file, byte[] der) throws PlaneFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new PlaneFileException(file + " holds a certificate that cannot be read", e);
        }
    }

    private static PrivateKey key(Path file, Path certificate, byte[] content, PublicKey expected)
            throws PlaneFileException {
        List<PemFile.Block> blocks = PemFile.blocks(file, content);
        if (blocks.size() != 1 || !blocks.getFirst().label().equals("PRIVATE KEY")) {
            throw new PlaneFileException(file + ": expected one PEM block PRIVATE KEY (PKCS #8, not encrypted)");
        }
        byte[] der = blocks.getFirst().der();
        try {
            PrivateKey key =
                    KeyFactory.getInstance(expected.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
            if (belongTogether(key, expected)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new PlaneFileException(file + " holds no " + expected.getAlgorithm() + " key, as the certificate in "
                    + certificate + " has");
        } finally {
            Arrays.fill(der, (byte) 0);
        }
        throw new PlaneFileException(file + " is not the key of the first certificate in " + certificate);
    }

    private static boolean belongTogether(PrivateKey own, PublicKey other) throws GeneralSecurityException {
        String algorithm = own.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        byte[] sample = new byte[32];
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(own);
        signing.update(sample);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(other);
        verifying.update(sample);
        return verifying.verify(signing.sign());
    }

    private static void requireChain(Path file, List<X509Certificate> chain, Instant now) throws PlaneFileException {
        try {
            for (int i = 0; i < chain.size(); i++) {
                chain.get(i).checkValidity(Date.from(now));
                if (i + 1 < chain.size()) {
                    chain.get(i).verify(chain.get(i + 1).getPublicKey());
                }
            }
        } catch (GeneralSecurityException e) {
            throw new PlaneFileException(
                    file + ": expected a chain of certificates that are valid now, each signed by the next", e);
        }
    }

    private static X509ExtendedTrustManager trustManager(Path file, List<X509Certificate> anchors)
            throws PlaneFileException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("anchor" + i, anchors.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager trust) {
                    return trust;
                }
            }
            throw new IllegalStateException("every JDK has a PKIX trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new PlaneFileException(file + " cannot be used as trust anchors", e);
        }
    }
}

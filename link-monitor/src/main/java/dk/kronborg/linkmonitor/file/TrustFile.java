package dk.kronborg.linkmonitor.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom the centre trusts as a server, by a PEM file of roots, or by those of the Java machine. */
public final class TrustFile {

    private TrustFile() {}

    /**
     * TLS for a client without a certificate.
     *
     * @throws IllegalArgumentException if the file holds no certificates or cannot be read
     */
    public static SSLContext tls(Optional<Path> file) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(file.isPresent() ? roots(file.get()) : null);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static KeyStore roots(Path file) throws GeneralSecurityException {
        Collection<? extends Certificate> found;
        try (InputStream in = Files.newInputStream(file)) {
            found = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(file.toAbsolutePath() + " cannot be read as PEM certificates: " + e, e);
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(file.toAbsolutePath() + " holds no certificate");
        }
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            roots.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("an empty key store needs no input", e);
        }
        for (Certificate root : found) {
            roots.setCertificateEntry(Integer.toString(roots.size()), root);
        }
        return roots;
    }
}

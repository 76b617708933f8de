package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS by the JDK for a short-lived client of a plane. The server is known by the identity that its certificate speaks
 * for, and not by a host name.
 */
public final class ClientTls {

    private static final char[] NO_PASSWORD = new char[0];

    private ClientTls() {}

    /**
     * A context for connections to one server of the own domain.
     *
     * @param certificate PEM: own chain
     * @param key         PEM: its private key, for its owner only
     * @param trust       PEM: roots of the server's certificate
     * @throws IOException if the files cannot be used; the message says which, and the remedy
     */
    public static SSLContext to(Identity.Role role, String id, Path certificate, Path key, Path trust)
            throws IOException {
        Credentials own = read(List.of(certificate, key, trust));
        Identity server = new Identity(identity(certificate, own).domain(), role, id);
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys(own), new TrustManager[] {new OneServer(own.trust(), server)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    /**
     * Whom a plane's files speak for.
     *
     * @param certificate PEM: own chain
     * @param key         PEM: its private key, for its owner only
     * @param trust       PEM: roots of those at the other end
     * @throws IOException if the files cannot be used now, as a plane would use them; the message says which, and the remedy
     */
    public static Identity identity(Path certificate, Path key, Path trust) throws IOException {
        return identity(certificate, read(List.of(certificate, key, trust)));
    }

    private static Identity identity(Path certificate, Credentials own) throws IOException {
        return CertificateIdentity.of(own.chain())
                .orElseThrow(() -> new IOException(certificate + " speaks for nobody: expected one URI"
                        + " urn:kronborg:<domain>:<role>:<id> as subject alternative name"));
    }

    private static Credentials read(List<Path> files) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        try {
            for (Path file : files) {
                contents.add(content(file));
            }
            return Credentials.read(files, contents, Instant.now());
        } catch (PlaneFileException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            contents.forEach(content -> Arrays.fill(content, (byte) 0));
        }
    }

    private static byte[] content(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static KeyManager[] keys(Credentials own) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", own.key(), NO_PASSWORD, own.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    /** Trusts the certificates of one identity, and no others. */
    private static final class OneServer extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager anchors;
        private final Identity expected;

        OneServer(X509ExtendedTrustManager anchors, Identity expected) {
            this.anchors = anchors;
            this.expected = expected;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            anchors.checkServerTrusted(chain, authType);
            Optional<Identity> server = CertificateIdentity.of(List.of(chain));
            if (!server.equals(Optional.of(expected))) {
                throw new CertificateException("the server is "
                        + server.map(Identity::urn).orElse("nobody of this network") + ", expected " + expected.urn());
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return anchors.getAcceptedIssuers();
        }
    }
}

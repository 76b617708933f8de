package dk.kronborg.testbed.client;

import dk.kronborg.testbed.pki.Credential;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS for clients of the network, by the JDK. */
public final class Tls {

    private static final char[] NO_PASSWORD = new char[0];

    private Tls() {}

    /**
     * A context that shows that credential and trusts those roots, and no others.
     *
     * @throws IllegalArgumentException if the credential or a root cannot be used
     */
    public static SSLContext context(Credential credential, List<X509Certificate> trust) {
        try {
            KeyStore own = emptyStore();
            own.setKeyEntry(
                    "own", credential.key(), NO_PASSWORD, credential.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trusting(trust).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the credential cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    /**
     * A context that shows no certificate and trusts those roots, and no others.
     *
     * @throws IllegalArgumentException if a root cannot be used
     */
    public static SSLContext contextWithoutCredential(List<X509Certificate> trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting(trust).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the roots cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    private static TrustManagerFactory trusting(List<X509Certificate> roots)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root" + i, roots.get(i));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}

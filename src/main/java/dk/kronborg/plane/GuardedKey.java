package dk.kronborg.plane;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows in every handshake the certificate that the plane's files hold now. A handshake in which they change keeps to
 * one of both: the alias names the credentials that were chosen.
 */
final class GuardedKey extends X509ExtendedKeyManager {

    private final PlaneGuard guard;
    private volatile PlaneGuard.InForce newest;
    private volatile PlaneGuard.InForce former;

    GuardedKey(PlaneGuard guard) {
        this.guard = guard;
        this.newest = guard.inForce();
        this.former = newest;
    }

    private synchronized @Nullable String alias(String... keyTypes) {
        PlaneGuard.InForce now = guard.inForce();
        if (now.rotation() != newest.rotation()) {
            former = newest;
            newest = now;
        }
        String algorithm = now.credentials().key().getAlgorithm();
        return Arrays.asList(keyTypes).contains(algorithm) ? name(now) : null;
    }

    private static String name(PlaneGuard.InForce inForce) {
        return String.valueOf(inForce.rotation());
    }

    private Credentials named(String alias) {
        PlaneGuard.InForce now = newest;
        return name(now).equals(alias) ? now.credentials() : former.credentials();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return named(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return named(alias).key();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    private String @Nullable [] aliases(String keyType) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }
}

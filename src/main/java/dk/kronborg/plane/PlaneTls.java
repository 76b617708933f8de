package dk.kronborg.plane;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.TCPSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * TLS of the planes that carry keys: mutual, TLS 1.3, by BoringSSL, which has the hybrid post-quantum group
 * X25519MLKEM768; a recorded session must not give keys away later.
 */
final class PlaneTls {

    private static final String HYBRID_GROUP = "X25519MLKEM768";
    private static final String TLS13 = "TLSv1.3";
    /** All of TLS 1.3, and of TLS 1.2 those with forward secrecy and authenticated encryption. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private PlaneTls() {}

    static HttpServerOptions server(PlaneSettings.Plane plane, PlaneGuard guard) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(plane.host())
                .setPort(plane.port())
                .setClientAuth(ClientAuth.REQUIRED)
                // ETSI GS QKD 014 refers to HTTP/1.1 only.
                .setUseAlpn(false)
                .setMaxInitialLineLength(plane.mostLineBytes())
                .setMaxHeaderSize(plane.mostHeaderBytes())
                .setHandle100ContinueAutomatically(true)
                .setAcceptBacklog(1024);
        secure(options, plane, guard);
        SUITES.forEach(options::addEnabledCipherSuite);
        if (plane.tls12()) {
            options.setEnabledSecureTransportProtocols(Set.of(TLS13, "TLSv1.2"));
        }
        return options;
    }

    static HttpClientOptions client(PlaneSettings.Plane plane, PlaneGuard guard) {
        HttpClientOptions options = new HttpClientOptions()
                .setVerifyHost(true)
                .setConnectTimeout(3000)
                .setMaxPoolSize(4)
                .setUseAlpn(false);
        secure(options, plane, guard);
        return options;
    }

    private static void secure(TCPSSLOptions options, PlaneSettings.Plane plane, PlaneGuard guard) {
        if (!OpenSSLEngineOptions.isAvailable()) {
            throw new IllegalStateException("BoringSSL (netty-tcnative-boringssl-static) has no library for this"
                    + " platform; without it there is no post-quantum TLS, and no plane is opened");
        }
        if (!System.getProperty("jdk.tls.namedGroups", "").startsWith(HYBRID_GROUP)) {
            throw new IllegalStateException("start the process with -Djdk.tls.namedGroups=" + HYBRID_GROUP
                    + ",x25519,secp256r1; without it TLS is not post-quantum, and no plane is opened");
        }
        options.setSsl(true)
                // A resumed session would go past the judgement of certificates.
                .setSslEngineOptions(new OpenSSLEngineOptions().setSessionCacheEnabled(false))
                .setEnabledSecureTransportProtocols(Set.of(TLS13))
                .setKeyCertOptions(KeyCertOptions.wrap(new GuardedKey(guard)))
                .setTrustOptions(TrustOptions.wrap(new GuardedTrust(guard)))
                .setSslHandshakeTimeout(plane.handshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) plane.idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true);
    }
}

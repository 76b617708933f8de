package dk.kronborg.plane;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * TLS of the planes that carry keys: mutual, TLS 1.3, by BoringSSL, which has the hybrid post-quantum group
 * X25519MLKEM768; a recorded session must not give keys away later.
 */
final class PlaneTls {

    private static final String HYBRID_GROUP = "X25519MLKEM768";
    private static final String TLS13 = "TLSv1.3";
    private static final Duration IDLE = Duration.ofMinutes(5);

    private PlaneTls() {}

    static HttpServerOptions server(PlaneSettings.Plane plane) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(plane.host())
                .setPort(plane.port())
                .setClientAuth(ClientAuth.REQUIRED)
                // ETSI GS QKD 014 refers to HTTP/1.1 only.
                .setUseAlpn(false)
                .setMaxInitialLineLength(8192)
                .setMaxHeaderSize(16_384)
                .setHandle100ContinueAutomatically(true)
                .setAcceptBacklog(1024);
        secure(options, plane);
        if (plane.tls12()) {
            options.setEnabledSecureTransportProtocols(new LinkedHashSet<>(Set.of(TLS13, "TLSv1.2")));
        }
        return options;
    }

    static HttpClientOptions client(PlaneSettings.Plane plane) {
        HttpClientOptions options = new HttpClientOptions()
                .setVerifyHost(true)
                .setConnectTimeout(3000)
                .setMaxPoolSize(4)
                .setUseAlpn(false);
        secure(options, plane);
        return options;
    }

    private static void secure(TCPSSLOptions options, PlaneSettings.Plane plane) {
        if (!OpenSSLEngineOptions.isAvailable()) {
            throw new IllegalStateException("BoringSSL (netty-tcnative-boringssl-static) has no library for this"
                    + " platform; without it there is no post-quantum TLS, and no plane is opened");
        }
        if (!System.getProperty("jdk.tls.namedGroups", "").startsWith(HYBRID_GROUP)) {
            throw new IllegalStateException("start the process with -Djdk.tls.namedGroups=" + HYBRID_GROUP
                    + ",x25519,secp256r1; without it TLS is not post-quantum, and no plane is opened");
        }
        options.setSsl(true)
                .setSslEngineOptions(new OpenSSLEngineOptions())
                .setEnabledSecureTransportProtocols(Set.of(TLS13))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(plane.certificate().toString())
                        .addKeyPath(plane.key().toString()))
                .setTrustOptions(new PemTrustOptions().addCertPath(plane.trust().toString()))
                .setSslHandshakeTimeout(10)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout((int) IDLE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true);
    }
}

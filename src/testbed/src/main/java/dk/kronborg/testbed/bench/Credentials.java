package dk.kronborg.testbed.bench;

import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.nio.file.Path;
import java.util.Set;

/**
 * What one end of a TLS connection proves itself with, PEM.
 *
 * @param trust roots of those at the other end
 */
record Credentials(Path certificate, Path key, Path trust) {

    /** Those of a leaf in the folder that the test authorities keep for a plane. */
    static Credentials of(Path plane, String leaf) {
        return new Credentials(
                plane.resolve(leaf + ".pem"), plane.resolve(leaf + ".key.pem"), plane.resolve("root.pem"));
    }

    /** TLS as the planes of a KME have it: version 1.3 by BoringSSL, no session resumed. */
    <T extends TCPSSLOptions> T secure(T options) {
        options.setSsl(true)
                .setSslEngineOptions(new OpenSSLEngineOptions().setSessionCacheEnabled(false))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(certificate.toString())
                        .addKeyPath(key.toString()))
                .setTrustOptions(new PemTrustOptions().addCertPath(trust.toString()))
                .setTcpNoDelay(true);
        return options;
    }
}

package dk.kronborg.centre;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import jakarta.inject.Singleton;

/**
 * Serves operators by BoringSSL, which has the hybrid post-quantum group X25519MLKEM768 that the JDK's own TLS
 * lacks: what is recorded today stays closed to the quantum computer of tomorrow.
 */
@Singleton
class OperatorPlane implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setSslEngineOptions(new OpenSSLEngineOptions().setSessionCacheEnabled(false));
    }
}

package dk.kronborg.plane;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * What a handshake agreed on.
 *
 * @param protocol {@code TLSv1.3} or {@code TLSv1.2}
 * @param group    of the key exchange in BoringSSL's words: {@code X25519MLKEM768}, {@code X25519}, {@code P-256}
 */
public record TlsSession(String protocol, String group) {

    private static final String UNKNOWN = "unknown";

    /** Reads it from a connection whose handshake is done; on the connection's event loop. */
    static TlsSession of(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            SslHandler tls = base.channel().pipeline().get(SslHandler.class);
            if (tls != null && tls.engine() instanceof ReferenceCountedOpenSslEngine engine) {
                return new TlsSession(engine.getSession().getProtocol(), group(engine));
            }
        }
        return new TlsSession(UNKNOWN, UNKNOWN);
    }

    private static String group(ReferenceCountedOpenSslEngine engine) {
        long pointer = engine.sslPointer();
        if (pointer == 0) {
            // Freed: the connection is closed already.
            return UNKNOWN;
        }
        try {
            String group = SSL.getGroupName(pointer);
            return group == null ? UNKNOWN : group;
        } catch (Exception e) {
            // Declared by the native method; what is not known is only not shown.
            return UNKNOWN;
        }
    }
}

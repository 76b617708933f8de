package dk.kronborg.plane;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.util.Map;

/** The planes of a KME: sae, peer and device. Each has an address, a certificate and a trust anchor of its own. */
@ConfigMapping(prefix = "kronborg.plane")
public interface PlaneSettings {

    /** Settings by the name of the plane. */
    @WithParentName
    Map<String, Plane> planes();

    /** One plane. */
    interface Plane {

        /** Address to listen at. */
        @WithDefault("127.0.0.1")
        String host();

        /** Port to listen at. */
        int port();

        /** PEM file with this process's certificate chain on the plane, its own certificate first. */
        Path certificate();

        /** PEM file with the private key, PKCS #8. */
        Path key();

        /** PEM file with the trust anchors of those who may connect. */
        Path trust();

        /** Also TLS 1.2, for clients that have nothing newer; such sessions have no post-quantum protection. */
        @WithDefault("false")
        boolean tls12();

        /** Most connections at a time; one more is closed at once. */
        @WithDefault("10000")
        int mostConnections();
    }
}

package dk.kronborg.plane;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The planes of a KME: sae, peer, device and operator. Each has an address, a certificate and a trust anchor of its own. */
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

        /** PEM file with the private key, PKCS #8, EC or RSA; readable by its owner only. */
        Path key();

        /** PEM file with the trust anchors of those who may connect; no other plane has any of them. */
        Path trust();

        /** Revocation lists (CRLs) of the plane's authorities, PEM or DER; read again whenever it changes. */
        Optional<Path> crl();

        /** List of certificates and identities that are shut out, docs/tls.md; read again whenever it changes. */
        Optional<Path> revoked();

        /** Also TLS 1.2, for SAEs that have nothing newer; such sessions have no post-quantum protection. */
        @WithDefault("false")
        boolean tls12();

        /** Most connections at a time; one more is closed at once. */
        @WithDefault("10000")
        int mostConnections();

        /** Most connections at a time of one identity; one more is closed at once. */
        @WithDefault("256")
        int mostConnectionsPerIdentity();

        /** Most requests under way at a time; one more is answered 503. */
        @WithDefault("1024")
        int mostRequests();

        /** How long the TLS handshake may take. */
        @WithDefault("10s")
        Duration handshakeTimeout();

        /** How long a request may take to arrive, from its first byte to the end of its head and of its body each. */
        @WithDefault("10s")
        Duration requestTimeout();

        /** How long a connection may be silent. */
        @WithDefault("5m")
        Duration idleTimeout();

        /** Longest request line, bytes. */
        @WithDefault("8192")
        int mostLineBytes();

        /** Longest head of a request without its request line, bytes. */
        @WithDefault("16384")
        int mostHeaderBytes();
    }
}

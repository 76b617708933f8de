package dk.kronborg.centre;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The signed network map at the centre, docs/network-map.md. */
@ConfigMapping(prefix = "kronborg.centre.map")
interface MapSettings {

    /** PEM file with the key by which the centre signs maps and heads, ML-DSA-87, mode 0600; without it there is no map. */
    Optional<Path> key();

    /** What the officers approved who founded the map, {@code kronborg-network-proposal/1}; read while there is no map. */
    Optional<Path> founding();

    /** Their approvals, {@code kronborg-approval/1}. */
    @WithName("founding.approvals")
    Optional<List<Path>> foundingApprovals();

    /** Where KMEs reach the map plane, {@code https://host:port}; without it none can be invited. */
    Optional<URI> address();
}

package dk.kronborg.console;

import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.yaml.NetworkYaml;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the network that a planner asks about: a version, the one in force if none is named, or a proposal. */
@Singleton
class PlannedNetwork {

    private final NetworkHistory history;
    private final VersionStore versions;

    @Inject
    PlannedNetwork(NetworkHistory history, VersionStore versions) {
        this.history = history;
        this.versions = versions;
    }

    /** A network, and what it is: either a version or a proposal. */
    record Basis(Network network, OptionalLong version, Optional<UUID> proposal) {}

    Basis basis(@Nullable String version, @Nullable String proposal) {
        if (proposal != null) {
            if (version != null) {
                throw RefusedRequestException.invalid("version or proposal names the network, not both");
            }
            UUID id = uuid(proposal);
            String document = versions.proposedDocument(id)
                    .orElseThrow(() -> NetworkResource.notFound("There is no proposal " + id));
            return new Basis(read(document), OptionalLong.empty(), Optional.of(id));
        }
        long number = version == null ? history.inForce().tag().number() : Parameters.id("version", version);
        String document = versions.document(number)
                .orElseThrow(() -> NetworkResource.notFound("There is no version " + number + "; version "
                        + history.inForce().tag().number() + " is in force"));
        return new Basis(read(document), OptionalLong.of(number), Optional.empty());
    }

    private static UUID uuid(String proposal) {
        try {
            return UUID.fromString(proposal);
        } catch (IllegalArgumentException e) {
            throw RefusedRequestException.invalid("proposal is a UUID, as /api/v1/network/proposals lists them");
        }
    }

    private static Network read(String document) {
        return NetworkRequest.alone(() -> NetworkYaml.parse(document));
    }
}

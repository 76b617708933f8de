package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.topology.version.NetworkVersion;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Versions of the network, newest first; one page of them. */
@Schema(name = "NetworkVersions")
@JsonNaming(SnakeCaseStrategy.class)
public record NetworkVersionsJson(
        List<VersionJson> versions,

        @Schema(description = "the parameter cursor of the next page, if there may be one") @Nullable
        Long next) {

    /** One version. */
    @Schema(name = "NetworkVersion")
    @JsonNaming(SnakeCaseStrategy.class)
    public record VersionJson(
            long version,

            @Schema(description = "what If-Match names, in quotes", examples = "7-0123456789abcdef")
            String tag,

            @Schema(description = "SHA-256 over number, digest of the version before and document, hexadecimal")
            String digest,

            @Schema(description = "the account of whoever did it")
            String operator,

            String why,
            Instant at,

            @Schema(description = "parts that differ from the version before")
            int changes,

            @Schema(description = "that it was, if it touches security") @Nullable
            UUID proposal) {

        static VersionJson of(NetworkVersion version) {
            return new VersionJson(
                    version.tag().number(),
                    version.tag().toString(),
                    version.tag().digest(),
                    version.by().who(),
                    version.by().why(),
                    version.by().at(),
                    version.changes(),
                    version.proposal().orElse(null));
        }
    }

    static NetworkVersionsJson of(List<NetworkVersion> versions, int limit) {
        return new NetworkVersionsJson(
                versions.stream().map(VersionJson::of).toList(),
                versions.size() == limit ? versions.getLast().tag().number() : null);
    }
}

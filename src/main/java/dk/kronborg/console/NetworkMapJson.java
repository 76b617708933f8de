package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.topology.map.MapVersion;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The signed map in force. */
@Schema(name = "NetworkMap")
@JsonNaming(SnakeCaseStrategy.class)
public record NetworkMapJson(
        long version,

        @Schema(description = "by which KMEs know it: to be compared with what people at a KME that is enrolled see")
        String digest,

        Instant issuedAt,

        @Schema(description = "of the security part") long generation,

        @Schema(description = "digest of the security part, which officers approved")
        String security) {

    static NetworkMapJson of(MapVersion version) {
        return new NetworkMapJson(
                version.version(),
                version.digest().text(),
                version.issuedAt(),
                version.security().generation(),
                version.security().digest().text());
    }
}

package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.MapVersion;
import dk.kronborg.topology.map.Officer;
import dk.kronborg.topology.map.Pin;
import java.time.Instant;
import java.util.List;
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
        String security,

        @Schema(description = "pins of the keys by which the centre may sign")
        List<String> centre,

        @Schema(description = "of whom two have to approve what touches security")
        List<OfficerJson> officers,

        @Schema(description = "pins of keys that count no more")
        List<String> retired) {

    /** Who approves. */
    @Schema(name = "Officer")
    record OfficerJson(
            String name, @Schema(description = "pin") String key) {

        static OfficerJson of(Officer officer) {
            return new OfficerJson(officer.name().value(), officer.key().text());
        }
    }

    static NetworkMapJson of(MapVersion version) {
        Authorities authorities = version.security().authorities();
        return new NetworkMapJson(
                version.version(),
                version.digest().text(),
                version.issuedAt(),
                version.security().generation(),
                version.security().digest().text(),
                texts(authorities.centre()),
                authorities.officers().stream().map(OfficerJson::of).toList(),
                texts(authorities.retired()));
    }

    private static List<String> texts(List<Pin> pins) {
        return pins.stream().map(Pin::text).toList();
    }
}

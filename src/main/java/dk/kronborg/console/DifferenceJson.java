package dk.kronborg.console;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.topology.version.Difference;
import dk.kronborg.topology.version.FieldChange;
import dk.kronborg.topology.version.PartChange;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What differs between a version of the network and the one before, part by part; one page of it. */
@Schema(name = "NetworkDifference")
@JsonNaming(SnakeCaseStrategy.class)
public record DifferenceJson(
        @Schema(description = "parts that differ in all") int total,

        @Schema(description = "whether two officers have to approve it")
        boolean touchesSecurity,

        List<ChangeJson> changes,

        @Schema(description = "the parameter cursor of the next page, if there is one") @Nullable
        Integer next) {

    /** Parts of a page where nobody has said how many. */
    static final int USUAL = 200;

    /** One part. */
    @Schema(name = "NetworkChange")
    @JsonNaming(SnakeCaseStrategy.class)
    public record ChangeJson(
            @Schema(enumeration = {"DOMAIN", "AUTHORITIES", "SITE", "KME", "SAE", "LINK", "PAIR", "GUARANTEE"})
            String part,

            @Schema(description = "of a pair, both SAEs") String id,

            @Schema(enumeration = {"ADDED", "REMOVED", "CHANGED"})
            String change,

            boolean touchesSecurity,
            List<MemberJson> members,

            @Schema(examples = "site SOR changed: manned true -> false")
            String text) {

        static ChangeJson of(PartChange change) {
            return new ChangeJson(
                    change.part().name(),
                    change.id(),
                    change.how().name(),
                    change.touchesSecurity(),
                    change.fields().stream().map(MemberJson::of).toList(),
                    change.toString());
        }
    }

    /** One member of it, as the document has it. */
    @Schema(name = "NetworkMember")
    @JsonNaming(SnakeCaseStrategy.class)
    public record MemberJson(
            @Schema(examples = "transmitter.kme") String member,

            @JsonProperty("old") @Nullable String before,

            @JsonProperty("new") @Nullable String after) {

        static MemberJson of(FieldChange change) {
            return new MemberJson(
                    change.field(), change.before().orElse(null), change.after().orElse(null));
        }
    }

    static DifferenceJson of(Difference difference, int from, int limit) {
        List<PartChange> changes = difference.changes();
        int begin = Math.min(from, changes.size());
        int end = Math.min(begin + limit, changes.size());
        return new DifferenceJson(
                changes.size(),
                difference.touchesSecurity(),
                changes.subList(begin, end).stream().map(ChangeJson::of).toList(),
                end < changes.size() ? end : null);
    }
}

package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.console.NetworkVersionsJson.VersionJson;
import dk.kronborg.console.ProposalsJson.ProposalJson;
import dk.kronborg.topology.version.Difference;
import dk.kronborg.topology.version.NetworkVersion;
import dk.kronborg.topology.version.Proposal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What came of a document, or would come. */
@Schema(name = "NetworkOutcome")
@JsonNaming(SnakeCaseStrategy.class)
public record NetworkOutcomeJson(
        What outcome,

        @Schema(description = "whether this only says what would be")
        boolean dryRun,

        @Nullable VersionJson version,
        @Nullable ProposalJson proposal,
        @Schema(description = "the first 200 parts of it") DifferenceJson difference) {

    /** What becomes of a change. */
    @Schema(name = "NetworkOutcomeKind")
    public enum What {
        IN_FORCE,
        UNCHANGED,
        PROPOSED,
        NEEDS_APPROVAL,
        APPROVAL_KEPT
    }

    static NetworkOutcomeJson inForce(NetworkVersion version, Difference difference, boolean dryRun) {
        return new NetworkOutcomeJson(What.IN_FORCE, dryRun, VersionJson.of(version), null, first(difference));
    }

    static NetworkOutcomeJson unchanged(NetworkVersion version, boolean dryRun) {
        return new NetworkOutcomeJson(
                What.UNCHANGED, dryRun, VersionJson.of(version), null, first(new Difference(List.of())));
    }

    static NetworkOutcomeJson needsApproval(Difference difference) {
        return new NetworkOutcomeJson(What.NEEDS_APPROVAL, true, null, null, first(difference));
    }

    static NetworkOutcomeJson proposed(What what, Proposal proposal, Difference difference) {
        return new NetworkOutcomeJson(what, false, null, ProposalJson.of(proposal), first(difference));
    }

    private static DifferenceJson first(Difference difference) {
        return DifferenceJson.of(difference, 0, DifferenceJson.USUAL);
    }
}

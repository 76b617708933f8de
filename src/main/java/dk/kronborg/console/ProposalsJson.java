package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.topology.version.Approval;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Proposal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Changes that wait for the approval of two officers, or waited: open ones first, newest first. */
@Schema(name = "NetworkProposals")
@JsonNaming(SnakeCaseStrategy.class)
public record ProposalsJson(List<ProposalJson> proposals) {

    /** One proposal. */
    @Schema(name = "NetworkProposal")
    @JsonNaming(SnakeCaseStrategy.class)
    public record ProposalJson(
            UUID id,

            @Schema(description = "tag of the version that it changes, and no other", examples = "7-0123456789abcdef")
            String base,

            @Schema(enumeration = {"OPEN", "WITHDRAWN", "IN_FORCE"})
            String state,

            int approvals,
            int changes,

            @Schema(description = "the account of whoever did it")
            String operator,

            String why,
            Instant at,
            @Nullable ClosedJson closed) {

        static ProposalJson of(Proposal proposal) {
            return new ProposalJson(
                    proposal.id(),
                    proposal.base().toString(),
                    proposal.state().name(),
                    proposal.approvals(),
                    proposal.changes(),
                    proposal.by().who(),
                    proposal.by().why(),
                    proposal.by().at(),
                    proposal.closed().map(ClosedJson::of).orElse(null));
        }
    }

    /** Who withdrew it. */
    @Schema(name = "NetworkProposalClosed")
    public record ClosedJson(String operator, String why, Instant at) {

        static ClosedJson of(Authorship by) {
            return new ClosedJson(by.who(), by.why(), by.at());
        }
    }

    /** What officers signed, in the order it came. */
    @Schema(name = "NetworkApprovals")
    public record ApprovalsJson(List<ApprovalJson> approvals) {

        static ApprovalsJson of(List<Approval> approvals) {
            return new ApprovalsJson(approvals.stream()
                    .map(approval -> new ApprovalJson(approval.document(), approval.at()))
                    .toList());
        }
    }

    /** One signature. */
    @Schema(name = "NetworkApproval")
    public record ApprovalJson(String document, Instant at) {}
}

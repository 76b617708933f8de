package dk.kronborg.topology.postgres;

import dk.kronborg.topology.version.Approval;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code network_approval}. */
@Entity
@Immutable
@Table(name = "network_approval")
@IdClass(ApprovalRow.Key.class)
@NullUnmarked
class ApprovalRow {

    /** Which of the approvals of a proposal. */
    record Key(UUID proposalId, int number) {}

    @Id
    @Column(name = "proposal_id")
    private UUID proposalId;

    @Id
    private int number;

    private String document;

    @Column(name = "came_at")
    private Instant cameAt;

    protected ApprovalRow() {}

    ApprovalRow(UUID proposal, int number, Approval approval) {
        this.proposalId = proposal;
        this.number = number;
        this.document = approval.document();
        this.cameAt = approval.at();
    }

    Approval toDomain() {
        return new Approval(document, cameAt);
    }
}

package dk.kronborg.topology.postgres;

import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Proposal;
import dk.kronborg.topology.version.VersionTag;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row of {@code network_proposal}. */
@Entity
@Table(name = "network_proposal")
@NullUnmarked
@SuppressWarnings("UnusedVariable") // Members are read by queries.
class ProposalRow {

    /** All but the long texts, as {@link Line} has them. */
    static final String LINE = "select id, baseNumber, baseDigest, author, why, madeAt, changes, approvals, state,"
            + " closedBy, closedWhy, closedAt from ProposalRow ";

    @Id
    private UUID id;

    @Column(name = "base_number")
    private long baseNumber;

    @Column(name = "base_digest")
    private String baseDigest;

    private String author;

    private String why;

    @Column(name = "made_at")
    private Instant madeAt;

    private int changes;

    private int approvals;

    @Enumerated(EnumType.STRING)
    private Proposal.State state;

    @Column(name = "closed_by")
    private String closedBy;

    @Column(name = "closed_why")
    private String closedWhy;

    @Column(name = "closed_at")
    private Instant closedAt;

    private String document;

    private String difference;

    protected ProposalRow() {}

    ProposalRow(Proposal proposal, String document, String difference) {
        this.id = proposal.id();
        this.baseNumber = proposal.base().number();
        this.baseDigest = proposal.base().digest();
        this.author = proposal.by().who();
        this.why = proposal.by().why();
        this.madeAt = proposal.by().at();
        this.changes = proposal.changes();
        this.approvals = proposal.approvals();
        this.state = proposal.state();
        this.document = document;
        this.difference = difference;
    }

    /** A row without its long texts. */
    record Line(
            UUID id,
            long baseNumber,
            String baseDigest,
            String author,
            String why,
            Instant madeAt,
            int changes,
            int approvals,
            Proposal.State state,
            @Nullable String closedBy,
            @Nullable String closedWhy,
            @Nullable Instant closedAt) {

        Proposal toDomain() {
            return new Proposal(
                    id,
                    new VersionTag(baseNumber, baseDigest),
                    new Authorship(author, why, madeAt),
                    changes,
                    approvals,
                    state,
                    closedBy == null || closedWhy == null || closedAt == null
                            ? Optional.empty()
                            : Optional.of(new Authorship(closedBy, closedWhy, closedAt)));
        }
    }
}

package dk.kronborg.topology.postgres;

import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.NetworkVersion;
import dk.kronborg.topology.version.VersionTag;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row of {@code network_version}. */
@Entity
@Immutable
@Table(name = "network_version")
@NullUnmarked
@SuppressWarnings("UnusedVariable") // Members are read by queries.
class VersionRow {

    /** All but the long texts, as {@link Line} has them. */
    static final String LINE = "select number, digest, author, why, madeAt, proposalId, changes from VersionRow ";

    @Id
    private long number;

    private String digest;

    private String author;

    private String why;

    @Column(name = "made_at")
    private Instant madeAt;

    @Column(name = "proposal_id")
    private UUID proposalId;

    private int changes;

    private String document;

    private String difference;

    protected VersionRow() {}

    /** A row without its long texts. */
    record Line(
            long number,
            String digest,
            String author,
            String why,
            Instant madeAt,
            @Nullable UUID proposalId,
            int changes) {

        NetworkVersion toDomain() {
            return new NetworkVersion(
                    new VersionTag(number, digest),
                    new Authorship(author, why, madeAt),
                    Optional.ofNullable(proposalId),
                    changes);
        }
    }
}

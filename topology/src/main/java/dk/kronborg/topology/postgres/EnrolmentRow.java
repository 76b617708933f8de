package dk.kronborg.topology.postgres;

import dk.kronborg.topology.enrolment.CodeKey;
import dk.kronborg.topology.enrolment.Enrolment;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.version.Authorship;
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

/** A row of {@code enrolment}. */
@Entity
@Table(name = "enrolment")
@NullUnmarked
class EnrolmentRow {

    @Id
    private UUID id;

    private String kme;

    private String author;

    private String why;

    @Column(name = "made_at")
    private Instant madeAt;

    private Instant expires;

    @Enumerated(EnumType.STRING)
    private Enrolment.State state;

    private int wrong;

    private String invitation;

    @Column(name = "code_key")
    private String codeKey;

    private String request;

    private UUID proposal;

    protected EnrolmentRow() {}

    EnrolmentRow(Enrolment enrolment) {
        this.id = enrolment.id();
        this.kme = enrolment.kme().value();
        this.author = enrolment.by().who();
        this.why = enrolment.by().why();
        this.madeAt = enrolment.by().at();
        this.expires = enrolment.expires();
        this.state = enrolment.state();
        this.wrong = enrolment.wrong();
        this.invitation = enrolment.invitation();
        this.codeKey = enrolment.key().map(CodeKey::hex).orElse(null);
        this.request = enrolment.request().orElse(null);
        this.proposal = enrolment.proposal().orElse(null);
    }

    Enrolment toDomain() {
        return new Enrolment(
                id,
                new KmeId(kme),
                new Authorship(author, why, madeAt),
                expires,
                state,
                wrong,
                invitation,
                Optional.ofNullable(codeKey).map(CodeKey::ofHex),
                Optional.ofNullable(request),
                Optional.ofNullable(proposal));
    }
}

package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.RefusalLog.RefusalCount;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code refusal_count}, written by {@link PostgresTelemetryStore} and only read here. */
@Entity
@Immutable
@Table(name = "refusal_count")
@NullUnmarked
class RefusalCountRow {

    @Id
    @Enumerated(EnumType.STRING)
    private RefusalReason reason;

    private long count;

    @Column(name = "last_at")
    private Instant lastAt;

    protected RefusalCountRow() {}

    RefusalCount toDomain() {
        return new RefusalCount(reason, count, lastAt);
    }
}

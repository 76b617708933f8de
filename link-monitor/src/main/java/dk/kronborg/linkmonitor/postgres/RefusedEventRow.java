package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.RefusalLog.RefusedRecord;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.topology.identity.DeviceId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code refused_event}, written by {@link PostgresTelemetryStore} and only read here. */
@Entity
@Immutable
@Table(name = "refused_event")
@NullUnmarked
class RefusedEventRow {

    @Id
    private long id;

    private String topic;

    private int partition;

    @Column(name = "\"offset\"")
    private long offset;

    @Column(name = "appended_at")
    private Instant appendedAt;

    @Column(name = "record_key")
    private String recordKey;

    @Column(name = "device_id")
    private String deviceId;

    @Enumerated(EnumType.STRING)
    private RefusalReason reason;

    private String detail;

    @Column(name = "refused_at")
    private Instant refusedAt;

    private String excerpt;

    protected RefusedEventRow() {}

    long id() {
        return id;
    }

    RefusedRecord toDomain() {
        return new RefusedRecord(
                new RecordPlace(topic, partition, offset, appendedAt),
                recordKey,
                Optional.ofNullable(deviceId).map(DeviceId::new),
                new Refusal(reason, detail),
                refusedAt,
                excerpt);
    }
}

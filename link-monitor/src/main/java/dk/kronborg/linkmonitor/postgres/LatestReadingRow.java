package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.telemetry.DeviceState;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metrics;
import dk.kronborg.linkmonitor.telemetry.SecurityClaim;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row of {@code latest_reading}, written by {@link PostgresTelemetryStore} and only read here. */
@Entity
@Immutable
@Table(name = "latest_reading")
@IdClass(LatestReadingRow.Key.class)
@NullUnmarked
class LatestReadingRow {

    /** Primary key. */
    record Key(String linkId, LinkSide side) implements Serializable {}

    @Id
    @Column(name = "link_id")
    private String linkId;

    @Id
    @Enumerated(EnumType.STRING)
    private LinkSide side;

    @Column(name = "device_id")
    private String deviceId;

    @Column(name = "measured_at")
    private Instant measuredAt;

    @Convert(converter = MetricsColumn.class)
    private Metrics metrics;

    @Column(name = "device_state")
    private @Nullable String deviceState;

    @Enumerated(EnumType.STRING)
    private SecurityClaim.@Nullable Proof proof;

    @Column(name = "epsilon_total")
    private @Nullable Double epsilonTotal;

    @Enumerated(EnumType.STRING)
    @Column(name = "detector_trust")
    private SecurityClaim.@Nullable DetectorTrust detectorTrust;

    protected LatestReadingRow() {}

    Reading toDomain() {
        Optional<SecurityClaim> security = proof == null || epsilonTotal == null || detectorTrust == null
                ? Optional.empty()
                : Optional.of(new SecurityClaim(proof, epsilonTotal, detectorTrust));
        return new Reading(
                new LinkId(linkId),
                side,
                new DeviceId(deviceId),
                measuredAt,
                metrics,
                security,
                Optional.ofNullable(deviceState).map(DeviceState::new));
    }
}

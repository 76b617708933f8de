package dk.kronborg.centre;

import dk.kronborg.enrolment.CertificateRequest;
import dk.kronborg.topology.enrolment.EnrolmentRequest;
import dk.kronborg.topology.enrolment.EnrolmentRequest.Statement;
import dk.kronborg.topology.enrolment.Enrolments;
import dk.kronborg.topology.enrolment.Enrolments.Invited;
import dk.kronborg.topology.enrolment.json.EnrolmentJson;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.MapVersion;
import dk.kronborg.topology.postgres.PostgresEnrolmentStore;
import dk.kronborg.topology.publication.MapPublisher;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.yaml.NetworkYaml;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.hibernate.SessionFactory;

/** Enrols KMEs, if this centre signs a map that they can follow. */
@Singleton
public class EnrolmentDesk {

    private final Enrolments enrolments;
    private final MapDesk map;
    private final Optional<URI> address;

    EnrolmentDesk(
            MapSettings settings,
            MapDesk map,
            NetworkHistory history,
            VersionStore versions,
            @PersistenceUnit("centre") InjectableInstance<SessionFactory> sessions) {
        this.map = map;
        this.address = settings.address();
        this.enrolments = new Enrolments(
                new PostgresEnrolmentStore(sessions.get()),
                history,
                versions,
                new Enrolments.Forms(EnrolmentJson::write, NetworkYaml::parse, NetworkYaml::write),
                EnrolmentDesk::faults,
                new SecureRandom(),
                Clock.systemUTC());
    }

    private static List<String> faults(EnrolmentRequest request) {
        Statement statement = request.statement();
        Identity identity = new Identity(
                statement.domain(), Identity.Role.KME, statement.kme().value());
        List<String> faults = new ArrayList<>();
        statement
                .certificates()
                .forEach((plane, base64) -> fault(base64, identity)
                        .ifPresent(fault -> faults.add("certificates." + plane + " is " + fault)));
        return faults;
    }

    private static Optional<String> fault(String base64, Identity identity) {
        try {
            return CertificateRequest.fault(Base64.getDecoder().decode(base64), identity);
        } catch (IllegalArgumentException e) {
            return Optional.of("not Base64");
        }
    }

    /** The version of the map in force, once there is one. */
    public Optional<MapVersion> version() {
        return map.publisher().flatMap(MapPublisher::published).map(MapHistory::newest);
    }

    /**
     * Invites a KME.
     *
     * @return nothing if the network has no such KME
     * @throws IllegalStateException    if KMEs cannot follow this centre; the message says why
     * @throws IllegalArgumentException if it is to count for too long
     */
    public Optional<Invited> invite(KmeId kme, Duration counts, Authorship by) {
        MapVersion now = version()
                .orElseThrow(() -> new IllegalStateException(
                        "this centre has not begun to sign a network map: docs/network-map.md"));
        URI centre = address.orElseThrow(() -> new IllegalStateException(
                "set kronborg.centre.map.address to where KMEs reach the centre's map plane, https://host:port"));
        return enrolments.invite(kme, now, centre, counts, by);
    }

    /** What has been begun, and requests. */
    public Enrolments enrolments() {
        return enrolments;
    }
}

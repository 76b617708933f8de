package dk.kronborg.centre;

import dk.kronborg.approval.SigningKeyFile;
import dk.kronborg.map.HeadSigner;
import dk.kronborg.map.MapBroadcast;
import dk.kronborg.map.MapPlane;
import dk.kronborg.plane.PlaneSettings;
import dk.kronborg.topology.approval.Approval;
import dk.kronborg.topology.approval.Proposal;
import dk.kronborg.topology.approval.json.ApprovalJson;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.postgres.PostgresMapArchive;
import dk.kronborg.topology.publication.MapPublisher;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.version.VersionsUnavailableException;
import dk.kronborg.topology.yaml.NetworkYaml;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.SessionFactory;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Signs and publishes the network map, if this centre has a key for it. */
@Singleton
public class MapDesk {

    private static final Logger LOG = Logger.getLogger(MapDesk.class);

    private static final long LOOK_MILLIS = 1000;

    private final MapSettings settings;
    private final Optional<SigningKey> key;
    private final Optional<MapPublisher> publisher;
    private final InjectableInstance<Map<String, Object>> broker;
    private @Nullable MapPlane plane;
    private @Nullable MapBroadcast broadcast;
    private volatile String fault = "";
    private volatile boolean closed;

    MapDesk(
            MapSettings settings,
            VersionStore versions,
            @PersistenceUnit("centre") InjectableInstance<SessionFactory> sessions,
            @Identifier("default-kafka-broker") InjectableInstance<Map<String, Object>> broker) {
        this.settings = settings;
        this.broker = broker;
        this.key = settings.key().map(MapDesk::key);
        this.publisher = key.map(signing -> new MapPublisher(
                versions,
                new PostgresMapArchive(sessions.get()),
                new MapPublisher.Forms(NetworkYaml::describe, new JsonNetworkForm(), MapDesk::approval),
                signing,
                Clock.systemUTC()));
    }

    private static SigningKey key(Path file) {
        try {
            return SigningKeyFile.read(file, () -> {
                throw new IllegalArgumentException(
                        file + " is encrypted, and nobody is here to ask for its passphrase");
            });
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "kronborg.centre.map.key names the key by which the centre signs the network map: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Reads what an officer's tool wrote. */
    private static Approval approval(String document) {
        try {
            return ApprovalJson.readApproval(document.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw new IllegalArgumentException("this is no approval: " + e.getMessage(), e);
        }
    }

    /** Who publishes the map, if this centre has a key for it. */
    public Optional<MapPublisher> publisher() {
        return publisher;
    }

    /** Founds the map if there is none, opens the plane of the KMEs, and publishes from then on. */
    void begin(DomainId domain, Vertx vertx, PlaneSettings planes, MeterRegistry metrics) {
        if (publisher.isEmpty() || key.isEmpty()) {
            LOG.info("No network map is signed here: kronborg.centre.map.key names no key");
            return;
        }
        MapPublisher publishing = publisher.get();
        settings.founding().ifPresent(founding -> found(publishing, founding));
        HeadSigner heads = new HeadSigner(key.get(), Clock.systemUTC());
        plane = new MapPlane(vertx, planes, metrics, domain, publishing::published, heads, Clock.systemUTC());
        broadcast = new MapBroadcast(() -> newest(publishing), heads, broker.get());
        look(vertx, publishing);
    }

    /** Looked up anew: no head of an older version goes out if another process has published a newer one. */
    private Optional<MapHistory> newest(MapPublisher publishing) {
        round(publishing);
        return publishing.published();
    }

    private void found(MapPublisher publishing, Path founding) {
        try {
            Proposal proposal = ApprovalJson.readProposal(Files.readAllBytes(founding));
            List<Approval> approvals = new ArrayList<>();
            for (Path file : settings.foundingApprovals().orElse(List.of())) {
                approvals.add(ApprovalJson.readApproval(Files.readAllBytes(file)));
            }
            publishing.found(proposal.authorities(), approvals);
        } catch (IOException | MalformedException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "kronborg.centre.map.founding, with its approvals, says who signs the first network map: "
                            + e.getMessage(),
                    e);
        }
    }

    private void look(Vertx vertx, MapPublisher publishing) {
        vertx.setTimer(
                LOOK_MILLIS,
                timer -> vertx.<Void>executeBlocking(
                                () -> {
                                    round(publishing);
                                    return null;
                                },
                                false)
                        .onComplete(done -> {
                            if (!closed) {
                                look(vertx, publishing);
                            }
                        }));
    }

    /** What goes wrong is said once. */
    private void round(MapPublisher publishing) {
        try {
            if (publishing.round()) {
                LOG.infof(
                        "Version %d of the network map is published",
                        publishing.published().orElseThrow().newest().version());
            }
            fault = "";
        } catch (VersionsUnavailableException | IllegalStateException e) {
            String now = String.valueOf(e.getMessage());
            if (!now.equals(fault)) {
                LOG.warnf("The network map stays as it is: %s; trying again", now);
            }
            fault = now;
        }
    }

    void end(@Observes ShutdownEvent stop) {
        closed = true;
        if (broadcast != null) {
            broadcast.close();
        }
        if (plane != null) {
            plane.close();
        }
    }
}

package dk.kronborg.kme;

import dk.kronborg.plane.PlaneSettings;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Starts and stops the KME role, if this process has it. */
@ApplicationScoped
class KmeProcess {

    private final Optional<String> role;
    private final Optional<Path> network;
    private final KmeSettings settings;
    private final PlaneSettings planes;
    private final Vertx vertx;
    private final MeterRegistry metrics;
    private final InjectableInstance<AgroalDataSource> database;
    private final Optional<String> brokers;
    private final InjectableInstance<Map<String, Object>> kafka;
    private @Nullable KmeRole running;

    KmeProcess(
            @ConfigProperty(name = "kronborg.role") Optional<String> role,
            @ConfigProperty(name = "kronborg.network") Optional<Path> network,
            KmeSettings settings,
            PlaneSettings planes,
            Vertx vertx,
            MeterRegistry metrics,
            @DataSource("kme") InjectableInstance<AgroalDataSource> database,
            @ConfigProperty(name = "kafka.bootstrap.servers") Optional<String> brokers,
            @Identifier("default-kafka-broker") InjectableInstance<Map<String, Object>> kafka) {
        this.role = role;
        this.network = network;
        this.settings = settings;
        this.planes = planes;
        this.vertx = vertx;
        this.metrics = metrics;
        this.database = database;
        this.brokers = brokers;
        this.kafka = kafka;
    }

    void start(@Observes StartupEvent event) throws IOException {
        if (!role.equals(Optional.of("kme"))) {
            return;
        }
        KmeId here = settings.id()
                .map(KmeId::new)
                .orElseThrow(() -> new IllegalStateException("set kronborg.kme.id to the name of this KME"));
        KmeRole kme = new KmeRole(
                here, described(), settings, planes, vertx, metrics, brokers.map(configured -> kafka.get()));
        running = kme;
        kme.start(database.get());
    }

    /** The file's network, unless this KME was enrolled, and follows the signed map. */
    private Optional<Network> described() throws IOException {
        if (settings.map().pins().isPresent()) {
            return Optional.empty();
        }
        Path file = network.orElseThrow(() -> new IllegalStateException(
                "set kronborg.kme.map.pins to follow the signed network map, or kronborg.network to a file that"
                        + " describes the network"));
        return Optional.of(NetworkYaml.read(file).network());
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.close();
        }
    }
}

package dk.kronborg.centre;

import dk.kronborg.linkmonitor.json.SignedJson;
import dk.kronborg.linkmonitor.kafka.KafkaBus;
import dk.kronborg.linkmonitor.postgres.PostgresOutbox;
import dk.kronborg.linkmonitor.publication.CentreKey;
import dk.kronborg.linkmonitor.publication.Publisher;
import dk.kronborg.process.SecretFile;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Publishes what the centre has to say on the bus, signed. */
@Singleton
class Publication {

    private static final Logger LOG = Logger.getLogger(Publication.class);

    private static final String KEY = "kronborg.centre.signing-key";

    /** One name for all processes of the centre: that is how Kafka knows that only one of them may publish. */
    private static final String PUBLISHER = "kronborg-centre-outbox";

    private static final Duration PAUSE = Duration.ofMillis(200);

    private @Nullable Publisher publisher;

    void begin(
            @Observes StartupEvent start,
            @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource,
            @Identifier("default-kafka-broker") InjectableInstance<Map<String, Object>> broker,
            MeterRegistry registry,
            @ConfigProperty(name = KEY) Optional<Path> keyFile,
            @ConfigProperty(name = KEY + "-id", defaultValue = "centre-1") String keyId,
            @ConfigProperty(name = "kronborg.role", defaultValue = "none") String role) {
        if (!role.equals("centre")) {
            return;
        }
        CentreKey key = key(keyFile, keyId);
        LOG.infof("Messages on the bus are signed by %s", key);
        Map<String, Object> settings = broker.get();
        Publisher begun = new Publisher(
                new PostgresOutbox(dataSource.get()),
                () -> new KafkaBus(settings, PUBLISHER),
                message -> message.saying(SignedJson.signed(message.value(), key)),
                PAUSE);
        publisher = begun;
        Gauge.builder("kronborg.publication.behind.seconds", begun, Publication::secondsBehind)
                .description("Age of the oldest message that is not on the bus yet; 0 where another process publishes")
                .register(registry);
        begun.begin();
    }

    private static CentreKey key(Optional<Path> file, String id) {
        try {
            return CentreKey.of(
                    id,
                    SecretFile.pkcs8(file.orElseThrow(() -> new IllegalArgumentException("it is not set; make a key by"
                            + " openssl genpkey -algorithm ML-DSA-65, or -algorithm ed25519"))));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    KEY + " names the PEM file with the key by which the centre signs: " + e.getMessage(), e);
        }
    }

    private static double secondsBehind(Publisher publisher) {
        return publisher
                .waitingSince()
                .map(since -> Duration.between(since, Instant.now()).toMillis() / 1e3)
                .orElse(0.0);
    }

    void end(@Observes ShutdownEvent stop) {
        if (publisher != null) {
            publisher.close();
        }
    }
}

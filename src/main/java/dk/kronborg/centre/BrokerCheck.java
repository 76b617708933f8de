package dk.kronborg.centre;

import io.quarkus.arc.lookup.LookupIfProperty;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Whether the broker answers now. A consumer's own health only says that it has not given up, which it never does.
 *
 * <p>Part of readiness, not of liveness: to start the centre anew brings no broker back.
 */
@Readiness
@ApplicationScoped
@LookupIfProperty(name = "kronborg.role", stringValue = "centre")
class BrokerCheck implements HealthCheck {

    private static final String NAME = "Telemetry broker";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<String, Object> settings;
    private @Nullable Admin broker;

    @Inject
    BrokerCheck(@Identifier("default-kafka-broker") Map<String, Object> settings) {
        this.settings = new HashMap<>(settings);
        this.settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        this.settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        this.settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "kronborg-centre-health");
    }

    @Override
    public HealthCheckResponse call() {
        try {
            int nodes = broker().describeCluster()
                    .nodes()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .size();
            return HealthCheckResponse.named(NAME)
                    .status(nodes > 0)
                    .withData("nodes", nodes)
                    .build();
        } catch (ExecutionException | TimeoutException e) {
            return HealthCheckResponse.named(NAME)
                    .down()
                    .withData("fault", "no answer within " + PATIENCE.toSeconds() + " s")
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HealthCheckResponse.down(NAME);
        }
    }

    private synchronized Admin broker() {
        if (broker == null) {
            broker = Admin.create(settings);
        }
        return broker;
    }

    @PreDestroy
    synchronized void close() {
        if (broker != null) {
            broker.close(PATIENCE);
        }
    }
}

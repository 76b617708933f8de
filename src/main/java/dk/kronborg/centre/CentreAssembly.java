package dk.kronborg.centre;

import dk.kronborg.linkmonitor.alarm.Correlator;
import dk.kronborg.linkmonitor.health.LinkBoard;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.history.HistoryRetention;
import dk.kronborg.linkmonitor.history.LinkHistory;
import dk.kronborg.linkmonitor.history.RefusalLog;
import dk.kronborg.linkmonitor.intake.FloodGate;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryIntake;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.linkmonitor.kafka.IntakeHorizon;
import dk.kronborg.linkmonitor.kafka.RefusedTelemetryReplay;
import dk.kronborg.linkmonitor.notification.NotificationPlan;
import dk.kronborg.linkmonitor.postgres.AlarmHerald;
import dk.kronborg.linkmonitor.postgres.HistoryPartitions;
import dk.kronborg.linkmonitor.postgres.PostgresAlarms;
import dk.kronborg.linkmonitor.postgres.PostgresLinkDecisions;
import dk.kronborg.linkmonitor.postgres.PostgresLinkHealthLog;
import dk.kronborg.linkmonitor.postgres.PostgresLinkHistory;
import dk.kronborg.linkmonitor.postgres.PostgresRefusalLog;
import dk.kronborg.linkmonitor.postgres.PostgresSurroundings;
import dk.kronborg.linkmonitor.postgres.PostgresTelemetryStore;
import dk.kronborg.linkmonitor.postgres.RollUps;
import dk.kronborg.topology.network.ByNetwork;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.SessionFactory;

/** Makes the link monitor's parts from the centre's database and network. */
@Dependent
class CentreAssembly {

    @Produces
    @Singleton
    HistoryRetention retention(HistorySettings settings) {
        return settings.retention();
    }

    @Produces
    @Singleton
    HistoryPartitions partitions(
            @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource, HistoryRetention retention) {
        return new HistoryPartitions(dataSource.get(), retention);
    }

    @Produces
    @Singleton
    RollUps rollUps(@DataSource("centre") InjectableInstance<AgroalDataSource> dataSource) {
        return new RollUps(dataSource.get());
    }

    @Produces
    @Singleton
    PostgresTelemetryStore store(
            @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource,
            HistoryRetention retention,
            LinkMonitor monitor) {
        return new PostgresTelemetryStore(dataSource.get(), retention, monitor);
    }

    @Produces
    @Singleton
    LinkMonitor monitor(NetworkInForce network, PostgresSurroundings surroundings) {
        return new LinkMonitor(network, surroundings);
    }

    @Produces
    @Singleton
    PostgresSurroundings surroundings(
            NetworkInForce network, @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource) {
        return new PostgresSurroundings(dataSource.get(), network);
    }

    @Produces
    @Singleton
    PostgresAlarms alarms(@DataSource("centre") InjectableInstance<AgroalDataSource> dataSource) {
        return new PostgresAlarms(dataSource.get());
    }

    @Produces
    @Singleton
    PostgresLinkDecisions decisions(
            NetworkInForce network, @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource) {
        return new PostgresLinkDecisions(dataSource.get(), network);
    }

    @Produces
    @Singleton
    AlarmHerald herald(
            NetworkInForce network,
            @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource,
            NotificationPlan notifications) {
        return new AlarmHerald(dataSource.get(), new ByNetwork<>(network, Correlator::new), notifications);
    }

    /** The settings by providers: those of a KME do not have them, and settings are checked at start. */
    @Produces
    @Singleton
    Rounds rounds(
            NetworkInForce network,
            NetworkFit fit,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            @ConfigProperty(name = "mp.messaging.incoming.telemetry.topic", defaultValue = "none")
                    Provider<String> topic,
            @ConfigProperty(name = "mp.messaging.incoming.telemetry.group.id", defaultValue = "none")
                    Provider<String> group,
            PostgresTelemetryStore store,
            PostgresAlarms alarms,
            PostgresSurroundings surroundings,
            AlarmHerald herald,
            MeterRegistry registry) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "kronborg-centre-horizon");
        Admin admin = Admin.create(settings);
        return new Rounds(
                network,
                fit,
                admin,
                new IntakeHorizon(admin, topic.get(), group.get()),
                store,
                alarms,
                surroundings,
                herald,
                registry);
    }

    @Produces
    @Singleton
    RefusedTelemetryReplay replay(
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            @ConfigProperty(name = "mp.messaging.outgoing.telemetry-refused.topic", defaultValue = "none")
                    String refused,
            @ConfigProperty(name = "mp.messaging.incoming.telemetry.topic", defaultValue = "none") String telemetry) {
        return new RefusedTelemetryReplay(broker, refused, telemetry);
    }

    @Produces
    @Singleton
    TelemetryIntake intake(
            PostgresTelemetryStore store,
            NetworkInForce network,
            HistoryRetention retention,
            @ConfigProperty(name = "kronborg.centre.telemetry.link-rate", defaultValue = "20") double linkRate,
            @ConfigProperty(name = "kronborg.centre.telemetry.link-burst", defaultValue = "600") double linkBurst) {
        TelemetryGate gate = new TelemetryGate(
                new JsonEventReader(),
                network,
                Clock.systemUTC(),
                retention.accepted(),
                new FloodGate(linkRate, linkBurst));
        return new TelemetryIntake(gate, store);
    }

    @Produces
    @Singleton
    LinkHistory history(@DataSource("centre") InjectableInstance<AgroalDataSource> dataSource) {
        return new PostgresLinkHistory(dataSource.get());
    }

    @Produces
    @Singleton
    RefusalLog refusals(@PersistenceUnit("centre") InjectableInstance<SessionFactory> sessions) {
        return new PostgresRefusalLog(sessions.get());
    }

    @Produces
    @Singleton
    LinkBoard board(NetworkInForce network, @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource) {
        return new LinkBoard(network, new PostgresLinkHealthLog(dataSource.get()));
    }
}

package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.kafka.KafkaBroker;
import dk.kronborg.testbed.network.PortPlan;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.postgres.Database;
import dk.kronborg.testbed.postgres.PostgresServer;
import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.topology.network.Network;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The centre of a network with PostgreSQL and Kafka, in processes of their own, and nothing else: for whoever speaks for
 * the devices. Ends with the process that started it, at the latest.
 */
public final class RunningCentre implements AutoCloseable {

    private static final String CENTRE = "centre";

    private final Path application;
    private final Deployment deployment;
    private final List<ProcessSetting> further;
    private final Started started = new Started();
    private final List<Replica> replicas = new ArrayList<>();
    private final PostgresServer postgres;
    private final KafkaBroker kafka;
    private final Database database;

    /**
     * A process of the centre.
     *
     * @param console    operator plane
     * @param management health and metrics, without TLS
     */
    public record Replica(GuardedProcess process, URI console, URI management) {}

    private RunningCentre(Network network, Path place, Path application, List<ProcessSetting> further)
            throws IOException {
        DemoDirectory directory = DemoDirectory.of(place);
        this.application = application.toAbsolutePath();
        this.further = further;
        PortPlan ports = freePorts();
        this.deployment = Deployment.ofCentre(network, directory, ports, Clock.systemUTC());
        try {
            this.postgres = PostgresServer.start(directory.of("postgresql"), ports.postgres(), 1);
            started.add(postgres::close);
            this.database = postgres.database(CENTRE);
            this.kafka = KafkaBroker.start(
                    directory.of("kafka"), ports.kafka(), ports.kafkaController(), RunningDemo.classPath());
            started.add(kafka::close);
            startReplica(ports);
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /**
     * Starts all of it on free ports, the centre as one process, and waits until it is ready.
     *
     * @param network     with the telemetry keys of its devices
     * @param directory   where everything of it lies; one that was used before goes on with what it has
     * @param application the packaged program, {@code quarkus-run.jar}
     * @param settings    further ones of the centre, {@code NAME=VALUE}
     */
    public static RunningCentre start(Network network, Path directory, Path application, String... settings)
            throws IOException {
        return new RunningCentre(
                network,
                directory,
                application,
                Arrays.stream(settings)
                        .map(setting -> ProcessSetting.parse(CENTRE + ':' + setting))
                        .toList());
    }

    private static PortPlan freePorts() throws IOException {
        return new PortPlan(PortPlan.freeBase(List.of()), List.of());
    }

    /** Starts one more process of the centre on the same database and topics, and waits until it is ready. */
    public Replica startReplica() throws IOException {
        return startReplica(freePorts());
    }

    private Replica startReplica(PortPlan ports) throws IOException {
        String name = replicas.isEmpty() ? CENTRE : CENTRE + '-' + (replicas.size() + 1);
        Path place = deployment.directory().of(name);
        ApplicationSettings.ofCentre(deployment, database, kafka.bootstrapServers())
                .listenOn(ports)
                .with(further)
                .writeFor(place);
        ApplicationProcess process = ApplicationProcess.start(
                name, ApplicationProcess.Role.CENTRE, application, place, ports.centreManagement());
        started.add(process::close);
        process.awaitReady();
        Replica replica = new Replica(
                process.process(),
                URI.create("https://127.0.0.1:" + ports.console()),
                URI.create("http://127.0.0.1:" + ports.centreManagement()));
        replicas.add(replica);
        return replica;
    }

    /** The processes of the centre, in the order of their starts. */
    public List<Replica> replicas() {
        return List.copyOf(replicas);
    }

    public GuardedProcess kafka() {
        return kafka.process();
    }

    public GuardedProcess postgres() {
        return postgres.process();
    }

    /** {@code host:port} of the broker. */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** The centre's database. */
    public Database database() {
        return database;
    }

    /** What lets scripts in as its first operator. */
    public String token() throws IOException {
        return deployment.accounts().first().token();
    }

    /** By which the centre's certificate is recognised, a PEM file. */
    public Path operatorAuthority() {
        return deployment.authorities().root(Plane.OPERATOR);
    }

    @Override
    public void close() {
        started.close();
    }
}

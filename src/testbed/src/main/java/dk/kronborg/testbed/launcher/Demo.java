package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.kafka.KafkaBroker;
import dk.kronborg.testbed.pki.CentreSigningKey;
import dk.kronborg.testbed.postgres.Database;
import dk.kronborg.testbed.postgres.PostgresServer;
import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.testbed.process.ProcessLedger;
import dk.kronborg.testbed.simulator.DeviceNetwork;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A whole network on this machine: PostgreSQL, Kafka, the centre, a KME per site, and simulated devices. Ended in the
 * reverse order. No process of it outlives this one.
 */
final class Demo implements AutoCloseable {

    static final String LAUNCHER = "launcher";

    /** Status of a process that ended in order, to be started again: the network map joins it to others otherwise. */
    private static final int WANTS_ANOTHER_START = 4;

    private static final Duration FIRST_KEYS_TIME = Duration.ofMinutes(5);

    private final DemoSettings settings;
    private final Progress progress;
    private final Started started = new Started();
    private final List<GuardedProcess> servers = new CopyOnWriteArrayList<>();
    private final Applications applications = new Applications();
    private final ProcessLedger ledger;
    private final CountDownLatch over = new CountDownLatch(1);

    Demo(DemoSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.ledger = new ProcessLedger(settings.directory().processes());
    }

    /**
     * Starts everything and returns when the network is ready and described in {@code network.json}.
     *
     * @throws IOException if something does not start; what has been started runs until {@link #close}
     */
    void start() throws IOException {
        settings.requireKnownProcesses();
        settings.requireApplication();
        DemoDirectory directory = settings.directory();
        takeHold(directory);
        for (String leftover : ProcessLedger.endLeftovers(directory.processes())) {
            progress.step("ended " + leftover + ", left over from an earlier run");
        }
        ledger.record(LAUNCHER, ProcessHandle.current());
        settings.ports().requireFree();
        Deployment deployment = Deployment.of(settings, Clock.systemUTC());
        DemoAccounts accounts = deployment.accounts();
        OperatorConnections.write(deployment);
        progress.step(deployment.network().kmes().size() + " sites, "
                + deployment.network().links().size() + " links in " + directory.path());

        Map<String, Database> databases = startServers(deployment);
        startApplications(deployment, databases);
        DeviceNetwork devices = startDevices(deployment);
        FirstKeys firstKeys = FirstKeys.of(deployment.network());
        progress.step("waiting for the first keys on " + firstKeys.link().id());
        firstKeys.await(deployment, devices, FIRST_KEYS_TIME);
        progress.step("first keys between " + firstKeys.master().id() + " and "
                + firstKeys.slave().id());

        List<GuardedProcess> processes = new ArrayList<>(servers);
        processes.addAll(applications.processes());
        Control control = Control.start(deployment, devices, processes, this::restart);
        started.add(control::close);
        DemoNetwork description = Description.of(deployment, databases, kafkaBootstrap(deployment));
        progress.line(Summary.of(deployment, accounts, firstKeys, description, processes, progress.elapsed()));
        // Last of all, for whoever waits for it.
        description.write(directory.networkJson());
        watch(processes);
    }

    private void takeHold(DemoDirectory directory) throws IOException {
        DemoDirectory.Hold hold = directory.hold();
        started.add(() -> {
            try (hold) {
                directory.forgetRun();
            } catch (IOException e) {
                progress.step("cannot tidy up " + directory.path() + ": " + e.getMessage());
            }
        });
        directory.forgetRun();
    }

    private static String kafkaBootstrap(Deployment deployment) {
        return "127.0.0.1:" + deployment.ports().kafka();
    }

    /** PostgreSQL and Kafka at the same time; the databases by process name. */
    private Map<String, Database> startServers(Deployment deployment) throws IOException {
        CompletableFuture<KafkaBroker> kafka = CompletableFuture.supplyAsync(() -> startKafka(deployment));
        Map<String, Database> databases = new LinkedHashMap<>();
        try {
            int count = deployment.network().kmes().size() + 1;
            PostgresServer postgres = PostgresServer.start(
                    deployment.directory().of("postgresql"), deployment.ports().postgres(), count);
            track(postgres.process(), postgres::close);
            databases.put("centre", postgres.database("centre"));
            for (Kme kme : deployment.network().kmes()) {
                databases.put(kme.id().value(), postgres.database(databaseName(kme.id())));
            }
            progress.step("PostgreSQL is ready with " + count + " databases");
        } finally {
            awaitKafka(kafka);
        }
        return databases;
    }

    private KafkaBroker startKafka(Deployment deployment) {
        try {
            KafkaBroker broker = KafkaBroker.start(
                    deployment.directory().of("kafka"),
                    deployment.ports().kafka(),
                    deployment.ports().kafkaController());
            track(broker.process(), broker::close);
            progress.step("Kafka is ready");
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitKafka(CompletableFuture<KafkaBroker> kafka) throws IOException {
        try {
            kafka.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException cause && cause.getCause() != null) {
                throw cause.getCause();
            }
            throw e;
        }
    }

    private void track(GuardedProcess process, Started.Part part) throws IOException {
        started.add(part);
        servers.add(process);
        ledger.record(process.name(), process.handle());
    }

    /** {@code KME-MFA} has database {@code kme_mfa}. */
    private static String databaseName(KmeId kme) {
        return kme.value().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    }

    private void startApplications(Deployment deployment, Map<String, Database> databases) throws IOException {
        started.add(applications);
        // KMEs read its public half.
        CentreSigningKey.open(deployment.directory().signingKeys());
        List<Applications.Start> starts = new ArrayList<>();
        starts.add(() -> startCentre(deployment, database(databases, "centre")));
        for (Kme kme : deployment.network().kmes()) {
            starts.add(() ->
                    startKme(deployment, kme.id(), database(databases, kme.id().value())));
        }
        applications.startAll(starts, Runtime.getRuntime().availableProcessors(), progress);
    }

    private static Database database(Map<String, Database> databases, String process) {
        Database database = databases.get(process);
        if (database == null) {
            throw new IllegalStateException("no database was made for " + process);
        }
        return database;
    }

    private ApplicationProcess startCentre(Deployment deployment, Database database) throws IOException {
        Path directory = deployment.directory().of("centre");
        ApplicationSettings.ofCentre(deployment, database, kafkaBootstrap(deployment))
                .with(settings.furtherOf("centre"))
                .writeFor(directory);
        int management = deployment.ports().centreManagement();
        return recorded(ApplicationProcess.start(
                "centre", ApplicationProcess.Role.CENTRE, settings.application(), directory, management));
    }

    private ApplicationProcess startKme(Deployment deployment, KmeId kme, Database database) throws IOException {
        Path directory = deployment.directory().of(kme.value());
        ApplicationSettings.ofKme(deployment, kme, database, kafkaBootstrap(deployment))
                .with(settings.furtherOf(kme.value()))
                .writeFor(directory);
        int management = deployment.ports().of(kme).management();
        return recorded(ApplicationProcess.start(
                kme.value(), ApplicationProcess.Role.KME, settings.application(), directory, management));
    }

    private ApplicationProcess recorded(ApplicationProcess process) throws IOException {
        ledger.record(process.process().name(), process.process().handle());
        return process;
    }

    private DeviceNetwork startDevices(Deployment deployment) throws IOException {
        DeviceNetwork devices = DeviceNetwork.start(
                deployment.network(),
                deployment.driverCredentials(),
                deployment.deviceUris(),
                kafkaBootstrap(deployment));
        started.add(devices::close);
        progress.step("the simulated devices run");
        return devices;
    }

    private void restart(GuardedProcess process) throws IOException {
        process.restart();
        ledger.record(process.name(), process.handle());
        progress.step(process.name() + " is started again");
        watch(List.of(process));
    }

    private void watch(List<GuardedProcess> processes) {
        processes.forEach(process -> process.whenEnded(status -> ended(process, status)));
    }

    private void ended(GuardedProcess process, int status) {
        progress.step(process.name() + " has ended; its log is " + process.log());
        if (status == WANTS_ANOTHER_START) {
            try {
                restart(process);
            } catch (IOException e) {
                progress.step(process.name() + " is not started again: " + e.getMessage());
            }
        }
    }

    /** Waits until the network has been ended from outside. */
    void awaitEnd() throws InterruptedException {
        over.await();
    }

    /** Ends everything in order: devices, the program's processes, Kafka, PostgreSQL. */
    @Override
    public void close() {
        progress.last("stopping");
        started.close();
        over.countDown();
    }
}

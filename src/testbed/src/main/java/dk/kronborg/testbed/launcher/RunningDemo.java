package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.network.Interceptor;
import dk.kronborg.testbed.network.PortPlan;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.network.Wire;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.TestAuthorities;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.testbed.postgres.Database;
import dk.kronborg.testbed.postgres.PostgresServer;
import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.testbed.process.ProcessLedger;
import dk.kronborg.testbed.process.Programs;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A whole network in processes of its own, started by the launcher as a person would start it: for end-to-end tests.
 * Ends with the process that started it, at the latest.
 */
public final class RunningDemo implements AutoCloseable {

    private static final Duration READY_TIME = Duration.ofMinutes(20);
    private static final Duration STOP_TIME = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(200);

    private final GuardedProcess launcher;
    private final DemoDirectory directory;
    private final DemoNetwork network;
    private final PortPlan ports;
    private final Between between;
    private final Path application;

    /** What a test has put between the KMEs. */
    private record Between(List<Wire> wires, Optional<Interceptor> interceptor) implements AutoCloseable {

        static final Between NOTHING = new Between(List.of(), Optional.empty());

        boolean isThere() {
            return !wires.isEmpty() || interceptor.isPresent();
        }

        @Override
        public void close() {
            wires.forEach(Wire::close);
            interceptor.ifPresent(Interceptor::close);
        }
    }

    @FunctionalInterface
    private interface Builder {
        Between build(PortPlan ports, DemoDirectory place) throws IOException;
    }

    private RunningDemo(
            GuardedProcess launcher,
            DemoDirectory directory,
            DemoNetwork network,
            PortPlan ports,
            Between between,
            Path application) {
        this.launcher = launcher;
        this.directory = directory;
        this.network = network;
        this.ports = ports;
        this.between = between;
        this.application = application;
    }

    /**
     * Starts a network on free ports and waits until its first keys are there.
     *
     * @param application the packaged program, {@code quarkus-run.jar}
     * @param further     settings of single processes, {@code PROCESS:NAME=VALUE}
     * @throws IOException if it does not become ready; the message has the launcher's output
     */
    public static RunningDemo start(ReferenceNetwork sites, Path directory, Path application, String... further)
            throws IOException {
        return start(sites, directory, application, (ports, place) -> Between.NOTHING, further);
    }

    /** The same, but KMEs talk to each other over wires that {@link #part} cuts. */
    public static RunningDemo startWired(ReferenceNetwork sites, Path directory, Path application, String... further)
            throws IOException {
        return start(
                sites,
                directory,
                application,
                (ports, place) -> {
                    List<Wire> wires = new ArrayList<>();
                    try {
                        for (Kme kme : sites.plan().kmes()) {
                            PortPlan.KmePorts of = ports.of(kme.id());
                            wires.add(Wire.between(of.wire(), of.peer()));
                        }
                        return new Between(List.copyOf(wires), Optional.empty());
                    } catch (IOException e) {
                        wires.forEach(Wire::close);
                        throw e;
                    }
                },
                further);
    }

    /**
     * The same, but between the KMEs, from their first word on, is somebody who has stolen the TLS keys of all their peer
     * planes, and no other keys.
     */
    public static RunningDemo startIntercepted(
            ReferenceNetwork sites, Path directory, Path application, Interceptor.Attack attack, String... further)
            throws IOException {
        return start(
                sites,
                directory,
                application,
                (ports, place) -> {
                    DomainId domain = sites.plan().domain();
                    TestAuthorities authorities = TestAuthorities.open(domain, place.tls(), Clock.systemUTC());
                    Map<KmeId, Interceptor.Place> places = new LinkedHashMap<>();
                    for (Kme kme : sites.plan().kmes()) {
                        PortPlan.KmePorts of = ports.of(kme.id());
                        Identity identity =
                                new Identity(domain, Identity.Role.KME, kme.id().value());
                        places.put(
                                kme.id(),
                                new Interceptor.Place(
                                        of.wire(),
                                        of.peer(),
                                        authorities.credential(Plane.PEER, identity, EnumSet.allOf(Use.class))));
                    }
                    return new Between(List.of(), Optional.of(Interceptor.between(places, attack)));
                },
                further);
    }

    private static RunningDemo start(
            ReferenceNetwork sites, Path directory, Path application, Builder builder, String... further)
            throws IOException {
        DemoDirectory place = DemoDirectory.of(directory);
        List<KmeId> kmes = sites.plan().kmes().stream().map(Kme::id).toList();
        int base = PortPlan.freeBase(kmes);
        PortPlan ports = new PortPlan(base, kmes);
        Between between = builder.build(ports, place);
        try {
            return start(sites, place, application, ports, base, between, further);
        } catch (IOException | RuntimeException e) {
            between.close();
            throw e;
        }
    }

    private static RunningDemo start(
            ReferenceNetwork sites,
            DemoDirectory place,
            Path application,
            PortPlan ports,
            int base,
            Between between,
            String... further)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(LauncherJvm.FLAGS);
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.addAll(List.of("-cp", classPath(), KronborgCommand.class.getName(), "demo"));
        command.addAll(List.of("--sites", sites.id(), "--dir", place.path().toString()));
        command.addAll(List.of("--port-base", Integer.toString(base), "--application", application.toString()));
        for (String setting : further) {
            command.addAll(List.of("--set", setting));
        }
        if (between.isThere()) {
            command.add("--wired");
        }
        GuardedProcess launcher = GuardedProcess.start(
                new GuardedProcess.Start(Demo.LAUNCHER, command, place.path(), place.launcherLog(), "TERM", STOP_TIME));
        try {
            awaitReady(launcher, place);
            return new RunningDemo(
                    launcher,
                    place,
                    DemoNetwork.read(place.networkJson()),
                    ports,
                    between,
                    application.toAbsolutePath());
        } catch (IOException | RuntimeException e) {
            launcher.close();
            throw e;
        }
    }

    /** The testbed as it was built; a test's own class path may have other versions of its libraries. */
    public static String classPath() throws IOException {
        try {
            Path code = Path.of(RunningDemo.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path libraries = code.resolveSibling("class-path");
            if (!Files.exists(libraries)) {
                throw new DemoFailedException(
                        libraries + " is missing: package the module src/testbed before running this");
            }
            return code + ":" + Files.readString(libraries);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void awaitReady(GuardedProcess launcher, DemoDirectory place) throws IOException {
        long end = System.nanoTime() + READY_TIME.toNanos();
        try {
            while (!Files.exists(place.networkJson())) {
                if (!launcher.isAlive() || System.nanoTime() > end) {
                    throw new DemoFailedException("the network in " + place.path() + " did not become ready:\n"
                            + String.join("\n", launcher.lastLines(50)));
                }
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted while the network starts", e);
        }
    }

    /** What {@code network.json} says. */
    public DemoNetwork network() {
        return network;
    }

    /** Where its processes listen. */
    public PortPlan ports() {
        return ports;
    }

    /** PostgreSQL's superuser and the database of that name. */
    public Database superuser() throws IOException {
        return PostgresServer.superuser(directory.of("postgresql"), ports.postgres());
    }

    /**
     * Starts a KME whose process has been ended, as the launcher had started it; whoever calls ends it.
     *
     * @return as soon as the process exists
     */
    public GuardedProcess startAgain(KmeId kme, String... jvmOptions) throws IOException {
        return ApplicationProcess.start(
                        kme.value(),
                        ApplicationProcess.Role.KME,
                        application,
                        directory.of(kme.value()),
                        ports.of(kme).management(),
                        List.of(jvmOptions))
                .process();
    }

    /**
     * A further process of a KME, with the database and the state folder of the first, to be closed by whoever calls.
     *
     * @param ports its own
     */
    public record Replica(GuardedProcess process, PortPlan.KmePorts ports) {}

    /**
     * Starts a further process of a KME.
     *
     * @return when it is ready
     */
    public Replica startReplica(KmeId kme) throws IOException {
        PortPlan.KmePorts own = new PortPlan(PortPlan.freeBase(List.of(kme)), List.of(kme)).of(kme);
        Path place = directory.of(kme.value() + "-replica");
        ApplicationSettings.readFrom(directory.of(kme.value())).listenOn(own).writeFor(place);
        ApplicationProcess process = ApplicationProcess.start(
                kme.value() + " replica", ApplicationProcess.Role.KME, application, place, own.management());
        try {
            process.awaitReady();
            return new Replica(process.process(), own);
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** The network's own authorities, to issue good and bad credentials by. */
    public TestAuthorities authorities() throws IOException {
        return TestAuthorities.open(new DomainId(network.domain()), directory.tls(), Clock.systemUTC());
    }

    /** Lets a fault befall a link, or repairs it with {@code clear}; the words of {@code ./kronborg fault}. */
    public void fault(String link, String words) throws IOException {
        new ControlClient(directory).fault(link, words);
    }

    /**
     * Finds one of its processes, to look at or to kill.
     *
     * @param name {@code centre}, {@code kafka}, {@code postgresql} or a KME id
     * @throws IOException if no such process runs
     */
    public ProcessHandle process(String name) throws IOException {
        return ProcessLedger.read(directory.processes()).stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .flatMap(ProcessLedger.Entry::find)
                .orElseThrow(() -> new IOException("no process " + name + " runs in " + directory.path()));
    }

    /** Kills a process and all that it has started, as a crash would, and waits until they are gone. */
    public void kill(String name) throws IOException {
        List<ProcessHandle> family = family(name);
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(process -> process.onExit().join());
    }

    /** Interrupts a process, which is how PostgreSQL shuts down in order, and waits for all that it has started, too. */
    public void interrupt(String name) throws IOException {
        List<ProcessHandle> family = family(name);
        Programs.run(List.of("kill", "-s", "INT", Long.toString(process(name).pid())));
        family.forEach(process -> process.onExit().join());
    }

    /** Lets a process and all that it has started stand still until {@link #resume}. */
    public void pause(String name) throws IOException {
        signal("STOP", name);
    }

    /** Lets a process go on. */
    public void resume(String name) throws IOException {
        signal("CONT", name);
    }

    /** First the process itself, which then starts no further ones; one of those it has started may end meanwhile. */
    private void signal(String signal, String name) throws IOException {
        ProcessHandle process = process(name);
        signal(signal, process);
        for (ProcessHandle child : process.descendants().toList()) {
            try {
                signal(signal, child);
            } catch (IOException e) {
                if (child.isAlive()) {
                    throw e;
                }
            }
        }
    }

    private static void signal(String signal, ProcessHandle process) throws IOException {
        Programs.run(List.of("kill", "-s", signal, Long.toString(process.pid())));
    }

    private List<ProcessHandle> family(String name) throws IOException {
        ProcessHandle process = process(name);
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    /** Starts a process again that was killed; returns when it runs, not when it is ready. */
    public void restart(String name) throws IOException {
        new ControlClient(directory).restart(name);
    }

    /** Cuts the wires between the KMEs: what they say is neither passed on nor refused. */
    public void part() {
        between.wires.forEach(Wire::cut);
    }

    /** Mends the wires. */
    public void rejoin() {
        between.wires.forEach(Wire::mend);
    }

    /** What a KME's {@code /q/metrics} says, in the text format of Prometheus. */
    public String metrics(String kme) throws IOException {
        int port = ports.of(new KmeId(kme)).management();
        URI uri = URI.create("http://127.0.0.1:" + port + "/q/metrics");
        try (InputStream in = uri.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Stops the network in order. */
    @Override
    public void close() {
        launcher.close();
        between.close();
    }
}

package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * All simulated devices of a network, running until closed.
 *
 * <p>One thread lets the time of all links pass, one event loop pushes their blocks, one producer sends their
 * telemetry. The hybrid post-quantum group of TLS is used if the JVM runs with {@code
 * -Djdk.tls.namedGroups=X25519MLKEM768,x25519,secp256r1}.
 */
public final class DeviceNetwork implements AutoCloseable {

    /** Keys trickle: a link makes what is due four times a second. */
    private static final Duration STEP = Duration.ofMillis(250);

    private static final System.Logger LOG = System.getLogger(DeviceNetwork.class.getName());

    private final Network network;
    private final SimulatedNetwork links;
    private final List<KmeOutlet> outlets = new ArrayList<>();
    private final KafkaTelemetry telemetry;
    private final InstantSource clock;
    private final Vertx vertx;
    private final ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("quantum-links").factory());

    private DeviceNetwork(Network network, KafkaTelemetry telemetry, InstantSource clock) {
        this.network = network;
        this.links = new SimulatedNetwork(network);
        this.telemetry = telemetry;
        this.clock = clock;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    /**
     * Starts both drivers of every link.
     *
     * @param credentials    by device, for every device of the network
     * @param deviceUris     {@code https://host:port} of each KME's device plane
     * @param kafkaBootstrap {@code host:port} of the broker that takes telemetry
     * @throws IllegalArgumentException if something is missing; the message lists all
     * @throws IllegalStateException    if this machine has no native TLS library
     */
    public static DeviceNetwork start(
            Network network,
            Map<DeviceId, DriverCredentials> credentials,
            Map<KmeId, URI> deviceUris,
            String kafkaBootstrap) {
        check(network, credentials, deviceUris);
        if (!OpenSsl.isAvailable()) {
            throw new IllegalStateException(
                    "netty-tcnative has no library for this machine", OpenSsl.unavailabilityCause());
        }
        DeviceNetwork devices =
                new DeviceNetwork(network, KafkaTelemetry.connect(kafkaBootstrap), InstantSource.system());
        try {
            devices.startLinks(credentials, deviceUris);
            return devices;
        } catch (RuntimeException e) {
            devices.close();
            throw e;
        }
    }

    private void startLinks(Map<DeviceId, DriverCredentials> credentials, Map<KmeId, URI> deviceUris) {
        for (Link link : network.links()) {
            links.add(link.id(), assemble(link, credentials, deviceUris));
        }
        long delay = 0;
        for (Map.Entry<LinkId, SimulatedLink> link : links.links().entrySet()) {
            delay += STEP.toMillis() / links.links().size();
            run(link.getKey(), link.getValue(), delay);
        }
    }

    private static void check(
            Network network, Map<DeviceId, DriverCredentials> credentials, Map<KmeId, URI> deviceUris) {
        List<String> faults = new ArrayList<>();
        for (Link link : network.links()) {
            for (LinkEnd end : List.of(link.transmitter(), link.receiver())) {
                DriverCredentials proof = credentials.get(end.device());
                if (proof == null) {
                    faults.add("device " + end.device() + " has no credentials");
                } else {
                    Stream.of(proof.certificateChain(), proof.key(), proof.trust())
                            .filter(file -> !Files.isReadable(file))
                            .forEach(file -> faults.add("device " + end.device() + " cannot read " + file));
                }
                URI uri = deviceUris.get(end.kme());
                if (uri == null) {
                    faults.add("the device plane of " + end.kme() + " has no URI");
                } else if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 0) {
                    faults.add("the device plane of " + end.kme() + " is https://host:port, got " + uri);
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the devices cannot start: " + String.join("; ", faults));
        }
    }

    private SimulatedLink assemble(
            Link link, Map<DeviceId, DriverCredentials> credentials, Map<KmeId, URI> deviceUris) {
        return new SimulatedLink(
                link,
                driver(link, End.TX, credentials, deviceUris),
                driver(link, End.RX, credentials, deviceUris),
                new SecureRandom(),
                new SplittableRandom(),
                UUID::randomUUID,
                clock.instant());
    }

    private Driver driver(
            Link link, End end, Map<DeviceId, DriverCredentials> credentials, Map<KmeId, URI> deviceUris) {
        LinkEnd place = end == End.TX ? link.transmitter() : link.receiver();
        DriverCredentials proof = present(credentials, place.device());
        KmeConnection connection = new KmeConnection(
                vertx,
                link.id(),
                present(deviceUris, place.kme()),
                new Identity(network.domain(), Identity.Role.KME, place.kme().value()),
                proof,
                QuantumSystem.of(link).claim());
        KmeOutlet outlet = new KmeOutlet(vertx, connection);
        outlets.add(outlet);
        TelemetrySigner signer = new TelemetrySigner(proof.telemetryKey(), proof.telemetryKeyId());
        return new Driver(link, end, signer, outlet, telemetry, UUID::randomUUID);
    }

    private static <K, V> V present(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException("nothing is known of " + key);
        }
        return value;
    }

    private void run(LinkId id, SimulatedLink link, long delayMillis) {
        var _ = time.scheduleWithFixedDelay(
                () -> {
                    try {
                        link.advance(clock.instant());
                    } catch (RuntimeException e) {
                        // The scheduler would drop the link in silence.
                        LOG.log(System.Logger.Level.ERROR, "link " + id + " failed to advance", e);
                    }
                },
                delayMillis,
                STEP.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * The link or cable of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Target target(String name) {
        return Target.named(network, name);
    }

    /**
     * Lets something befall a link, or all links of a cable, beside what acts already; one of its kind is replaced.
     *
     * @throws IllegalArgumentException if there is no such target, or the phenomenon is not for it
     */
    public void befall(Target target, Phenomenon phenomenon) {
        links.befall(target, phenomenon);
    }

    /** Ends what is of that {@link Phenomenon#kind kind}; says whether there was any. */
    public boolean end(Target target, String kind) {
        return links.end(target, kind);
    }

    /** Repairs a link, or all links of a cable. */
    public void clear(Target target) {
        links.clear(target);
    }

    /** Every link as it is now. */
    public Map<LinkId, LinkStatus> status() {
        Map<LinkId, LinkStatus> all = new LinkedHashMap<>();
        links.links().forEach((id, link) -> all.put(id, link.status()));
        return all;
    }

    /** Stops all devices; unsent key blocks are wiped. */
    @Override
    public void close() {
        time.shutdownNow();
        // A step under way still hands over its blocks, which the outlets then wipe.
        await(() -> time.awaitTermination(2, TimeUnit.SECONDS));
        outlets.forEach(KmeOutlet::close);
        telemetry.close();
        await(() -> vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
    }

    private static void await(Callable<?> end) {
        try {
            end.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "the simulated devices did not end in time", e);
        }
    }
}

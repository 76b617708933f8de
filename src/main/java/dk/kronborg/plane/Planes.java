package dk.kronborg.plane;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The planes of a process, with certificates, trust and revocations that follow their files without a restart: what
 * changes on disk is in force within half a second, on open connections too.
 */
public final class Planes implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Planes.class);
    static final long POLL_MILLIS = 250;
    /** The one plane whose clients we do not choose. */
    private static final String SAE = "sae";

    private final Vertx vertx;
    private final MeterRegistry metrics;
    private final Map<String, Plane> planes = new TreeMap<>();
    private final Thread watch;

    /** What belongs to one plane. */
    private record Plane(
            PlaneSettings.Plane settings, PlaneGuard guard, ExpiryNotices notices, List<OpenConnections> connections) {

        void look() {
            guard.poll();
            connections.forEach(OpenConnections::sweep);
            guard.certificates().forEach(notices::look);
            notices.forget();
        }
    }

    private Planes(Vertx vertx, MeterRegistry metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.watch = Thread.ofPlatform().name("plane files").daemon().unstarted(this::watch);
    }

    /**
     * Reads the files of all planes, and watches them from then on.
     *
     * @throws IllegalStateException if a plane's settings or files are unsafe or unusable; the message says which, and
     *     the remedy
     */
    public static Planes open(Vertx vertx, PlaneSettings settings, Alarms alarms, MeterRegistry metrics, Clock clock) {
        Planes all = new Planes(vertx, metrics);
        settings.planes().forEach((name, plane) -> all.add(name, plane, alarms, clock));
        all.watch.start();
        return all;
    }

    private void add(String name, PlaneSettings.Plane settings, Alarms alarms, Clock clock) {
        PlaneLimits.check(name, settings);
        if (settings.tls12() && !name.equals(SAE)) {
            throw new IllegalStateException("kronborg.plane." + name + ".tls12: TLS 1.2 has no post-quantum protection"
                    + " and is for the sae plane only; remove the setting");
        }
        try {
            PlaneGuard guard = new PlaneGuard(
                    name, settings, fresh -> requireOwnTrust(name, settings, fresh), alarms, clock, System::nanoTime);
            ExpiryNotices notices = new ExpiryNotices(name, alarms, clock);
            guard.certificates().forEach(notices::look);
            planes.put(name, new Plane(settings, guard, notices, new CopyOnWriteArrayList<>()));
            metrics.gauge(
                    "kronborg.plane.certificate.days",
                    Tags.of("plane", name),
                    guard,
                    it -> it.certificates().mapToDouble(notices::daysLeft).min().orElse(Double.NaN));
        } catch (PlaneFileException e) {
            throw new IllegalStateException("the " + name + " plane is not opened: " + e.getMessage(), e);
        }
    }

    /** By its key, so that an anchor signed anew is still the same. */
    private void requireOwnTrust(String name, PlaneSettings.Plane settings, Credentials fresh)
            throws PlaneFileException {
        Set<PublicKey> own = keys(fresh);
        for (Map.Entry<String, Plane> other : planes.entrySet()) {
            Set<PublicKey> shared =
                    new HashSet<>(keys(other.getValue().guard().inForce().credentials()));
            shared.retainAll(own);
            if (!other.getKey().equals(name) && !shared.isEmpty()) {
                throw new PlaneFileException(settings.trust() + " and "
                        + other.getValue().settings().trust() + " have a trust anchor in common: the " + name
                        + " and " + other.getKey() + " planes must not admit each other's clients; give each plane an"
                        + " authority of its own");
            }
        }
    }

    private static Set<PublicKey> keys(Credentials credentials) {
        return credentials.anchors().stream().map(X509Certificate::getPublicKey).collect(Collectors.toSet());
    }

    private Plane plane(String name) {
        Plane plane = planes.get(name);
        if (plane == null) {
            throw new IllegalStateException(
                    "set kronborg.plane." + name + ".port, .certificate, .key and .trust for the " + name + " plane");
        }
        return plane;
    }

    /**
     * Opens a plane for those of one role in the own domain, who are known by Kronborg's own form.
     *
     * @param name of the plane in the settings
     * @throws IllegalStateException if it cannot be opened; the message names the plane and the reason
     */
    public PlaneListener listen(String name, DomainId domain, Identity.Role role, PlaneListener.Answering answering) {
        return listen(name, domain, role, () -> Naming.KRONBORG, answering);
    }

    /**
     * Opens a plane for those of one role in the own domain.
     *
     * @param name   of the plane in the settings
     * @param naming says whom certificates speak for; the same instance until that changes. A connection whose certificate
     *               speaks for another then is closed
     * @throws IllegalStateException if it cannot be opened; the message names the plane and the reason
     */
    public PlaneListener listen(
            String name,
            DomainId domain,
            Identity.Role role,
            Supplier<Naming> naming,
            PlaneListener.Answering answering) {
        Plane plane = plane(name);
        PlaneSettings.Plane settings = plane.settings();
        OpenConnections connections = connections(
                plane,
                true,
                naming,
                new OpenConnections.Limits(settings.mostConnections(), settings.mostConnectionsPerIdentity()));
        PlaneListener listener = new PlaneListener(vertx, name, settings, connections, metrics, answering);
        Predicate<Identity> whom =
                identity -> identity.role() == role && identity.domain().equals(domain);
        listener.open(plane.guard(), whom);
        return listener;
    }

    /**
     * A client for one server.
     *
     * @param name     of the plane in the settings, whose certificate is shown to the server
     * @param expected whom the server's certificate must speak for
     */
    public PlaneClient client(String name, URI base, Identity expected) {
        Plane plane = plane(name);
        OpenConnections connections = connections(plane, false, () -> Naming.KRONBORG, OpenConnections.Limits.NONE);
        return new PlaneClient(vertx, plane.settings(), plane.guard(), connections, base, expected);
    }

    private OpenConnections connections(
            Plane plane, boolean toClients, Supplier<Naming> naming, OpenConnections.Limits limits) {
        OpenConnections connections =
                new OpenConnections(plane.guard(), toClients, naming, limits, plane.notices(), metrics);
        plane.connections().add(connections);
        return connections;
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                planes.values().forEach(Planes::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void look(Plane plane) {
        try {
            plane.look();
        } catch (RuntimeException e) {
            // One plane's trouble must not end the watch over all.
            LOG.errorf(
                    e,
                    "watching the files of the %s plane failed; trying again",
                    plane.guard().plane());
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        try {
            watch.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

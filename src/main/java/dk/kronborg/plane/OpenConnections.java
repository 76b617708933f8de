package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.logging.Logger;

/** The open connections of a plane at one end of them, each with whom it is to. Thread-safe. */
final class OpenConnections {

    private static final Logger LOG = Logger.getLogger(OpenConnections.class);
    /** Signatures are verified for so long at most before revocations are looked at again. */
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PlaneGuard guard;
    private final boolean toClients;
    private final Supplier<Naming> naming;
    private final Limits limits;
    private final ExpiryNotices notices;
    private final MeterRegistry metrics;
    private final Map<HttpConnection, PeerChain> open = new ConcurrentHashMap<>();
    private final Map<Identity, PlaneListener.Session> sessions = new HashMap<>();

    /** Most connections in all, and most of one identity. */
    record Limits(int all, int perIdentity) {
        static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * No connection yet.
     *
     * @param toClients whether clients are at the other ends, else servers
     * @param naming    says whom certificates speak for; the same instance until that changes
     */
    OpenConnections(
            PlaneGuard guard,
            boolean toClients,
            Supplier<Naming> naming,
            Limits limits,
            ExpiryNotices notices,
            MeterRegistry metrics) {
        this.guard = guard;
        this.toClients = toClients;
        this.naming = naming;
        this.limits = limits;
        this.notices = notices;
        this.metrics = metrics;
    }

    /** Keeps a new connection, or closes it at once; on its event loop. */
    void admit(HttpConnection connection, Predicate<Identity> whom) {
        PeerChain peer =
                chain(connection).filter(chain -> whom.test(chain.identity())).orElse(null);
        String fault = peer == null ? "not for whom this is" : guard.fault(peer).orElse(null);
        if (peer != null && fault == null && !enter(connection, peer)) {
            fault = "one connection too many";
        }
        if (peer == null || fault != null) {
            LOG.debugf("%s plane: connection with %s closed: %s", guard.plane(), connection.remoteAddress(), fault);
            metrics.counter("kronborg.plane.connections.refused", "plane", guard.plane())
                    .increment();
            connection.close();
            return;
        }
        connection.closeHandler(closed -> leave(connection));
        peer.certificates().forEach(notices::look);
    }

    private Optional<PeerChain> chain(HttpConnection connection) {
        try {
            return PeerChain.of(connection.peerCertificates(), naming.get(), toClients);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private boolean enter(HttpConnection connection, PeerChain peer) {
        TlsSession tls = TlsSession.of(connection);
        metrics.counter(
                        "kronborg.plane.handshakes",
                        "plane",
                        guard.plane(),
                        "end",
                        toClients ? "server" : "client",
                        "protocol",
                        tls.protocol(),
                        "group",
                        tls.group())
                .increment();
        synchronized (sessions) {
            PlaneListener.Session before = sessions.get(peer.identity());
            int others = before == null ? 0 : before.connections();
            if (open.size() >= limits.all() || others >= limits.perIdentity()) {
                return false;
            }
            open.put(connection, peer);
            sessions.put(peer.identity(), new PlaneListener.Session(peer.identity(), tls, guard.now(), others + 1));
            return true;
        }
    }

    private void leave(HttpConnection connection) {
        synchronized (sessions) {
            PeerChain peer = open.remove(connection);
            if (peer != null) {
                sessions.computeIfPresent(peer.identity(), (identity, session) -> session.withOneLess());
            }
        }
    }

    /** Who is at the other end, if the certificates shown still hold. */
    Optional<Identity> whoIs(HttpConnection connection) {
        PeerChain peer = open.get(connection);
        return peer != null && peer.isNamed(naming.get()) && guard.fault(peer).isEmpty()
                ? Optional.of(peer.identity())
                : Optional.empty();
    }

    /**
     * Closes every connection whose certificates do not hold any more. Names, revocation and end are looked at for all of
     * them each time, signatures for as many as time allows.
     */
    void sweep() {
        Naming names = naming.get();
        open.forEach((connection, peer) -> {
            if (!peer.isNamed(names)) {
                close(connection, peer, "not of its name any more");
            }
            guard.shutOut(peer).ifPresent(fault -> close(connection, peer, fault));
            peer.certificates().forEach(notices::look);
        });
        long start = System.nanoTime();
        for (Map.Entry<HttpConnection, PeerChain> entry : open.entrySet()) {
            PeerChain peer = entry.getValue();
            if (!guard.isVerified(peer)) {
                if (System.nanoTime() - start > SWEEP_NANOS) {
                    return;
                }
                guard.fault(peer).ifPresent(fault -> close(entry.getKey(), peer, fault));
            }
        }
    }

    private void close(HttpConnection connection, PeerChain peer, String fault) {
        LOG.infof(
                "%s plane: connection with %s closed: its certificate is %s",
                guard.plane(), peer.identity().urn(), fault);
        connection.close();
    }

    int count() {
        return open.size();
    }

    /** The last session of every identity that was connected since the start. */
    List<PlaneListener.Session> sessions() {
        synchronized (sessions) {
            return List.copyOf(sessions.values());
        }
    }
}

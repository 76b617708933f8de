package dk.kronborg.centre;

import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.VersionTag;
import dk.kronborg.topology.version.VersionsUnavailableException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The network that the centre watches: the version in force, as far as this process has looked. The same object until
 * another version comes into force, by whichever process.
 */
@Singleton
public class NetworkInForce implements Supplier<Network> {

    private static final Logger LOG = Logger.getLogger(NetworkInForce.class);

    private record Version(VersionTag tag, Network network) {}

    private final NetworkHistory history;
    private volatile @Nullable Version watched;
    private String fault = "";

    @Inject
    NetworkInForce(NetworkHistory history) {
        this.history = history;
    }

    /**
     * The network.
     *
     * @throws IllegalStateException if the history has not begun
     */
    @Override
    public Network get() {
        Version now = watched;
        return (now == null ? newest() : now).network();
    }

    private synchronized Version newest() {
        Version before = watched;
        VersionTag tag = history.inForce().tag();
        if (before != null && before.tag().equals(tag)) {
            return before;
        }
        Version next = new Version(tag, history.network(tag));
        watched = next;
        LOG.infof(
                "Watching version %s of the network, with %d links",
                tag, next.network().links().size());
        return next;
    }

    /**
     * Looks whether another version has come into force, and watches that one from then on. If it cannot be read, the one
     * that was watched goes on to be, and that is said once.
     *
     * @return whether the one that is watched is in force
     */
    synchronized boolean look() {
        try {
            newest();
            fault = "";
            return true;
        } catch (VersionsUnavailableException | IllegalArgumentException e) {
            String now = String.valueOf(e.getMessage());
            if (!now.equals(fault)) {
                LOG.warnf("The network that is watched stays as it is: %s; trying again", now);
            }
            fault = now;
            return false;
        }
    }
}

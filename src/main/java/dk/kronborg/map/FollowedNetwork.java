package dk.kronborg.map;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.file.MapFolder;
import dk.kronborg.plane.Planes;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.RunningMap;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.PinsJson;
import dk.kronborg.topology.network.Network;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The network by the newest map that this KME follows. */
public final class FollowedNetwork implements Supplier<Network>, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FollowedNetwork.class);
    /** While there is no map at all. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final HttpMapSource source;
    private final MapFollower follower;
    private volatile RunningMap running;

    /**
     * Takes the map that was kept, or waits for the first from the centre.
     *
     * @param pins of the enrolment, a file
     * @throws IllegalStateException if there are no such pins, or this process is to end before a map has come
     */
    public FollowedNetwork(KmeId here, Path pins, URI centre, Path state, Planes planes, Alarms alarms) {
        MapPins pinned = read(pins, here);
        this.source = new HttpMapSource(planes, centre, pinned.domain());
        this.follower = new MapFollower(pinned, source, new MapFolder(state), alarms, Clock.systemUTC());
        this.running = follower.running().orElseGet(this::first);
        LOG.infof("Version %d of the network map runs", running.version().version());
    }

    private static MapPins read(Path pins, KmeId here) {
        try {
            return PinsJson.read(Files.readAllBytes(pins), here);
        } catch (IOException | MalformedException e) {
            throw new IllegalStateException(
                    "kronborg.kme.map.pins names the pins of the enrolment, " + pins.toAbsolutePath() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private RunningMap first() {
        String last = "";
        try {
            while (true) {
                String why = "the centre's is refused";
                try {
                    Optional<RunningMap> first = follower.round();
                    if (first.isPresent()) {
                        return first.get();
                    }
                } catch (IOException e) {
                    why = String.valueOf(e.getMessage());
                }
                if (!why.equals(last)) {
                    LOG.infof("There is no network map yet: %s; trying again", why);
                    last = why;
                }
                Thread.sleep(FIRST_PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while there is no network map", e);
        }
    }

    @Override
    public Network get() {
        return running.network();
    }

    /**
     * Asks the centre for news; not at once in several threads.
     *
     * @return the network as it was, if another one runs from now on
     * @throws IOException if the centre cannot be reached; what runs goes on
     */
    public Optional<Network> round() throws IOException, InterruptedException {
        Optional<RunningMap> next = follower.round();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        Network before = running.network();
        running = next.get();
        LOG.infof("Version %d of the network map runs", running.version().version());
        return Optional.of(before);
    }

    @Override
    public void close() {
        source.close();
    }
}

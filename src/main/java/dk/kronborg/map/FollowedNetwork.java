package dk.kronborg.map;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.file.MapFolder;
import dk.kronborg.plane.Planes;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.RunningMap;
import dk.kronborg.topology.map.Tightening;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.PinsJson;
import dk.kronborg.topology.network.Network;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The network by the newest map that this KME follows, and by what it demands itself. */
public final class FollowedNetwork implements Supplier<Network>, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FollowedNetwork.class);
    /** While there is no map at all. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final MapSource centre;
    private final List<MapSource> sources;
    private final MapFollower follower;
    private final Tightening tightening;
    private volatile Network network;

    /**
     * Takes the map that was kept, or waits for the first from the centre.
     *
     * @param pins   of the enrolment, a file
     * @param tightening what this KME demands beyond the maps
     * @param broker how Kafka's clients reach the broker where there are maps, too, if there is one
     * @throws IllegalStateException if there are no such pins, or this process is to end before a map has come
     */
    public FollowedNetwork(
            KmeId here,
            Path pins,
            Tightening tightening,
            URI centre,
            Path state,
            Planes planes,
            Optional<Map<String, Object>> broker,
            Alarms alarms) {
        MapPins pinned = read(pins, here);
        this.centre = new HttpMapSource(planes, centre, pinned.domain());
        this.sources = Stream.concat(
                        Stream.of(this.centre), broker.map(reached -> new BrokerMapSource(here, reached)).stream())
                .toList();
        this.follower = new MapFollower(pinned, new MapFolder(state), alarms, Clock.systemUTC());
        this.tightening = tightening;
        this.network = tightened(follower.running().orElseGet(this::first));
    }

    private Network tightened(RunningMap running) {
        LOG.infof("Version %d of the network map runs", running.version().version());
        return tightening.of(running.network());
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
                    Optional<RunningMap> first = follower.round(centre);
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
        return network;
    }

    /** The centre, and the broker if there is one. */
    public List<MapSource> sources() {
        return sources;
    }

    /**
     * Asks one of the {@link #sources} for news; each in a thread of its own.
     *
     * @return the network as it was, if another one runs from now on
     * @throws IOException if it cannot be reached; what runs goes on
     */
    public Optional<Network> round(MapSource source) throws IOException, InterruptedException {
        return follower.round(source).isPresent() ? Optional.of(takeNewest()) : Optional.empty();
    }

    /** @return the network before */
    private synchronized Network takeNewest() {
        Network before = network;
        network = tightened(follower.running().orElseThrow());
        return before;
    }

    @Override
    public void close() {
        sources.forEach(MapSource::close);
    }
}

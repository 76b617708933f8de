package dk.kronborg.map;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.file.MapFolder;
import dk.kronborg.topology.map.HeadWatch;
import dk.kronborg.topology.map.Judgement;
import dk.kronborg.topology.map.MapFault;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.MapVerifier;
import dk.kronborg.topology.map.RunningMap;
import dk.kronborg.topology.map.SignedHead;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.MapJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the signed map: runs what was kept, asks for heads, and for the map when there is a newer one. What must not be
 * followed is alarmed and changes nothing; what is followed is on disk before anybody hears of it.
 *
 * <p>Any sources may be asked, each in a thread of its own: none waits for another, and what they bring is judged one after
 * the other, by the same rules.
 */
final class MapFollower {

    private static final String SUBJECT = "network map";
    /** Something that goes on is said again so often. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final MapPins pins;
    private final MapVerifier verifier = new MapVerifier(new JsonNetworkForm());
    private final MapFolder folder;
    private final Alarms alarms;
    private final InstantSource clock;
    private volatile @Nullable RunningMap running;
    private HeadWatch watch;
    private final Map<String, Said> said = new HashMap<>();
    private boolean stale;

    /** What was said last of one that brought something. */
    private record Said(String detail, Instant at) {}

    /** A follower that runs what was kept, if that is what the folder's fence names. */
    MapFollower(MapPins pins, MapFolder folder, Alarms alarms, InstantSource clock) {
        this.folder = folder;
        this.alarms = alarms;
        this.clock = clock;
        this.watch = HeadWatch.begun(clock.instant());
        Optional<MapFolder.Fence> fence = folder.fence();
        this.pins = fence.map(named -> pins.atLeast(named.version())).orElse(pins);
        this.running = fence.flatMap(this::restored).orElse(null);
    }

    private Optional<RunningMap> restored(MapFolder.Fence fence) {
        try {
            byte[] kept = folder.map(fence)
                    .orElseThrow(() -> new MalformedException("version " + fence.version() + " is missing"));
            return switch (verifier.restore(pins, MapJson.readMap(kept), fence.digest())) {
                case Judgement.Accepted(RunningMap map) -> Optional.of(map);
                case Judgement.Same _ -> Optional.empty();
                case Judgement.Refused(MapFault fault, String detail) ->
                    throw new MalformedException(fault + ", " + detail);
            };
        } catch (MalformedException e) {
            say(folder.toString(), Alarms.Kind.MAP_REFUSED, "what was kept is not used: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** What runs, if anything. */
    Optional<RunningMap> running() {
        return Optional.ofNullable(running);
    }

    /**
     * Asks for news; not the same source in several threads.
     *
     * @return a map that runs from now on
     * @throws IOException if the source cannot be reached; what runs goes on
     */
    Optional<RunningMap> round(MapSource source) throws IOException, InterruptedException {
        try {
            Optional<RunningMap> now = running();
            if (now.isPresent() && !announcesMore(source.head(), source.toString())) {
                return Optional.empty();
            }
            byte[] map = source.map(now.map(runs -> runs.version().version() + 1));
            return followed(map, now, source.toString());
        } finally {
            lookWhetherStale();
        }
    }

    private synchronized boolean announcesMore(byte[] received, String source) {
        RunningMap now = running;
        if (now == null) {
            return true;
        }
        SignedHead head;
        try {
            head = MapJson.readHead(received);
        } catch (MalformedException e) {
            say(source, Alarms.Kind.MAP_REFUSED, "a head: " + e.getMessage());
            return false;
        }
        return switch (watch.judge(now.version(), head, clock.instant())) {
            case HeadWatch.Seen.Current(HeadWatch seen) -> {
                watch = seen;
                yield false;
            }
            case HeadWatch.Seen.Behind(HeadWatch seen, long newest) -> {
                watch = seen;
                yield true;
            }
            // A newer map may know the key; if none does, that map is refused.
            case HeadWatch.Seen.Refused(HeadWatch.HeadFault fault, String detail)
            when fault == HeadWatch.HeadFault.UNKNOWN_KEY -> {
                yield true;
            }
            case HeadWatch.Seen.Refused(HeadWatch.HeadFault fault, String detail) -> {
                if (fault.isAlarmed()) {
                    say(
                            source,
                            fault == HeadWatch.HeadFault.FORK ? Alarms.Kind.MAP_FORKED : Alarms.Kind.MAP_REFUSED,
                            "a head: " + fault + ", " + detail);
                }
                yield false;
            }
        };
    }

    /** @param asked what ran when it was asked for; if that is over, another source has brought news, and this is late */
    private synchronized Optional<RunningMap> followed(byte[] received, Optional<RunningMap> asked, String source) {
        if (!running().map(RunningMap::version).equals(asked.map(RunningMap::version))) {
            return Optional.empty();
        }
        return switch (MapJson.judge(verifier, asked, pins, received)) {
            case Judgement.Accepted(RunningMap map) -> {
                folder.keep(
                        new MapFolder.Fence(
                                map.version().version(), map.version().digest()),
                        received);
                running = map;
                yield Optional.of(map);
            }
            case Judgement.Same _ -> Optional.empty();
            case Judgement.Refused(MapFault fault, String detail) -> {
                if (fault.isAlarmed()) {
                    say(
                            source,
                            fault == MapFault.FORK ? Alarms.Kind.MAP_FORKED : Alarms.Kind.MAP_REFUSED,
                            "a map: " + fault + ", " + detail);
                }
                yield Optional.empty();
            }
        };
    }

    private void say(String source, Alarms.Kind kind, String detail) {
        Instant now = clock.instant();
        Said last = said.get(source);
        if (last == null
                || !last.detail().equals(detail)
                || last.at().plus(AGAIN).isBefore(now)) {
            alarms.raise(kind, SUBJECT, "from " + source + ", " + detail);
            said.put(source, new Said(detail, now));
        }
    }

    private synchronized void lookWhetherStale() {
        boolean isStale = watch.isStale(clock.instant());
        if (isStale && !stale) {
            alarms.raise(
                    Alarms.Kind.MAP_STALE,
                    SUBJECT,
                    "no head since "
                            + watch.last().map(head -> head.time().toString()).orElse("this process started"));
        } else if (!isStale && stale) {
            alarms.clear(Alarms.Kind.MAP_STALE, SUBJECT);
        }
        stale = isStale;
    }
}

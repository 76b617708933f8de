package dk.kronborg.map;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.file.MapFolder;
import dk.kronborg.topology.map.HeadWatch;
import dk.kronborg.topology.map.Judgement;
import dk.kronborg.topology.map.MapFault;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.MapVerifier;
import dk.kronborg.topology.map.MapVersion;
import dk.kronborg.topology.map.RunningMap;
import dk.kronborg.topology.map.SignedHead;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.MapJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the signed map: runs what was kept, asks for heads, and for the map when there is a newer one. What must not be
 * followed is alarmed and changes nothing; what is followed is on disk before anybody hears of it. Not for several threads.
 */
final class MapFollower {

    private static final String SUBJECT = "network map";
    /** Something that goes on is said again so often. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final MapPins pins;
    private final MapVerifier verifier = new MapVerifier(new JsonNetworkForm());
    private final MapSource source;
    private final MapFolder folder;
    private final Alarms alarms;
    private final InstantSource clock;
    private @Nullable RunningMap running;
    private HeadWatch watch;
    private String said = "";
    private Instant saidAt = Instant.MIN;
    private boolean stale;

    /** A follower that runs what was kept, if that is what the folder's fence names. */
    MapFollower(MapPins pins, MapSource source, MapFolder folder, Alarms alarms, InstantSource clock) {
        this.source = source;
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
            say(Alarms.Kind.MAP_REFUSED, "what was kept in " + folder + " is not used: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** What runs, if anything. */
    Optional<RunningMap> running() {
        return Optional.ofNullable(running);
    }

    /**
     * Asks for news.
     *
     * @return a map that runs from now on
     * @throws IOException if the source cannot be reached; what runs goes on
     */
    Optional<RunningMap> round() throws IOException, InterruptedException {
        try {
            RunningMap now = running;
            return now == null || isBehind(now.version()) ? asked() : Optional.empty();
        } finally {
            lookWhetherStale();
        }
    }

    private boolean isBehind(MapVersion version) throws IOException, InterruptedException {
        SignedHead head;
        try {
            head = MapJson.readHead(source.head());
        } catch (MalformedException e) {
            say(Alarms.Kind.MAP_REFUSED, "a head: " + e.getMessage());
            return false;
        }
        return switch (watch.judge(version, head, clock.instant())) {
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
                            fault == HeadWatch.HeadFault.FORK ? Alarms.Kind.MAP_FORKED : Alarms.Kind.MAP_REFUSED,
                            "a head: " + fault + ", " + detail);
                }
                yield false;
            }
        };
    }

    private Optional<RunningMap> asked() throws IOException, InterruptedException {
        RunningMap now = running;
        byte[] received =
                source.map(Optional.ofNullable(now).map(map -> map.version().version() + 1));
        return switch (MapJson.judge(verifier, Optional.ofNullable(now), pins, received)) {
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
                            fault == MapFault.FORK ? Alarms.Kind.MAP_FORKED : Alarms.Kind.MAP_REFUSED,
                            "a map: " + fault + ", " + detail);
                }
                yield Optional.empty();
            }
        };
    }

    private void say(Alarms.Kind kind, String detail) {
        Instant now = clock.instant();
        if (!detail.equals(said) || saidAt.plus(AGAIN).isBefore(now)) {
            alarms.raise(kind, SUBJECT, detail);
            said = detail;
            saidAt = now;
        }
    }

    private void lookWhetherStale() {
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

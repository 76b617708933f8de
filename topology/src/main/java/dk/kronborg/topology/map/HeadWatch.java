package dk.kronborg.topology.map;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a KME knows of the newest version: the last head that it believed. Immutable. Never goes back, neither in version
 * nor in time.
 *
 * @param last  nothing before the first
 * @param since when the watch began, by the KME's clock
 */
public record HeadWatch(Optional<MapHead> last, Instant since) {

    /** How often the centre signs a head. */
    public static final Duration INTERVAL = Duration.ofSeconds(30);

    /** How old the last head may be before people hear of it; the KME serves on. */
    public static final Duration STALE_AFTER = Duration.ofMinutes(5);

    /** How far the centre's clock may be ahead of the KME's. */
    public static final Duration MOST_AHEAD = Duration.ofMinutes(1);

    /** What comes of a head that was received. */
    public sealed interface Seen {

        /** It is believed; what runs is the newest version. */
        record Current(HeadWatch watch) implements Seen {}

        /** It is believed; there is a newer version, which is to be asked for. */
        record Behind(HeadWatch watch, long newest) implements Seen {}

        /** It changes nothing. */
        record Refused(HeadFault fault, String detail) implements Seen {}
    }

    /** Why a head is refused. */
    public enum HeadFault {
        /** No head at all. */
        MALFORMED,
        FOREIGN_DOMAIN,
        /** Signed by a key that is none of the centre's in the map that runs; a newer map may know it. */
        UNKNOWN_KEY,
        FORGED,
        /** Not newer than what was seen; that it comes again, or late, is no offence. */
        REPEATED,
        /** An older version than what runs, or than the last head named: the centre has lost some of its history. */
        OLDER,
        /** Another history than the one that runs, or than the last head named. */
        FORK,
        /** Ahead of the KME's clock. */
        FUTURE;

        /** Whether people have to hear of it. */
        public boolean isAlarmed() {
            return this != REPEATED;
        }
    }

    /** A watch that begins now. */
    public static HeadWatch begun(Instant now) {
        return new HeadWatch(Optional.empty(), now);
    }

    /** Judges a head. */
    public Seen judge(MapVersion running, SignedHead received, Instant now) {
        MapHead head = received.head();
        if (!head.domain().equals(running.domain())) {
            return refused(HeadFault.FOREIGN_DOMAIN, "the head is not of domain " + running.domain());
        }
        Pin signer = received.signature().pin();
        if (!Set.copyOf(running.security().authorities().centre()).contains(signer)) {
            return refused(HeadFault.UNKNOWN_KEY, "the head is signed by " + signer);
        }
        if (!received.signature().isOver(head.statement().bytes())) {
            return refused(HeadFault.FORGED, "the centre did not sign this head");
        }
        if (last.filter(head::equals).isPresent()) {
            return refused(HeadFault.REPEATED, "this head was seen before");
        }
        if (contradicts(head, running.version(), running.digest())
                || last.filter(seen -> contradicts(head, seen.version(), seen.hash()))
                        .isPresent()) {
            return refused(HeadFault.FORK, "the centre signed two versions " + head.version());
        }
        if (last.filter(seen -> !head.time().isAfter(seen.time())).isPresent() || isOvertaken(head, running)) {
            return refused(HeadFault.REPEATED, "news of a later time were seen before");
        }
        if (head.version()
                < Math.max(running.version(), last.map(MapHead::version).orElse(0L))) {
            return refused(HeadFault.OLDER, "the centre knows of version " + head.version() + " only");
        }
        if (head.time().isAfter(now.plus(MOST_AHEAD))) {
            return refused(
                    HeadFault.FUTURE,
                    "the head is of " + head.time() + ", more than " + MOST_AHEAD.toSeconds() + " s ahead");
        }
        HeadWatch watch = new HeadWatch(Optional.of(head), since);
        return head.version() == running.version() ? new Seen.Current(watch) : new Seen.Behind(watch, head.version());
    }

    /** Signed before the version that runs was: on another way that was faster. */
    private static boolean isOvertaken(MapHead head, MapVersion running) {
        return head.version() < running.version() && head.time().isBefore(running.issuedAt());
    }

    private static boolean contradicts(MapHead head, long version, Digest digest) {
        return head.version() == version && !head.hash().equals(digest);
    }

    private static Seen.Refused refused(HeadFault fault, String detail) {
        return new Seen.Refused(fault, detail);
    }

    /** Whether no news has come for too long. */
    public boolean isStale(Instant now) {
        Instant newest = last.map(MapHead::time).filter(since::isBefore).orElse(since);
        return Duration.between(newest, now).compareTo(STALE_AFTER) > 0;
    }
}

package dk.kronborg.map;

import dk.kronborg.topology.map.HeadWatch;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.SignedHead;
import dk.kronborg.topology.map.SigningKey;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Signs heads: a new one for each version, and as often as KMEs expect. Safe for several threads. */
public final class HeadSigner {

    private final SigningKey key;
    private final InstantSource clock;
    private @Nullable SignedHead last;

    public HeadSigner(SigningKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** The newest head of that history, which is the newest one. */
    synchronized SignedHead head(MapHistory history) {
        Instant now = clock.instant();
        SignedHead head = last;
        if (head == null
                || head.head().version() != history.newest().version()
                || !now.isBefore(head.head().time().plus(HeadWatch.INTERVAL))) {
            head = history.head(now).signedBy(key);
            last = head;
        }
        return head;
    }
}

package dk.kronborg.kms.relay;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.path.Hop;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps a pool from here filled with relayed blocks, ahead of demand: no request waits for a relay. For use by one thread but for
 * {@link #lost} and {@link #heldUp}.
 */
public final class RelayKeeper {

    /** While there are fewer keys than one large block holds, so that slow links make an empty store usable soon; bytes. */
    private static final int SMALL = 2048;

    /**
     * What a pool wants.
     *
     * @param keys     that it is filled up to, of the size that its store counts in
     * @param paths    disjoint ones that its blocks take, at least 1
     * @param patience how long a block may be on its way and nothing be heard of it
     * @param longest  how long a block may be on its way
     * @param grace    how long keys are missing until it is filled: its link may fill it
     */
    public record Terms(long keys, int paths, Duration patience, Duration longest, Duration grace) {}

    private final PoolId pool;
    private final StoreGauge store;
    private final Terms terms;
    private final Relaying relaying;
    private final RelayLedger ledger;
    private final RelayRoutes routes;
    private final RelayInquiry inquiry;
    private final RunningTime time;
    private final RelayWindow window;
    /** Since when keys are missing, seconds of the running time of this site; far ahead if none are. */
    private long shortSince = Long.MAX_VALUE;

    public RelayKeeper(
            PoolId pool,
            StoreGauge store,
            Terms terms,
            Relaying relaying,
            RelayLedger ledger,
            RelayRoutes routes,
            RelayInquiry inquiry,
            RunningTime time) {
        this.pool = pool;
        this.store = store;
        this.terms = terms;
        this.relaying = relaying;
        this.ledger = ledger;
        this.routes = routes;
        this.inquiry = inquiry;
        this.time = time;
        this.window = new RelayWindow(time);
    }

    /** A block of the pool was given up on its way. Safe for use by several threads. */
    public void lost() {
        window.lost();
    }

    /** A block of the pool waits for pads on its way. Safe for use by several threads. */
    public void heldUp() {
        window.heldUp();
    }

    /**
     * One round: gives up what is on its way for too long, and sends off blocks if keys are missing.
     *
     * @return whether any was sent off, hence whether another round may be worth while at once
     */
    public boolean round() {
        long now = time.seconds();
        for (UUID block : ledger.overdue(
                pool, now - terms.patience().toSeconds(), now - terms.longest().toSeconds())) {
            inquiry.stuck(block);
        }
        store.pool().refreshIfOld();
        long stored = store.stored();
        RelayLedger.Underway underway =
                ledger.underway(pool, now - terms.patience().toSeconds());
        int room = window.room(underway);
        boolean nearlyEmpty = stored * store.keyBytes() < Relaying.MOST_BYTES;
        int bytes = nearlyEmpty && stored < terms.keys() / 4 ? SMALL : Relaying.MOST_BYTES;
        int keys = bytes / store.keyBytes();
        long missing = terms.keys() - stored - (long) underway.moving() * keys;
        if (missing <= 0) {
            shortSince = Long.MAX_VALUE;
            return false;
        }
        shortSince = Math.min(shortSince, time.seconds());
        if (time.seconds() - shortSince < terms.grace().toSeconds()) {
            return false;
        }
        boolean any = false;
        for (long i = Math.min(room, Math.ceilDiv(missing, keys)); i > 0 && isSentOff(bytes); i--) {
            any = true;
        }
        return any;
    }

    private boolean isSentOff(int bytes) {
        Set<Hop> without = new HashSet<>();
        while (true) {
            List<List<KmeId>> paths = routes.paths(pool.to(), terms.paths(), without);
            if (paths.isEmpty()) {
                return false;
            }
            switch (relaying.draw(paths, bytes)) {
                case Relaying.Drawn.Underway _ -> {
                    window.sent();
                    return true;
                }
                case Relaying.Drawn.NoPads(KmeId next) -> without.add(new Hop(pool.from(), next));
                case Relaying.Drawn.Unavailable _ -> {
                    return false;
                }
            }
        }
    }
}

package dk.kronborg.linkmonitor.store;

import dk.kronborg.topology.identity.KmeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A pool of which keys come and go as a test says, and what its KME reports of it. */
public final class Reports {

    public static final PoolName POOL = new PoolName(new KmeId("KME-MFA"), new KmeId("KME-MOD"));
    public static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    public static final long CAPACITY = 1_000_000;

    private Instant now = NOON;
    private long produced;
    private long delivered;
    private long destroyed;

    /** A pool that holds so much, and was once full. */
    public static Reports holding(long usable) {
        Reports pool = new Reports();
        pool.produced = CAPACITY;
        pool.delivered = CAPACITY - usable;
        return pool;
    }

    /** A pool to which nothing was given yet. */
    public static Reports fresh() {
        return new Reports();
    }

    /** The report after so long, in which so much came and went. */
    public KeyStoreReport after(Duration time, long producedMore, long deliveredMore) {
        now = now.plus(time);
        produced += producedMore;
        delivered += deliveredMore;
        return report();
    }

    /** The report after so much was voided. */
    public KeyStoreReport afterVoid(long bits) {
        now = now.plusSeconds(5);
        destroyed += bits;
        return report();
    }

    /** The same report of another pool. */
    public static KeyStoreReport of(PoolName pool, KeyStoreReport report) {
        return new KeyStoreReport(
                pool,
                report.grade(),
                report.reportedAt(),
                report.usable(),
                report.stored(),
                report.capacity(),
                report.low(),
                report.reserve(),
                report.key(),
                report.oldest(),
                report.totals());
    }

    /** The report of now. */
    public KeyStoreReport report() {
        long stored = produced - delivered - destroyed;
        return new KeyStoreReport(
                POOL,
                "QKD",
                now,
                stored,
                stored,
                CAPACITY,
                250_000,
                50_000,
                256,
                Optional.of(Duration.ofHours(1)),
                new StoreTotals(produced, delivered, 0, 0, destroyed));
    }
}

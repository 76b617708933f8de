package dk.kronborg.linkmonitor.json;

import dk.kronborg.linkmonitor.store.KeyStoreReport;
import dk.kronborg.linkmonitor.store.Origin;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreTotals;
import dk.kronborg.topology.identity.KmeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A report of a store as it stands on the wire, member for member; see docs/stores.md.
 *
 * @param origin left out by KMEs that report quantum key only
 */
record KeyStoreReportJson(
        String schema,
        String kmeId,
        String peerKmeId,
        Optional<String> origin,
        String grade,
        String reportedAt,
        long usableBits,
        long storedBits,
        long capacityBits,
        long lowBits,
        long reserveBits,
        long keyBits,
        Optional<Long> oldestS,
        long producedBits,
        long deliveredBits,
        long spentBits,
        long burntBits,
        long destroyedBits) {

    static final String SCHEMA = "qkd.key-store/1";

    /** The report, if every value is possible. */
    KeyStoreReport toDomain() throws RefusedTextException {
        KmeId kme = WireValues.member("kme_id", () -> new KmeId(kmeId));
        KmeId peer = WireValues.member("peer_kme_id", () -> new KmeId(peerKmeId));
        Origin from =
                WireValues.member("origin", () -> origin.map(Origin::named).orElse(Origin.QKD));
        Instant at = WireValues.instant("reported_at", reportedAt);
        return WireValues.value(() -> new KeyStoreReport(
                new PoolName(kme, peer, from),
                grade,
                at,
                usableBits,
                storedBits,
                capacityBits,
                lowBits,
                reserveBits,
                keyBits,
                oldestS.map(Duration::ofSeconds),
                new StoreTotals(producedBits, deliveredBits, spentBits, burntBits, destroyedBits)));
    }
}

package dk.kronborg.kme;

import com.fasterxml.jackson.core.JsonProcessingException;
import dk.kronborg.kms.balance.PoolBalance;
import dk.kronborg.kms.balance.PoolStock;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.kms.relay.Relaying;
import dk.kronborg.plane.Exchange;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a KME tells the centre of a pool that it allocates from: {@code qkd.key-store/1}, JSON, see docs/stores.md. Bits
 * are bits of payload. Of the totals every process of a KME reads the same, and they only grow.
 *
 * @param kmeId        the from end, which reports
 * @param peerKmeId    the to end
 * @param origin       what its bits come from
 * @param grade        of keys that are runs of its bits
 * @param reportedAt   RFC 3339 in UTC, by the clock of the KME's database
 * @param usableBits   that can be allocated now
 * @param storedBits   these and those in quarantine
 * @param capacityBits in as many blocks as are taken, of the mean length of those that are there; of relayed ones, of the
 *                     greatest
 * @param lowBits      below which the store counts as low at the KME
 * @param reserveBits  below which it counts as a reserve there
 * @param keyBits      size of a key where none is asked for; with less than that the store is empty
 * @param oldestS      age of the oldest usable block, seconds; null if there is none
 * @param producedBits of all blocks that were ever opened, and where they went:
 */
record KeyStoreReport(
        String schema,
        String kmeId,
        String peerKmeId,
        String origin,
        String grade,
        String reportedAt,
        long usableBits,
        long storedBits,
        long capacityBits,
        long lowBits,
        long reserveBits,
        int keyBits,
        @Nullable Long oldestS,
        long producedBits,
        long deliveredBits,
        long spentBits,
        long burntBits,
        long destroyedBits)
        implements ReportTopic.Report {

    static final String TOPIC = "qkd.key-store.v1";

    private static final String SCHEMA = "qkd.key-store/1";

    /**
     * The report of a pool.
     *
     * @param mostBlocks that are taken
     * @param keyBits    size of a key where none is asked for
     */
    static KeyStoreReport of(PoolStock stock, int mostBlocks, StoreGauge.Marks marks, int keyBits) {
        return holding(stock, mostBlocks * stock.blockLength(), marks, keyBits);
    }

    /**
     * The report of a pool that is filled with relayed blocks alone. It is filled up to so many of the greatest length, in
     * however many shorter ones.
     */
    static KeyStoreReport ofRelayed(PoolStock stock, int stockBlocks, StoreGauge.Marks marks, int keyBits) {
        return holding(stock, stockBlocks * (long) Relaying.MOST_BYTES * Byte.SIZE, marks, keyBits);
    }

    private static KeyStoreReport holding(PoolStock stock, long capacity, StoreGauge.Marks marks, int keyBits) {
        PoolBalance balance = stock.balance();
        return new KeyStoreReport(
                SCHEMA,
                balance.pool().from().value(),
                balance.pool().to().value(),
                balance.pool().origin().name(),
                balance.pool().origin().grade().name(),
                stock.at().toString(),
                stock.usable(),
                balance.stored(),
                capacity,
                capacity / 100 * marks.low(),
                capacity / 100 * marks.reserve(),
                keyBits,
                stock.oldest().map(Duration::toSeconds).orElse(null),
                balance.produced(),
                balance.delivered(),
                balance.spent(),
                balance.burnt(),
                balance.destroyed());
    }

    @Override
    public String key() {
        String ends = kmeId + '/' + peerKmeId;
        return origin.equals(Origin.QKD.name()) ? ends : ends + '/' + origin;
    }

    @Override
    public byte[] bytes() {
        try {
            return Exchange.JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers always have a JSON form", e);
        }
    }
}

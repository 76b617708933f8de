package dk.kronborg.kms.relay;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.pad.Pads;
import dk.kronborg.kms.pool.StoreGauge;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The key towards a neighbour, of which shares take pads: never from below its store's reserve mark, and while the store is
 * not well each pool as much as is its share.
 *
 * @param store   of the pool to the neighbour
 * @param refused told whenever there are no pads to spare
 */
public record OnwardKey(StoreGauge store, LinkShares shares, Consumer<Shortage> refused) {

    /** Why there are no pads to spare. */
    public enum Shortage {
        /** The store is at its reserve mark. */
        RESERVE,
        /** The pool has used up its share. */
        SHARE
    }

    /** What came of asking for pads. */
    sealed interface Spared {

        /** To be closed by the caller. */
        record Given(Pads pads) implements Spared {}

        /** Nothing was taken. */
        record Nothing(String reason) implements Spared {}
    }

    /**
     * Whether there are pads to spare for a share, as far as can be told without taking any. It counts as asked for.
     *
     * @return why not
     */
    Optional<String> shortage(PoolId pool, UUID block, int bytes) {
        shares.asked(pool, block, LinkShares.padBits(bytes));
        if (isAtReserve(bytes)) {
            return Optional.of(atReserve());
        }
        Optional<String> over = over(pool, bytes);
        over.ifPresent(reason -> refused.accept(Shortage.SHARE));
        return over;
    }

    /** The same for a share of the largest size that nobody asks for yet. */
    Optional<String> shortage(PoolId pool) {
        return isAtReserve(Relaying.MOST_BYTES) ? Optional.of(reason()) : over(pool, Relaying.MOST_BYTES);
    }

    private Optional<String> over(PoolId pool, int bytes) {
        return store.isWell() ? Optional.empty() : shares.over(pool, LinkShares.padBits(bytes));
    }

    /** When a link is cut, its pool may hold relayed keys for the SAEs here, and no pads. */
    private boolean isAtReserve(int bytes) {
        return store.stored(block -> isPad(block.provenance())) - bytes / store.keyBytes() < store.reserve();
    }

    /**
     * Takes pads for a share.
     *
     * @param pool that its block is for
     */
    Spared pads(PoolId pool, UUID block, int bytes) {
        long bits = LinkShares.padBits(bytes);
        shares.asked(pool, block, bits);
        if (isAtReserve(bytes)) {
            return new Spared.Nothing(atReserve());
        }
        Optional<String> over = shares.take(pool, bits, !store.isWell());
        if (over.isPresent()) {
            refused.accept(Shortage.SHARE);
            return new Spared.Nothing(over.get());
        }
        Optional<Pads> pads =
                Pads.take(store.pool(), bytes / Relaying.PAD, Relaying.PAD, found -> isPad(found.provenance()));
        if (pads.isEmpty()) {
            shares.giveBack(pool, bits);
            return new Spared.Nothing(atReserve());
        }
        return new Spared.Given(pads.get());
    }

    private String atReserve() {
        refused.accept(Shortage.RESERVE);
        return reason();
    }

    private String reason() {
        return "there is no key to spare towards " + store.pool().id().to();
    }

    /** Takes pads back that were not used, which the caller closes. */
    void giveBack(PoolId pool, Pads pads, int bytes) {
        pads.giveBack();
        shares.giveBack(pool, LinkShares.padBits(bytes));
    }

    /** Relayed bits are known to those who relayed them. */
    static boolean isPad(Provenance block) {
        return block instanceof Provenance.OfLink;
    }
}

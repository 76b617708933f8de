package dk.kronborg.kms.balance;

import java.util.List;

/** Reads what all pools hold, of one moment. Cheap enough to be asked every few seconds. */
public interface Balances {

    List<PoolStock> stocks();

    /** Only where the bits are. */
    default List<PoolBalance> read() {
        return stocks().stream().map(PoolStock::balance).toList();
    }
}

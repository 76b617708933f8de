package dk.kronborg.kms.balance;

import java.util.List;

/** Reads the balances of all pools, of one moment. */
public interface Balances {
    List<PoolBalance> read();
}

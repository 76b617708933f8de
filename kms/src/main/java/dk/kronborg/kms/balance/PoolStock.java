package dk.kronborg.kms.balance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a pool holds at this end at one moment.
 *
 * @param at          by the database's clock, which is the same for all processes of this KME
 * @param usable      bits of those stored that are not in quarantine: what can be allocated (from end) or fetched (to end)
 * @param blockLength bits of payload of a block, mean of those that hold bytes; the greatest length if there are none
 * @param oldest      age of the oldest block with usable bits, if there is one
 */
public record PoolStock(Instant at, PoolBalance balance, long usable, long blockLength, Optional<Duration> oldest) {}

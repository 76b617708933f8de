package dk.kronborg.kms.housekeeping;

import dk.kronborg.kms.wrapping.Wrapping;
import java.time.Duration;

/** Destroys what is spent or given up. A round may be repeated or left out at any time. For one thread. */
public final class Housekeeping {

    /**
     * How long things are kept, in running time of the site.
     *
     * @param unconfirmed a block without the other end's agreement
     * @param ttl         a block from which keys are still to be allocated; at the to end twice that
     * @param unfetched   what is left of a block from which nothing more is allocated
     * @param retired     the tag key of an erased block, by which its key IDs are told from guesses
     */
    public record Terms(Duration unconfirmed, Duration ttl, Duration unfetched, Duration retired) {}

    /** Data keys last an hour; looking for unused ones reads many rows. */
    private static final Duration BETWEEN_ERASURES = Duration.ofMinutes(5);

    /** A commit takes milliseconds; a later one is refused. */
    private static final Duration UNSETTLED = Duration.ofMinutes(1);

    private final RetirementLedger ledger;
    private final Wrapping wrapping;
    private final RunningTime time;
    private final Terms terms;
    private long nextErasure;

    public Housekeeping(RetirementLedger ledger, Wrapping wrapping, RunningTime time, Terms terms) {
        this.ledger = ledger;
        this.wrapping = wrapping;
        this.time = time;
        this.terms = terms;
    }

    /**
     * One round.
     *
     * @return whether blocks expired, so that pools must look again
     */
    public boolean round() {
        long now = time.seconds();
        ledger.runningSeconds(now);
        ledger.abandonUnconfirmed(now - terms.unconfirmed().toSeconds());
        boolean expired = ledger.expire(
                        now - terms.ttl().toSeconds(), now - 2 * terms.ttl().toSeconds())
                > 0;
        ledger.erasePayloads(now, now - terms.unfetched().toSeconds());
        ledger.settle(now - UNSETTLED.toSeconds());
        ledger.expireAssigned(now, now - terms.unfetched().toSeconds());
        ledger.forget(now - terms.retired().toSeconds());
        if (now >= nextErasure) {
            wrapping.eraseUnused(ledger.dataKeysInUse());
            nextErasure = now + BETWEEN_ERASURES.toSeconds();
        }
        return expired;
    }
}

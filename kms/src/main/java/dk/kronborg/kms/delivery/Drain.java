package dk.kronborg.kms.delivery;

import dk.kronborg.topology.identity.SaeId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who gets no fresh keys for now: what was delivered can still be fetched, so that an SAE or the whole KME can be
 * moved or stopped without a key being lost.
 *
 * <p>Safe for use by several threads.
 */
public final class Drain {

    /** What stands for every SAE. */
    private static final String EVERYBODY = "*";

    private final DrainLedger ledger;
    private volatile Set<String> drained;

    public Drain(DrainLedger ledger) {
        this.ledger = ledger;
        this.drained = ledger.drained();
    }

    /** Begins or ends the drain of one SAE, or of all. */
    public void set(Optional<SaeId> sae, boolean drains) {
        ledger.set(sae.map(SaeId::value).orElse(EVERYBODY), drains);
        refresh();
    }

    /** Another process of this KME may have changed it. */
    public void refresh() {
        drained = ledger.drained();
    }

    /** Who is drained: SAE IDs, and {@code *} for all. */
    public List<String> drained() {
        return drained.stream().sorted().toList();
    }

    boolean concerns(SaeId initiator, Collection<SaeId> targets) {
        Set<String> now = drained;
        return !now.isEmpty()
                && (now.contains(EVERYBODY)
                        || now.contains(initiator.value())
                        || targets.stream().anyMatch(target -> now.contains(target.value())));
    }
}

package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.topology.identity.KmeId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Remembers every peer's incarnation; when it changes, all that was shared with the old one is void. */
public final class PeerIncarnations {

    private final AnsweringLedger ledger;
    private final Alarms alarms;
    private final Consumer<KmeId> voided;
    private final Map<KmeId, UUID> known = new ConcurrentHashMap<>();

    /**
     * The memory of one KME.
     *
     * @param voided told of a peer with which everything has become void
     */
    public PeerIncarnations(AnsweringLedger ledger, Alarms alarms, Consumer<KmeId> voided) {
        this.ledger = ledger;
        this.alarms = alarms;
        this.voided = voided;
    }

    /** The peer says it is this incarnation; on disk when this returns. */
    public void meet(KmeId peer, UUID incarnation) {
        if (!incarnation.equals(known.get(peer))) {
            remember(peer, incarnation);
        }
    }

    private synchronized void remember(KmeId peer, UUID incarnation) {
        Optional<UUID> before = ledger.knownIncarnation(peer);
        if (!before.equals(Optional.of(incarnation))) {
            int destroyed = ledger.meet(peer, incarnation);
            if (before.isPresent()) {
                alarms.raise(
                        Alarms.Kind.PEER_INCARNATION_CHANGED,
                        peer.value(),
                        destroyed + " blocks shared with its former key store are void");
            }
            voided.accept(peer);
        }
        known.put(peer, incarnation);
    }
}

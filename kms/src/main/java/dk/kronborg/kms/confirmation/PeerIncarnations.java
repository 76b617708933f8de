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
     * @param voided told of a peer with which everything may have become void
     */
    public PeerIncarnations(AnsweringLedger ledger, Alarms alarms, Consumer<KmeId> voided) {
        this.ledger = ledger;
        this.alarms = alarms;
        this.voided = voided;
    }

    /**
     * The peer says it is this incarnation; on disk when this returns.
     *
     * @throws PeerUnreachable if it is not heard
     */
    public void meet(KmeId peer, UUID incarnation) {
        if (!isHeard(peer, incarnation)) {
            throw new PeerUnreachable(peer + " speaks as its former incarnation " + incarnation);
        }
    }

    /**
     * The peer says it is this incarnation; on disk when this returns.
     *
     * @return whether it is heard: not if it is a former one, a late message or a peer that was rewound together with
     *     all that could have told it so
     */
    public boolean isHeard(KmeId peer, UUID incarnation) {
        return incarnation.equals(known.get(peer)) || remember(peer, incarnation);
    }

    private synchronized boolean remember(KmeId peer, UUID incarnation) {
        Optional<UUID> before = ledger.knownIncarnation(peer);
        if (!before.equals(Optional.of(incarnation))) {
            if (ledger.isFormer(peer, incarnation)) {
                alarms.raise(
                        Alarms.Kind.PEER_CONTRADICTION,
                        peer.value(),
                        "it speaks as its former incarnation " + incarnation);
                return false;
            }
            int destroyed = ledger.meet(peer, incarnation);
            if (before.isPresent()) {
                alarms.raise(
                        Alarms.Kind.PEER_INCARNATION_CHANGED,
                        peer.value(),
                        destroyed + " blocks shared with its former key store are void");
            }
        }
        voided.accept(peer);
        known.put(peer, incarnation);
        return true;
    }
}

package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.incarnation.DatabaseRewound;
import dk.kronborg.kms.incarnation.MarkSeal;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.topology.identity.KmeId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What KMEs remember of each other. Every KME tells its peers how far it is, and they show it to it again: a machine
 * that was rewound as a whole, database and fence together, learns from them that it was once further.
 *
 * <p>A peer that lies does no harm: what it shows is believed only if this site sealed it.
 */
public final class PeerMemory {

    private static final Duration BETWEEN_INTRODUCTIONS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(1);

    private final SiteIncarnation site;
    private final MarkSeal seal;
    private final PeerIncarnations peers;
    private final AnsweringLedger ledger;
    private final LongSupplier nanoTime;
    private final Map<KmeId, Long> introduced = new ConcurrentHashMap<>();
    private final Map<KmeId, Long> noted = new ConcurrentHashMap<>();

    /**
     * The memory of one KME.
     *
     * @param nanoTime a clock that only goes forward, nanoseconds
     */
    public PeerMemory(
            SiteIncarnation site,
            MarkSeal seal,
            PeerIncarnations peers,
            AnsweringLedger ledger,
            LongSupplier nanoTime) {
        this.site = site;
        this.seal = seal;
        this.peers = peers;
        this.ledger = ledger;
        this.nanoTime = nanoTime;
    }

    /** How this KME introduces itself to a peer. */
    public Introduction introduceTo(KmeId peer) {
        return new Introduction(seal.seal(site.mark()), ledger.remembered(peer));
    }

    /**
     * A peer has introduced itself.
     *
     * @return whether it is heard: not if it speaks as its former incarnation
     * @throws DatabaseRewound if it remembers that this site was once further
     */
    public boolean meet(KmeId peer, Introduction introduction) {
        introduction.ofYours().ifPresent(sent -> site.remembered(sent, seal));
        if (!peers.isHeard(peer, introduction.incarnation())) {
            return false;
        }
        if (passed(noted.get(peer), BETWEEN_NOTES)) {
            ledger.remember(peer, introduction.own());
            noted.put(peer, nanoTime.getAsLong());
        }
        introduced.put(peer, nanoTime.getAsLong());
        return true;
    }

    /** Whether it is time for an introduction, although there is nothing else to say. */
    boolean isIntroductionDue(KmeId peer) {
        return passed(introduced.get(peer), BETWEEN_INTRODUCTIONS);
    }

    private boolean passed(@Nullable Long since, Duration time) {
        return since == null || nanoTime.getAsLong() - since >= time.toNanos();
    }
}

package dk.kronborg.kms.epoch;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.KmeId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The to end of epochs at one KME. It says yes only when the epoch and its blocks are on its own disk.
 *
 * <p>The caller has authenticated the peer. Safe for use by several threads.
 */
public final class EpochAnsweringEnd {

    /** So many times what the from end keeps ready has room here: what it never heard of takes some for a while. */
    private static final int TIMES_STOCK = 2;
    /** Blocks of a pool that hold bytes, however they stand: whoever makes more than are fetched gets no further ones. */
    private static final int MOST_KEPT = 4096;

    private final Supplier<EpochEnd> self;
    private final Function<KmeId, Optional<EpochPeer>> peers;
    private final EpochLedger ledger;
    private final int mostReady;
    private final Alarms alarms;
    private final Consumer<EpochFault> refusals;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * The to end at one KME.
     *
     * @param self     as it is now
     * @param peers    those that there may be epochs with, as they were met last
     * @param stock    blocks of a pool that the other end keeps ready
     * @param refusals told why there is no epoch
     */
    public EpochAnsweringEnd(
            Supplier<EpochEnd> self,
            Function<KmeId, Optional<EpochPeer>> peers,
            EpochLedger ledger,
            int stock,
            Alarms alarms,
            Consumer<EpochFault> refusals,
            Clock clock,
            SecureRandom random) {
        this.self = self;
        this.peers = peers;
        this.ledger = ledger;
        this.mostReady = TIMES_STOCK * stock;
        this.alarms = alarms;
        this.refusals = refusals;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Answers a proposal of that peer.
     *
     * @return nothing if there are no epochs with that peer
     */
    public Optional<EpochWay.Reply> answer(KmeId from, EpochProposal proposal) {
        return peers.apply(from).map(peer -> answer(peer, proposal));
    }

    private EpochWay.Reply answer(EpochPeer peer, EpochProposal proposal) {
        EpochEnd own = self.get();
        PoolId pool = new PoolId(peer.kme(), own.kme(), Origin.PQC);
        EpochResponder responder = new EpochResponder(own, clock, random);
        boolean anew = proposal.parent().isEmpty() && ledger.isChain(pool);
        int room = Math.max(0, Math.min(mostReady - ledger.blocks(pool), MOST_KEPT - ledger.kept(pool)));
        return switch (responder.answer(peer, proposal, known(pool), room)) {
            case EpochAnswer.Refused(EpochRefusal refusal, EpochFault fault) -> refused(pool, refusal, fault);
            case EpochAnswer.Accepted(EpochAcceptance acceptance, EpochSecrets secrets) -> {
                EpochLedger.Kept kept;
                try (secrets) {
                    kept = ledger.agree(EpochLedger.Agreed.of(pool, proposal, acceptance, secrets));
                }
                if (kept != EpochLedger.Kept.KEPT) {
                    EpochFault fault = fault(kept);
                    yield refused(pool, responder.refuse(proposal, fault), fault);
                }
                if (anew) {
                    alarms.raise(
                            Alarms.Kind.EPOCH_CHAIN_BROKEN,
                            pool.toString(),
                            peer.kme() + " begins anew although there is an epoch that the next one could follow");
                }
                yield new EpochWay.Reply.Accepted(acceptance);
            }
        };
    }

    private static EpochFault fault(EpochLedger.Kept kept) {
        return switch (kept) {
            case REPLAYED -> new EpochFault(EpochFault.Reason.REPLAY, "this proposal was accepted before");
            case OVERTAKEN ->
                new EpochFault(EpochFault.Reason.INCARNATION, "the key store of one end has begun anew since");
            case UNKNOWN_PARENT, KEPT ->
                new EpochFault(EpochFault.Reason.UNKNOWN_PARENT, "the epoch to follow was followed by another one");
        };
    }

    private EpochWay.Reply refused(PoolId pool, EpochRefusal refusal, EpochFault fault) {
        refusals.accept(fault);
        if (fault.isSuspicious()) {
            alarms.raise(Alarms.Kind.EPOCH_FORGED, pool.toString(), fault.reason() + ": " + fault.getMessage());
        }
        return new EpochWay.Reply.Refused(refusal);
    }

    /** A proposal that follows nothing is taken from whoever signed it: with its store, a KME loses its chains. */
    private KnownEpochs known(PoolId pool) {
        return new KnownEpochs() {
            @Override
            public Optional<SecretBytes> chain(UUID epoch) {
                return ledger.chain(pool, epoch);
            }

            @Override
            public boolean mayBeginAnew() {
                return true;
            }

            @Override
            public boolean wasAccepted(byte[] proposal) {
                return ledger.wasAgreed(pool, proposal);
            }
        };
    }
}

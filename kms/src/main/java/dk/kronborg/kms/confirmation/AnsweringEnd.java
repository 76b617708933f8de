package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.topology.identity.KmeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The to end of confirmation. It says yes only when the block is open on its own disk, and says the same again
 * to the same offer; an offer with other content for the same block is refused and alarmed. It never sends a
 * digest of a block that differs.
 *
 * <p>The caller has authenticated the peer, which is the from end of the pool it names, and this KME its to end. Safe for use by several threads.
 */
public final class AnsweringEnd {

    private final AnsweringLedger ledger;
    private final SiteIncarnation site;
    private final PeerIncarnations peers;
    private final PeerMemory memory;
    private final Alarms alarms;
    private final Consumer<PoolId> opened;

    /**
     * The to end at one KME.
     *
     * @param opened told of every pool that got a block or a mask key
     */
    public AnsweringEnd(
            AnsweringLedger ledger,
            SiteIncarnation site,
            PeerIncarnations peers,
            PeerMemory memory,
            Alarms alarms,
            Consumer<PoolId> opened) {
        this.ledger = ledger;
        this.site = site;
        this.peers = peers;
        this.memory = memory;
        this.alarms = alarms;
        this.opened = opened;
    }

    /** Which of the blocks are here, unconfirmed; none for a former incarnation, which is told how far it was. */
    public Claims claims(PoolId pool, Introduction introduction, List<UUID> blocks) {
        KmeId from = pool.from();
        if (!memory.meet(from, introduction)) {
            return new Claims(memory.introduceTo(from), List.of(), List.of());
        }
        List<Claim> held = ledger.unconfirmed(pool, blocks).stream()
                .map(block -> new Claim(block.id(), block.provenance(), block.length()))
                .toList();
        return new Claims(memory.introduceTo(from), held, ledger.epochs(pool));
    }

    /** Compares what is offered with what is here. */
    public List<OfferAnswer> offers(PoolId pool, UUID incarnation, List<Offer> offers) {
        peers.meet(pool.from(), incarnation);
        Map<UUID, AnsweringLedger.Standing> standing = ledger.standing(
                pool, offers.stream().map(offer -> offer.facts().id()).toList());
        List<OfferAnswer> answers = new ArrayList<>();
        Map<Long, OfferAnswer.Accepted> toAccept = new HashMap<>();
        List<OfferedBlock> blocks = new ArrayList<>();
        for (Offer offer : offers) {
            BlockFacts facts = offer.facts();
            String fault = fault(pool, incarnation, facts);
            AnsweringLedger.Standing here = standing.get(facts.id());
            if (fault != null) {
                answers.add(refused(pool, facts, fault));
            } else if (here == null) {
                answers.add(new OfferAnswer.NotYet(facts.number()));
            } else {
                switch (here) {
                    case AnsweringLedger.Standing.Gone _ ->
                        answers.add(new OfferAnswer.Refused(facts.number(), "the block is void here"));
                    case AnsweringLedger.Standing.Open(long row, BlockFacts agreed) ->
                        answers.add(again(pool, row, agreed, offer));
                    case AnsweringLedger.Standing.Unconfirmed(UnconfirmedBlock block) -> {
                        OfferAnswer answer = compare(pool, block, offer);
                        if (answer instanceof OfferAnswer.Accepted accepted) {
                            toAccept.put(block.row(), accepted);
                            blocks.add(new OfferedBlock(block.row(), facts));
                        } else {
                            answers.add(answer);
                        }
                    }
                }
            }
        }
        accept(pool, blocks, toAccept, answers);
        return answers;
    }

    /** The from end has given blocks up or fully allocated them. */
    public void retire(PoolId pool, UUID incarnation, List<UUID> voided, List<Long> closed) {
        peers.meet(pool.from(), incarnation);
        ledger.retire(pool, incarnation, voided, closed);
    }

    private void accept(
            PoolId pool,
            List<OfferedBlock> blocks,
            Map<Long, OfferAnswer.Accepted> toAccept,
            List<OfferAnswer> answers) {
        if (blocks.isEmpty()) {
            return;
        }
        Set<Long> open = new HashSet<>(ledger.accept(pool, blocks));
        opened.accept(pool);
        for (OfferedBlock block : blocks) {
            OfferAnswer.Accepted accepted = toAccept.get(block.row());
            answers.add(accepted != null && open.contains(block.row()) ? accepted : overtaken(pool, block, accepted));
        }
    }

    /**
     * Not accepted by this message: by the same one sent twice, held or given up meanwhile, or its number is in use, or
     * its epoch gone.
     */
    private OfferAnswer overtaken(PoolId pool, OfferedBlock block, OfferAnswer.@Nullable Accepted accepted) {
        BlockFacts facts = block.facts();
        AnsweringLedger.Standing now =
                ledger.standing(pool, List.of(facts.id())).get(facts.id());
        return switch (now) {
            case null -> new OfferAnswer.NotYet(facts.number());
            case AnsweringLedger.Standing.Open(long row, BlockFacts agreed)
            when agreed.equals(facts) && accepted != null -> accepted;
            case AnsweringLedger.Standing.Gone _ -> new OfferAnswer.Refused(facts.number(), "the block is void here");
            default ->
                refused(pool, facts, "its number is in use, its epoch is gone, or it is of a former incarnation");
        };
    }

    private @Nullable String fault(PoolId pool, UUID incarnation, BlockFacts facts) {
        if (!facts.pool().equals(pool)) {
            return "it is offered for pool " + facts.pool();
        }
        if (!facts.fromIncarnation().equals(incarnation)) {
            return "it is of another incarnation of its sender";
        }
        return facts.toIncarnation().equals(site.id()) ? null : "it is meant for another incarnation of this KME";
    }

    private OfferAnswer again(PoolId pool, long row, BlockFacts agreed, Offer offer) {
        if (!agreed.equals(offer.facts())) {
            return refused(pool, offer.facts(), "it was offered before with other facts");
        }
        try (BlockSecrets secrets = ledger.secrets(row)) {
            if (!OneTimeTag.same(ConfirmationTag.ofOffer(agreed, secrets), offer.tag())) {
                return refused(pool, agreed, "it was offered before with another tag");
            }
            return new OfferAnswer.Accepted(agreed.number(), ConfirmationTag.ofAccept(agreed, secrets));
        }
    }

    /**
     * A block whose epoch is not here is refused: what is forgotten does not come back, and to wait would hold up the
     * blocks behind it. The from end asked which epochs are here, so that this is nothing that happens to honest ends,
     * unless an offer is on its way for longer than epochs are kept.
     */
    private OfferAnswer compare(PoolId pool, UnconfirmedBlock block, Offer offer) {
        BlockFacts facts = offer.facts();
        Optional<BlockSecrets> here = ledger.secretsUnder(block.row(), facts);
        if (here.isEmpty()) {
            return refused(pool, facts, "its second secret is of an epoch that is not here");
        }
        boolean claimsHold = facts.length() == block.length()
                && facts.provenance().isComparable(block.provenance())
                && facts.provenance().worseOf(block.provenance()).equals(facts.provenance());
        try (BlockSecrets secrets = here.get()) {
            if (claimsHold && OneTimeTag.same(ConfirmationTag.ofOffer(facts, secrets), offer.tag())) {
                return new OfferAnswer.Accepted(facts.number(), ConfirmationTag.ofAccept(facts, secrets));
            }
        }
        alarms.raise(
                Alarms.Kind.KEY_STORE_MISMATCH,
                pool.toString(),
                "block " + facts.id() + " of " + block.provenance().source()
                        + " differs between the two ends; both copies are destroyed");
        ledger.destroy(List.of(block.row()));
        return new OfferAnswer.Mismatch(facts.number());
    }

    private OfferAnswer refused(PoolId pool, BlockFacts facts, String reason) {
        alarms.raise(
                Alarms.Kind.PEER_CONTRADICTION, pool.toString(), "block " + facts.number() + " is refused: " + reason);
        return new OfferAnswer.Refused(facts.number(), reason);
    }
}

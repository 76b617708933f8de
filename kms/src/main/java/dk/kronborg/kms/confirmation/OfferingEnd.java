package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.KmeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The from end of confirmation. It allocates from a block only after the to end has it open on disk:
 * OFFERED is committed before the offer is sent, OPEN only on a good answer.
 *
 * <p>A round is repeated after any failure. An offer that is sent again is the same to the byte, or its
 * one-time pad would be used twice. For use by one thread.
 */
public final class OfferingEnd {

    private static final int MOST_OFFERS = 64;

    private final AllocatingPool pool;
    private final Peer peer;
    private final OfferingLedger ledger;
    private final SpendingLedger spending;
    private final SiteIncarnation site;
    private final PeerMemory memory;
    private final Alarms alarms;
    private final Consumer<UUID> differing;
    /** The epoch that the peer did not name when it was asked last, although it has it. */
    private Optional<UUID> concealed = Optional.empty();

    /**
     * The from end of one pool.
     *
     * @param differing told of blocks that were destroyed because the two ends hold different ones
     */
    public OfferingEnd(
            AllocatingPool pool,
            Peer peer,
            OfferingLedger ledger,
            SpendingLedger spending,
            SiteIncarnation site,
            PeerMemory memory,
            Alarms alarms,
            Consumer<UUID> differing) {
        this.pool = pool;
        this.peer = peer;
        this.ledger = ledger;
        this.spending = spending;
        this.site = site;
        this.memory = memory;
        this.alarms = alarms;
        this.differing = differing;
    }

    /**
     * One round: gives up rests, tells what is retired, offers again what was not answered, offers what both ends hold.
     *
     * @return whether anything changed, hence whether another round may be worth while at once
     * @throws PeerUnreachable if the peer does not answer
     */
    public boolean round() {
        pool.refresh();
        pool.giveUpRests(spending);
        boolean told = tellRetired();
        List<OfferedBlock> unanswered = ledger.offered(pool.id(), MOST_OFFERS);
        List<UnconfirmedBlock> unconfirmed = ledger.unconfirmed(pool.id(), Peer.MOST_BLOCKS);
        if (unanswered.isEmpty()
                && unconfirmed.isEmpty()
                && !memory.isIntroductionDue(pool.id().to())) {
            return told;
        }
        Optional<UUID> epoch = ledger.epoch(pool.id());
        Claims claims = ask(unconfirmed.stream().map(UnconfirmedBlock::id).toList());
        requireNamed(epoch, claims);
        boolean answered = settle(stillValid(unanswered, claims.introduction().incarnation()), false);
        boolean offered = settle(offer(unconfirmed, claims), true);
        return told || answered || offered;
    }

    /**
     * Introduces this KME, so that before it serves it learns whether it was rewound as a whole.
     *
     * @throws PeerUnreachable if the peer does not answer
     */
    public void greet() {
        ask(List.of());
    }

    private Claims ask(List<UUID> blocks) {
        KmeId other = pool.id().to();
        Claims claims = peer.claims(memory.introduceTo(other), pool.id(), blocks);
        if (!memory.meet(other, claims.introduction())) {
            throw new PeerUnreachable(other + " speaks as its former incarnation "
                    + claims.introduction().incarnation());
        }
        return claims;
    }

    /**
     * Whoever hides an epoch of the to end's gets blocks confirmed without second secrets: no key is weaker than policy
     * permits, but those who need hybrid ones get none.
     *
     * @param epoch was there before the peer was asked, so that the peer has it
     */
    private void requireNamed(Optional<UUID> epoch, Claims claims) {
        Optional<UUID> missing = epoch.filter(known -> !claims.epochs().contains(known));
        // With another incarnation of the peer there are no epochs any more.
        if (missing.isPresent()
                && !missing.equals(concealed)
                && ledger.epoch(pool.id()).equals(missing)) {
            alarms.raise(
                    Alarms.Kind.PEER_CONTRADICTION,
                    pool.id().toString(),
                    "the peer does not name epoch " + missing.get() + ", to which it agreed; blocks get no second"
                            + " secrets of it");
        }
        concealed = missing;
    }

    private boolean tellRetired() {
        OfferingLedger.Untold untold = ledger.untold(pool.id(), Peer.MOST_BLOCKS);
        if (untold.isEmpty()) {
            return false;
        }
        peer.retire(
                site.id(),
                pool.id(),
                untold.voided().stream().map(OfferingLedger.Retired::id).toList(),
                untold.closed().stream().map(OfferingLedger.Retired::number).toList());
        ledger.told(untold);
        return true;
    }

    /** An offer made to or by another incarnation cannot be made again: its pad is spent. */
    private List<OfferedBlock> stillValid(List<OfferedBlock> offered, UUID peerIncarnation) {
        Map<Boolean, List<OfferedBlock>> valid = offered.stream()
                .collect(Collectors.partitioningBy(
                        block -> block.facts().toIncarnation().equals(peerIncarnation)
                                && block.facts().fromIncarnation().equals(site.id())));
        abandon(valid.getOrDefault(false, List.of()));
        return valid.getOrDefault(true, List.of());
    }

    private List<OfferedBlock> offer(List<UnconfirmedBlock> unconfirmed, Claims claims) {
        Map<UUID, Claim> held =
                claims.held().stream().collect(Collectors.toMap(Claim::block, Function.identity(), (a, b) -> a));
        List<OfferingLedger.Proposal> proposals = new ArrayList<>();
        for (UnconfirmedBlock block : unconfirmed) {
            Claim claim = held.get(block.id());
            if (claim == null || proposals.size() == MOST_OFFERS) {
                continue;
            }
            if (claim.length() != block.length() || !claim.provenance().isComparable(block.provenance())) {
                mismatch(block.row(), block.id(), "block " + block.id() + " has another length or source at the peer");
                continue;
            }
            proposals.add(new OfferingLedger.Proposal(block, block.provenance().worseOf(claim.provenance())));
        }
        if (proposals.isEmpty()) {
            return List.of();
        }
        OfferingLedger.Numbered numbered = ledger.offer(
                pool.id(), proposals, site.id(), claims.introduction().incarnation(), claims.epochs());
        site.committed(numbered.advance());
        return numbered.blocks();
    }

    /** Sends the offers and acts on the answers. */
    private boolean settle(List<OfferedBlock> blocks, boolean first) {
        if (blocks.isEmpty()) {
            return false;
        }
        List<Offer> offers = new ArrayList<>();
        Map<Long, OfferedBlock> byNumber = new HashMap<>();
        Map<Long, byte[]> expected = new HashMap<>();
        for (OfferedBlock block : blocks) {
            try (BlockSecrets secrets = ledger.secrets(block.row())) {
                offers.add(new Offer(block.facts(), ConfirmationTag.ofOffer(block.facts(), secrets)));
                byNumber.put(block.facts().number(), block);
                expected.put(block.facts().number(), ConfirmationTag.ofAccept(block.facts(), secrets));
            }
        }
        List<OfferedBlock> accepted = new ArrayList<>();
        for (OfferAnswer answer : peer.offer(site.id(), pool.id(), offers)) {
            OfferedBlock block = byNumber.remove(answer.number());
            if (block == null) {
                throw new PeerUnreachable(pool.id().to() + " answers an offer that was not made: " + answer.number());
            }
            switch (answer) {
                case OfferAnswer.Accepted(long number, byte[] tag) -> {
                    if (OneTimeTag.same(tag, expected.getOrDefault(number, new byte[0]))) {
                        accepted.add(block);
                    } else {
                        mismatch(block.row(), block.facts().id(), "block " + number + " was accepted with a wrong tag");
                    }
                }
                case OfferAnswer.NotYet _ -> {
                    // Stays OFFERED: the peer's device may still deliver it.
                }
                case OfferAnswer.Mismatch(long number) ->
                    mismatch(block.row(), block.facts().id(), "the peer holds another block " + number);
                case OfferAnswer.Refused(long number, String reason) -> {
                    // Another process of this KME may have had the answer earlier, and used the block up.
                    if (ledger.abandon(List.of(block.row())) > 0) {
                        alarms.raise(
                                Alarms.Kind.PEER_CONTRADICTION,
                                pool.id().toString(),
                                "block " + number + " was refused: " + reason);
                    }
                }
            }
        }
        if (!accepted.isEmpty()) {
            ledger.open(pool.id(), accepted);
            pool.grew();
        }
        return first || !accepted.isEmpty();
    }

    private void mismatch(long row, UUID id, String detail) {
        alarms.raise(Alarms.Kind.KEY_STORE_MISMATCH, pool.id().toString(), detail);
        ledger.abandon(List.of(row));
        differing.accept(id);
    }

    private void abandon(List<OfferedBlock> blocks) {
        if (!blocks.isEmpty()) {
            ledger.abandon(blocks.stream().map(OfferedBlock::row).toList());
        }
    }
}

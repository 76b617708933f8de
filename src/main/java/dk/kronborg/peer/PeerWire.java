package dk.kronborg.peer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecurityProof;
import dk.kronborg.kms.confirmation.Claim;
import dk.kronborg.kms.confirmation.Claims;
import dk.kronborg.kms.confirmation.Introduction;
import dk.kronborg.kms.confirmation.Offer;
import dk.kronborg.kms.confirmation.OfferAnswer;
import dk.kronborg.kms.custody.PeerOrder;
import dk.kronborg.kms.epoch.EpochAcceptance;
import dk.kronborg.kms.epoch.EpochFault;
import dk.kronborg.kms.epoch.EpochProposal;
import dk.kronborg.kms.epoch.EpochRefusal;
import dk.kronborg.kms.epoch.EpochWay;
import dk.kronborg.kms.handover.Handover;
import dk.kronborg.kms.incarnation.SealedMark;
import dk.kronborg.kms.incarnation.SiteMark;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.pad.Sealed;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.relay.RelayMessage;
import dk.kronborg.kms.relay.Share;
import dk.kronborg.kms.relay.Testimony;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The messages between KMEs, JSON, version 1. A block's bytes are never among them, nor a digest of bytes that
 * differ; its tags say nothing about it.
 */
final class PeerWire {

    static final String CLAIMS = "/peer/v1/claims";
    static final String OFFERS = "/peer/v1/offers";
    static final String RETIREMENTS = "/peer/v1/retirements";
    static final String HANDOVERS = "/peer/v1/handovers";
    static final String ORDERS = "/peer/v1/orders";
    static final String EPOCHS = "/peer/v1/epochs";
    static final String RELAYS = "/peer/v1/relays";
    static final String ARRIVED = "/peer/v1/relays/arrived";
    static final String STUCK = "/peer/v1/relays/stuck";
    static final String HELD_UP = "/peer/v1/relays/held-up";
    static final String SHORTAGES = "/peer/v1/relays/shortages";
    static final String TESTIMONIES = "/peer/v1/relays/testimonies";

    /** The type of the problem, RFC 9457, that there is no key to spare for a share now. */
    static final String LATER = "urn:kronborg:peer:later";

    private PeerWire() {}

    record ClaimsRequest(Introduced introduction, Origin origin, List<UUID> blocks) {}

    /**
     * How a KME introduces itself.
     *
     * @param own     how far it is
     * @param ofYours how far it has seen the other, one or none
     */
    record Introduced(Mark own, List<Mark> ofYours) {

        static Introduced of(Introduction introduction) {
            return new Introduced(
                    Mark.of(introduction.own()),
                    introduction.ofYours().map(Mark::of).stream().toList());
        }

        Introduction toIntroduction() {
            if (ofYours.size() > 1) {
                throw new IllegalArgumentException("of_yours holds one mark or none, got " + ofYours.size());
            }
            return new Introduction(
                    own.toMark(), ofYours.stream().map(Mark::toMark).findFirst());
        }
    }

    record Mark(UUID incarnation, long starts, long numbers, long spendings, String seal) {

        private static final int SEAL_BYTES = 16;

        static Mark of(SealedMark sealed) {
            SiteMark mark = sealed.mark();
            return new Mark(
                    mark.incarnation(),
                    mark.starts(),
                    mark.numbers(),
                    mark.spendings(),
                    Base64.getEncoder().encodeToString(sealed.seal()));
        }

        SealedMark toMark() {
            byte[] bytes = Base64.getDecoder().decode(seal);
            if (bytes.length != SEAL_BYTES) {
                throw new IllegalArgumentException("a seal has " + SEAL_BYTES + " bytes, got " + bytes.length);
            }
            return new SealedMark(new SiteMark(incarnation, starts, numbers, spendings), bytes);
        }
    }

    record ClaimsAnswer(Introduced introduction, List<HeldBlock> held, List<UUID> epochs) {

        static ClaimsAnswer of(Claims claims) {
            return new ClaimsAnswer(
                    Introduced.of(claims.introduction()),
                    claims.held().stream()
                            .map(claim -> new HeldBlock(claim.block(), claim.length(), Made.of(claim.provenance())))
                            .toList(),
                    claims.epochs());
        }

        Claims toClaims() {
            return new Claims(
                    introduction.toIntroduction(),
                    held.stream()
                            .map(block -> new Claim(block.block, block.made.toProvenance(), block.length))
                            .toList(),
                    epochs);
        }
    }

    record HeldBlock(UUID block, int length, Made made) {}

    /** How a block was made. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = MadeByLink.class, name = "link"),
        @JsonSubTypes.Type(value = MadeByRelay.class, name = "relay"),
        @JsonSubTypes.Type(value = MadeFromEpoch.class, name = "epoch")
    })
    sealed interface Made {

        static Made of(Provenance provenance) {
            return switch (provenance) {
                case Provenance.OfLink of ->
                    new MadeByLink(
                            of.link().value(),
                            of.proof().wireName(),
                            of.epsilonTotal(),
                            of.detector(),
                            of.producedAt().toEpochMilli());
                case Provenance.OfRelay of ->
                    new MadeByRelay(
                            of.paths().stream()
                                    .map(path -> path.stream().map(KmeId::value).toList())
                                    .toList(),
                            of.links().stream().map(LinkId::value).toList(),
                            of.proof().wireName(),
                            of.epsilonTotal(),
                            of.detector(),
                            of.producedAt().toEpochMilli());
                case Provenance.OfEpoch of ->
                    new MadeFromEpoch(of.epoch(), of.suite(), of.producedAt().toEpochMilli());
            };
        }

        Provenance toProvenance();
    }

    record MadeByLink(String link, String proof, double epsilonTotal, DetectorTrust detector, long producedAtMs)
            implements Made {

        @Override
        public Provenance toProvenance() {
            return new Provenance.OfLink(
                    new LinkId(link),
                    SecurityProof.ofWireName(proof),
                    epsilonTotal,
                    detector,
                    Instant.ofEpochMilli(producedAtMs));
        }
    }

    record MadeByRelay(
            List<List<String>> paths,
            List<String> links,
            String proof,
            double epsilonTotal,
            DetectorTrust detector,
            long producedAtMs)
            implements Made {

        @Override
        public Provenance toProvenance() {
            return new Provenance.OfRelay(
                    paths.stream()
                            .map(path -> path.stream().map(KmeId::new).toList())
                            .toList(),
                    links.stream().map(LinkId::new).collect(Collectors.toCollection(TreeSet::new)),
                    SecurityProof.ofWireName(proof),
                    epsilonTotal,
                    detector,
                    Instant.ofEpochMilli(producedAtMs));
        }
    }

    record MadeFromEpoch(UUID epoch, String suite, long producedAtMs) implements Made {

        @Override
        public Provenance toProvenance() {
            return new Provenance.OfEpoch(epoch, suite, Instant.ofEpochMilli(producedAtMs));
        }
    }

    record OffersRequest(UUID incarnation, Origin origin, List<OfferedFacts> offers) {

        static OffersRequest of(UUID incarnation, Origin origin, List<Offer> offers) {
            return new OffersRequest(
                    incarnation, origin, offers.stream().map(OfferedFacts::of).toList());
        }
    }

    /**
     * An offer of one block.
     *
     * @param secondFrom where its second secret comes from, one or none
     */
    record OfferedFacts(
            long number,
            UUID block,
            Made made,
            int length,
            UUID fromIncarnation,
            UUID toIncarnation,
            boolean bringsMask,
            List<FromEpoch> secondFrom,
            String tag) {

        static OfferedFacts of(Offer offer) {
            BlockFacts facts = offer.facts();
            return new OfferedFacts(
                    facts.number(),
                    facts.id(),
                    Made.of(facts.provenance()),
                    facts.length(),
                    facts.fromIncarnation(),
                    facts.toIncarnation(),
                    facts.bringsMask(),
                    facts.hybrid().map(FromEpoch::of).stream().toList(),
                    Base64.getEncoder().encodeToString(offer.tag()));
        }

        Offer toOffer(PoolId pool) {
            if (secondFrom.size() > 1) {
                throw new IllegalArgumentException("second_from holds one epoch or none, got " + secondFrom.size());
            }
            BlockFacts facts = new BlockFacts(
                    number,
                    block,
                    pool,
                    made.toProvenance(),
                    length,
                    fromIncarnation,
                    toIncarnation,
                    bringsMask,
                    secondFrom.stream().map(FromEpoch::toEpoch).findFirst());
            return new Offer(facts, Base64.getDecoder().decode(tag));
        }
    }

    record FromEpoch(UUID epoch, String suite) {

        static FromEpoch of(HybridEpoch epoch) {
            return new FromEpoch(epoch.id(), epoch.suite());
        }

        HybridEpoch toEpoch() {
            return new HybridEpoch(epoch, suite);
        }
    }

    enum Verdict {
        ACCEPTED,
        NOT_YET,
        MISMATCH,
        REFUSED
    }

    record OffersAnswer(List<OneAnswer> answers) {

        static OffersAnswer of(List<OfferAnswer> answers) {
            return new OffersAnswer(answers.stream().map(OneAnswer::of).toList());
        }
    }

    /**
     * The answer to one offer.
     *
     * @param tag    empty unless accepted
     * @param reason empty unless refused
     */
    record OneAnswer(long number, Verdict verdict, String tag, String reason) {

        static OneAnswer of(OfferAnswer answer) {
            return switch (answer) {
                case OfferAnswer.Accepted(long number, byte[] tag) ->
                    new OneAnswer(number, Verdict.ACCEPTED, Base64.getEncoder().encodeToString(tag), "");
                case OfferAnswer.NotYet(long number) -> new OneAnswer(number, Verdict.NOT_YET, "", "");
                case OfferAnswer.Mismatch(long number) -> new OneAnswer(number, Verdict.MISMATCH, "", "");
                case OfferAnswer.Refused(long number, String reason) ->
                    new OneAnswer(number, Verdict.REFUSED, "", reason);
            };
        }

        OfferAnswer toAnswer() {
            return switch (verdict) {
                case ACCEPTED ->
                    new OfferAnswer.Accepted(number, Base64.getDecoder().decode(tag));
                case NOT_YET -> new OfferAnswer.NotYet(number);
                case MISMATCH -> new OfferAnswer.Mismatch(number);
                case REFUSED -> new OfferAnswer.Refused(number, reason);
            };
        }
    }

    record RetirementsRequest(UUID incarnation, Origin origin, List<UUID> voided, List<Long> closed) {}

    /**
     * A proposal of an epoch; octets are Base64.
     *
     * @param parent one or none
     */
    @SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
    record EpochRequest(
            UUID fromIncarnation,
            UUID toIncarnation,
            List<UUID> parent,
            List<String> suites,
            String suite,
            byte[] nonce,
            byte[] encapsulationKey,
            byte[] exchangeKey,
            int blocks,
            int blockLength,
            byte[] identityKey,
            byte[] signature) {

        static EpochRequest of(EpochProposal proposal) {
            return new EpochRequest(
                    proposal.initiatorIncarnation(),
                    proposal.responderIncarnation(),
                    proposal.parent().stream().toList(),
                    proposal.suites(),
                    proposal.suite(),
                    proposal.nonce(),
                    proposal.encapsulationKey(),
                    proposal.exchangeKey(),
                    proposal.blocks(),
                    proposal.blockLength(),
                    proposal.identityKey(),
                    proposal.signature());
        }

        EpochProposal toProposal(PoolId pool) {
            if (parent.size() > 1) {
                throw new IllegalArgumentException("parent holds one epoch or none, got " + parent.size());
            }
            return new EpochProposal(
                    pool,
                    fromIncarnation,
                    toIncarnation,
                    parent.stream().findFirst(),
                    suites,
                    suite,
                    nonce,
                    encapsulationKey,
                    exchangeKey,
                    blocks,
                    blockLength,
                    identityKey,
                    signature);
        }
    }

    /** The answer to a proposal of an epoch. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = EpochAccepted.class, name = "accepted"),
        @JsonSubTypes.Type(value = EpochRefused.class, name = "refused")
    })
    sealed interface EpochReply {

        static EpochReply of(EpochWay.Reply reply) {
            return switch (reply) {
                case EpochWay.Reply.Accepted(EpochAcceptance acceptance) ->
                    new EpochAccepted(
                            acceptance.epoch(),
                            acceptance.agreedAt().toEpochMilli(),
                            acceptance.responderIncarnation(),
                            acceptance.suites(),
                            acceptance.suite(),
                            acceptance.nonce(),
                            acceptance.ciphertext(),
                            acceptance.exchangeKey(),
                            acceptance.blocks(),
                            acceptance.identityKey(),
                            acceptance.confirmation(),
                            acceptance.signature());
                case EpochWay.Reply.Refused(EpochRefusal refusal) ->
                    new EpochRefused(
                            refusal.reason(),
                            refusal.detail(),
                            refusal.suites(),
                            refusal.identityKey(),
                            refusal.signature());
            };
        }

        EpochWay.Reply toReply();
    }

    @SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
    record EpochAccepted(
            UUID epoch,
            long agreedAtMs,
            UUID toIncarnation,
            List<String> suites,
            String suite,
            byte[] nonce,
            byte[] ciphertext,
            byte[] exchangeKey,
            int blocks,
            byte[] identityKey,
            byte[] confirmation,
            byte[] signature)
            implements EpochReply {

        @Override
        public EpochWay.Reply toReply() {
            return new EpochWay.Reply.Accepted(new EpochAcceptance(
                    epoch,
                    Instant.ofEpochMilli(agreedAtMs),
                    toIncarnation,
                    suites,
                    suite,
                    nonce,
                    ciphertext,
                    exchangeKey,
                    blocks,
                    identityKey,
                    confirmation,
                    signature));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
    record EpochRefused(
            EpochFault.Reason reason, String detail, List<String> suites, byte[] identityKey, byte[] signature)
            implements EpochReply {

        @Override
        public EpochWay.Reply toReply() {
            return new EpochWay.Reply.Refused(new EpochRefusal(reason, detail, suites, identityKey, signature));
        }
    }

    record OrdersRequest(UUID incarnation, List<OneOrder> orders) {

        static OrdersRequest of(UUID incarnation, List<PeerOrder> orders) {
            return new OrdersRequest(
                    incarnation,
                    orders.stream()
                            .map(order -> new OneOrder(order.id(), order.kind(), order.ids()))
                            .toList());
        }

        List<PeerOrder> toOrders() {
            return orders.stream()
                    .map(order -> new PeerOrder(order.id, order.kind, order.ids))
                    .toList();
        }
    }

    record OneOrder(long id, PeerOrder.Kind kind, List<UUID> ids) {}

    /** Keys under one-time pads. */
    record HandoverRequest(
            String initiator,
            List<String> targets,
            List<UUID> keyIds,
            int keyBytes,
            SealedOrigin origin,
            SealedBytes sealed) {

        static HandoverRequest of(Handover handover) {
            return new HandoverRequest(
                    handover.initiator().value(),
                    handover.targets().stream().map(SaeId::value).toList(),
                    handover.ids(),
                    handover.keyBytes(),
                    SealedOrigin.of(handover.provenance()),
                    SealedBytes.of(handover.sealed()));
        }

        Handover toHandover(PoolId pool) {
            return new Handover(
                    new SaeId(initiator),
                    targets.stream().map(SaeId::new).toList(),
                    keyIds,
                    keyBytes,
                    origin.toProvenance(),
                    sealed.toSealed(pool));
        }
    }

    /** Bytes under one-time pads; ciphertext and tag are Base64. */
    @SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
    record SealedBytes(UUID incarnation, List<Run> pads, Run tagKey, byte[] ciphertext, byte[] tag) {

        static SealedBytes of(Sealed sealed) {
            return new SealedBytes(
                    sealed.incarnation(),
                    sealed.pads().stream().map(Run::of).toList(),
                    Run.of(sealed.tagKey()),
                    sealed.ciphertext(),
                    sealed.tag());
        }

        Sealed toSealed(PoolId pool) {
            return new Sealed(
                    pool, incarnation, pads.stream().map(Run::toPointer).toList(), tagKey.toPointer(), ciphertext, tag);
        }
    }

    /**
     * A share of a relayed block under one-time pads.
     *
     * @param sofar what it rests on that came before this hop, one or none
     */
    record RelayRequest(
            UUID block,
            int share,
            int shares,
            List<String> path,
            FromEpoch epoch,
            List<SealedOrigin> sofar,
            SealedBytes sealed) {

        static RelayRequest of(RelayMessage message) {
            Share share = message.share();
            return new RelayRequest(
                    share.block(),
                    share.index(),
                    share.shares(),
                    share.path().stream().map(KmeId::value).toList(),
                    FromEpoch.of(share.epoch()),
                    message.sofar().map(SealedOrigin::of).stream().toList(),
                    SealedBytes.of(message.sealed()));
        }

        RelayMessage toMessage(PoolId pool) {
            if (sofar.size() > 1) {
                throw new IllegalArgumentException("sofar holds one origin or none, got " + sofar.size());
            }
            return new RelayMessage(
                    new Share(
                            block, share, shares, path.stream().map(KmeId::new).toList(), epoch.toEpoch()),
                    sofar.stream().map(SealedOrigin::toProvenance).findFirst(),
                    sealed.toSealed(pool));
        }
    }

    record ArrivedRequest() {}

    record StuckRequest(UUID block) {}

    record HeldUpRequest(UUID block) {}

    /**
     * Asks whether there is key.
     *
     * @param to   the other end of the pool, whose from end asks
     * @param next to whom a share would be sent on
     */
    record ShortageRequest(String to, String next) {}

    /**
     * Says whether there is key.
     *
     * @param reason why not; empty if there is
     */
    record ShortageAnswer(String reason) {}

    record TestimonyRequest(UUID block, int share) {}

    /**
     * What became of a share.
     *
     * @param received digest in Base64, one or none
     * @param sent     the same
     */
    record TestimonyAnswer(Testimony.State state, List<byte[]> received, List<byte[]> sent, String failure) {

        static TestimonyAnswer of(Testimony testimony) {
            return new TestimonyAnswer(
                    testimony.state(),
                    testimony.received().stream().toList(),
                    testimony.sent().stream().toList(),
                    testimony.failure());
        }

        Testimony toTestimony() {
            return new Testimony(
                    state, received.stream().findFirst(), sent.stream().findFirst(), failure);
        }
    }

    /** A run of the pool, in units of 8 bytes and in bytes. */
    record Run(long block, int offset, int length) {

        static Run of(KeyPointer pointer) {
            return new Run(pointer.number(), pointer.offset(), pointer.length());
        }

        KeyPointer toPointer() {
            return new KeyPointer(block, offset, length, Making.QKD);
        }
    }

    /** What keys under pads rest on. */
    record SealedOrigin(
            List<String> links,
            String proof,
            double epsilonTotal,
            DetectorTrust detector,
            long createdAtMs,
            List<Integer> hops) {

        static SealedOrigin of(KeyProvenance.Quantum provenance) {
            return new SealedOrigin(
                    provenance.links().stream().map(LinkId::value).toList(),
                    provenance.proof().wireName(),
                    provenance.epsilonTotal(),
                    provenance.detector(),
                    provenance.createdAt().toEpochMilli(),
                    provenance.hops());
        }

        KeyProvenance.Quantum toProvenance() {
            return new KeyProvenance.Quantum(
                    links.stream().map(LinkId::new).collect(Collectors.toCollection(TreeSet::new)),
                    SecurityProof.ofWireName(proof),
                    epsilonTotal,
                    detector,
                    Instant.ofEpochMilli(createdAtMs),
                    KeyProvenance.Transport.OTP_XOR,
                    hops);
        }
    }
}

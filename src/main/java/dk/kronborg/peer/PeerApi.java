package dk.kronborg.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.confirmation.AnsweringEnd;
import dk.kronborg.kms.confirmation.Offer;
import dk.kronborg.kms.confirmation.Peer;
import dk.kronborg.kms.confirmation.PeerIncarnations;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.custody.BlockSelection;
import dk.kronborg.kms.custody.Custody;
import dk.kronborg.kms.epoch.EpochAnsweringEnd;
import dk.kronborg.kms.epoch.EpochProposal;
import dk.kronborg.kms.handover.HandoverReceiver;
import dk.kronborg.kms.relay.RelayInquiry;
import dk.kronborg.kms.relay.Relaying;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.plane.Problem;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Network;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers other KMEs. The caller is the from end of the pool it speaks of, whatever it says. */
public final class PeerApi implements PlaneListener.Answering {

    /** Room for the largest message: 1,024 claims or 64 offers. */
    private static final int MOST_BYTES = 512 * 1024;

    private final KmeId here;
    private final Supplier<Network> network;
    private final AnsweringEnd answering;
    private final HandoverReceiver receiver;
    private final Custody custody;
    private final PeerIncarnations peers;
    private final Optional<EpochAnsweringEnd> epochs;
    private final Relays relays;

    /**
     * The parts of relay that answer.
     *
     * @param arrivals told of KMEs to which relayed blocks have come from here
     */
    public record Relays(Relaying relaying, RelayInquiry inquiry, Consumer<KmeId> arrivals) {}

    public PeerApi(
            KmeId here,
            Supplier<Network> network,
            AnsweringEnd answering,
            HandoverReceiver receiver,
            Custody custody,
            PeerIncarnations peers,
            Optional<EpochAnsweringEnd> epochs,
            Relays relays) {
        this.here = here;
        this.network = network;
        this.answering = answering;
        this.receiver = receiver;
        this.custody = custody;
        this.peers = peers;
        this.epochs = epochs;
        this.relays = relays;
    }

    @Override
    public void busy(Exchange exchange) {
        Problem.busy(exchange);
    }

    @Override
    public void answer(Exchange exchange) {
        KmeId caller = new KmeId(exchange.caller().id());
        if (caller.equals(here) || network.get().kme(caller).isEmpty()) {
            Problem.answer(exchange, 403, "Forbidden", "the network has no such peer");
        } else if (!HttpMethod.POST.equals(exchange.request().method())) {
            Problem.answer(exchange, 405, "Method Not Allowed", "peers post");
        } else {
            switch (String.valueOf(exchange.request().path())) {
                case PeerWire.CLAIMS ->
                    read(exchange, PeerWire.ClaimsRequest.class, claims -> {
                        atMost(Peer.MOST_BLOCKS, claims.blocks());
                        exchange.endJson(
                                200,
                                "application/json",
                                PeerWire.ClaimsAnswer.of(answering.claims(
                                        new PoolId(caller, here, claims.origin()),
                                        claims.introduction().toIntroduction(),
                                        claims.blocks())));
                    });
                case PeerWire.OFFERS ->
                    read(exchange, PeerWire.OffersRequest.class, offers -> {
                        atMost(Peer.MOST_BLOCKS, offers.offers());
                        PoolId pool = new PoolId(caller, here, offers.origin());
                        List<Offer> offered = offers.offers().stream()
                                .map(offer -> offer.toOffer(pool))
                                .toList();
                        exchange.endJson(
                                200,
                                "application/json",
                                PeerWire.OffersAnswer.of(answering.offers(pool, offers.incarnation(), offered)));
                    });
                case PeerWire.RETIREMENTS ->
                    read(exchange, PeerWire.RetirementsRequest.class, retired -> {
                        atMost(Peer.MOST_BLOCKS, retired.voided());
                        atMost(Peer.MOST_BLOCKS, retired.closed());
                        answering.retire(
                                new PoolId(caller, here, retired.origin()),
                                retired.incarnation(),
                                retired.voided(),
                                retired.closed());
                        exchange.end(204);
                    });
                case PeerWire.HANDOVERS ->
                    read(
                            exchange,
                            PeerWire.HandoverRequest.class,
                            handover ->
                                    answer(exchange, receiver.receive(handover.toHandover(new PoolId(caller, here)))));
                case PeerWire.ORDERS ->
                    read(exchange, PeerWire.OrdersRequest.class, orders -> {
                        atMost(Custody.MOST_ORDERS, orders.orders());
                        orders.orders().forEach(order -> atMost(BlockSelection.MOST_BLOCKS, order.ids()));
                        peers.meet(caller, orders.incarnation());
                        custody.obey(caller, orders.toOrders());
                        exchange.end(204);
                    });
                case PeerWire.EPOCHS ->
                    read(exchange, PeerWire.EpochRequest.class, epoch -> {
                        EpochProposal proposal = epoch.toProposal(new PoolId(caller, here));
                        epochs.flatMap(end -> end.answer(caller, proposal))
                                .map(PeerWire.EpochReply::of)
                                .ifPresentOrElse(
                                        reply -> exchange.endJson(200, "application/json", reply),
                                        () -> Problem.answer(
                                                exchange, 404, "Not Found", "there are no epochs with this peer"));
                    });
                case PeerWire.RELAYS ->
                    read(
                            exchange,
                            PeerWire.RelayRequest.class,
                            relay -> answer(
                                    exchange, relays.relaying().receive(relay.toMessage(new PoolId(caller, here)))));
                case PeerWire.ARRIVED ->
                    read(exchange, PeerWire.ArrivedRequest.class, arrived -> {
                        relays.arrivals().accept(caller);
                        exchange.end(204);
                    });
                case PeerWire.STUCK ->
                    read(exchange, PeerWire.StuckRequest.class, stuck -> {
                        if (relays.inquiry().concerns(stuck.block(), caller)) {
                            relays.inquiry().stuck(stuck.block());
                        }
                        exchange.end(204);
                    });
                case PeerWire.HELD_UP ->
                    read(exchange, PeerWire.HeldUpRequest.class, held -> {
                        if (relays.inquiry().concerns(held.block(), caller)) {
                            relays.inquiry().heldUp(held.block(), caller);
                        }
                        exchange.end(204);
                    });
                case PeerWire.SHORTAGES ->
                    read(
                            exchange,
                            PeerWire.ShortageRequest.class,
                            asked -> exchange.endJson(
                                    200,
                                    "application/json",
                                    new PeerWire.ShortageAnswer(relays.relaying()
                                            .shortage(
                                                    new PoolId(caller, new KmeId(asked.to())), new KmeId(asked.next()))
                                            .orElse(""))));
                case PeerWire.TESTIMONIES ->
                    read(
                            exchange,
                            PeerWire.TestimonyRequest.class,
                            asked -> exchange.endJson(
                                    200,
                                    "application/json",
                                    PeerWire.TestimonyAnswer.of(
                                            relays.relaying().testify(caller, asked.block(), asked.share()))));
                default -> Problem.answer(exchange, 404, "Not Found", "no such message");
            }
        }
    }

    private static void answer(Exchange exchange, HandoverReceiver.Outcome outcome) {
        switch (outcome) {
            case HandoverReceiver.Outcome.Taken _ -> exchange.end(204);
            case HandoverReceiver.Outcome.Refused(String reason) -> Problem.answer(exchange, 409, "Conflict", reason);
            case HandoverReceiver.Outcome.Unavailable _ ->
                Problem.answer(exchange, 503, "Service Unavailable", "the key store does not answer");
        }
    }

    private static void answer(Exchange exchange, Relaying.Outcome outcome) {
        switch (outcome) {
            case Relaying.Outcome.Taken _ -> exchange.end(204);
            case Relaying.Outcome.Later(String reason) ->
                Problem.answer(exchange, PeerWire.LATER, 503, "Service Unavailable", reason);
            case Relaying.Outcome.Refused(String reason) -> Problem.answer(exchange, 409, "Conflict", reason);
            case Relaying.Outcome.Unavailable _ ->
                Problem.answer(exchange, 503, "Service Unavailable", "the key store does not answer");
        }
    }

    private static void atMost(int most, List<?> list) {
        if (list.size() > most) {
            throw new IllegalArgumentException("at most " + most + " items in one list, got " + list.size());
        }
    }

    private static <T> void read(Exchange exchange, Class<T> type, Consumer<T> then) {
        exchange.withBody(
                MOST_BYTES,
                () -> Problem.answer(exchange, 413, "Content Too Large", "at most " + MOST_BYTES + " bytes"),
                body -> {
                    try {
                        then.accept(Exchange.JSON.readValue(body, type));
                    } catch (JsonProcessingException e) {
                        Problem.answer(exchange, 400, "Bad Request", e.getOriginalMessage());
                    } catch (IOException | IllegalArgumentException e) {
                        Problem.answer(exchange, 400, "Bad Request", String.valueOf(e.getMessage()));
                    } catch (PeerUnreachable e) {
                        Problem.answer(exchange, 409, "Conflict", String.valueOf(e.getMessage()));
                    } catch (StoreUnavailable e) {
                        Problem.answer(exchange, 503, "Service Unavailable", "the key store does not answer");
                    }
                },
                failure -> Problem.answer(exchange, 503, "Service Unavailable", "try again"));
    }
}

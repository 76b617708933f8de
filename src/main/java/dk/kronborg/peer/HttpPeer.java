package dk.kronborg.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.Claims;
import dk.kronborg.kms.confirmation.Introduction;
import dk.kronborg.kms.confirmation.Offer;
import dk.kronborg.kms.confirmation.OfferAnswer;
import dk.kronborg.kms.confirmation.Peer;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.custody.CustodyPeer;
import dk.kronborg.kms.custody.PeerOrder;
import dk.kronborg.kms.epoch.EpochProposal;
import dk.kronborg.kms.epoch.EpochWay;
import dk.kronborg.kms.handover.Handover;
import dk.kronborg.kms.handover.HandoverPeer;
import dk.kronborg.kms.relay.RelayMessage;
import dk.kronborg.kms.relay.RelayPeer;
import dk.kronborg.kms.relay.Testimony;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.PlaneClient;
import dk.kronborg.plane.Problem;
import dk.kronborg.topology.identity.KmeId;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Another KME, over the peer plane. */
public final class HttpPeer implements Peer, HandoverPeer, CustodyPeer, EpochWay, RelayPeer {

    private static final int MOST_SHOWN = 200;

    private final PlaneClient client;

    public HttpPeer(PlaneClient client) {
        this.client = client;
    }

    @Override
    public Claims claims(Introduction own, PoolId pool, List<UUID> blocks) {
        return read(
                        post(
                                PeerWire.CLAIMS,
                                new PeerWire.ClaimsRequest(PeerWire.Introduced.of(own), pool.origin(), blocks),
                                200),
                        PeerWire.ClaimsAnswer.class)
                .toClaims();
    }

    @Override
    public List<OfferAnswer> offer(UUID ownIncarnation, PoolId pool, List<Offer> offers) {
        Buffer answer = post(PeerWire.OFFERS, PeerWire.OffersRequest.of(ownIncarnation, pool.origin(), offers), 200);
        return read(answer, PeerWire.OffersAnswer.class).answers().stream()
                .map(PeerWire.OneAnswer::toAnswer)
                .toList();
    }

    @Override
    public void retire(UUID ownIncarnation, PoolId pool, List<UUID> voided, List<Long> closed) {
        post(PeerWire.RETIREMENTS, new PeerWire.RetirementsRequest(ownIncarnation, pool.origin(), voided, closed), 204);
    }

    @Override
    public void handOver(Handover handover) {
        post(PeerWire.HANDOVERS, PeerWire.HandoverRequest.of(handover), 204);
    }

    @Override
    public void tell(UUID ownIncarnation, List<PeerOrder> orders) {
        post(PeerWire.ORDERS, PeerWire.OrdersRequest.of(ownIncarnation, orders), 204);
    }

    @Override
    public EpochWay.Reply propose(EpochProposal proposal) {
        return read(post(PeerWire.EPOCHS, PeerWire.EpochRequest.of(proposal), 200), PeerWire.EpochReply.class)
                .toReply();
    }

    @Override
    public RelayPeer.Reply relay(RelayMessage message) {
        PlaneClient.Answer answer = post(PeerWire.RELAYS, PeerWire.RelayRequest.of(message));
        return switch (answer.status()) {
            case 204 -> new RelayPeer.Reply.Taken();
            case 409 ->
                new RelayPeer.Reply.Refused(read(answer.body(), Problem.class).detail());
            case 503 -> {
                Problem problem = read(answer.body(), Problem.class);
                if (!problem.type().equals(PeerWire.LATER)) {
                    throw unexpected(PeerWire.RELAYS, answer);
                }
                yield new RelayPeer.Reply.Later(problem.detail());
            }
            default -> throw unexpected(PeerWire.RELAYS, answer);
        };
    }

    @Override
    public void arrived() {
        post(PeerWire.ARRIVED, new PeerWire.ArrivedRequest(), 204);
    }

    @Override
    public void stuck(UUID block) {
        post(PeerWire.STUCK, new PeerWire.StuckRequest(block), 204);
    }

    @Override
    public void heldUp(UUID block) {
        post(PeerWire.HELD_UP, new PeerWire.HeldUpRequest(block), 204);
    }

    @Override
    public Optional<String> shortage(KmeId to, KmeId next) {
        PeerWire.ShortageRequest asked = new PeerWire.ShortageRequest(to.value(), next.value());
        return Optional.of(read(post(PeerWire.SHORTAGES, asked, 200), PeerWire.ShortageAnswer.class)
                        .reason())
                .filter(reason -> !reason.isEmpty());
    }

    @Override
    public Testimony testify(UUID block, int share) {
        return read(
                        post(PeerWire.TESTIMONIES, new PeerWire.TestimonyRequest(block, share), 200),
                        PeerWire.TestimonyAnswer.class)
                .toTestimony();
    }

    private Buffer post(String path, Object message, int expected) {
        PlaneClient.Answer answer = post(path, message);
        if (answer.status() != expected) {
            throw unexpected(path, answer);
        }
        return answer.body();
    }

    private static PeerUnreachable unexpected(String path, PlaneClient.Answer answer) {
        String body = answer.body().toString();
        return new PeerUnreachable(path + " was answered " + answer.status() + ": "
                + body.substring(0, Math.min(body.length(), MOST_SHOWN)));
    }

    private PlaneClient.Answer post(String path, Object message) {
        try {
            return client.post(path, Buffer.buffer(Exchange.JSON.writeValueAsBytes(message)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a wire record always has a JSON form", e);
        } catch (IOException e) {
            throw new PeerUnreachable(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerUnreachable("interrupted", e);
        }
    }

    private static <T> T read(Buffer answer, Class<T> type) {
        try {
            return Exchange.JSON.readValue(answer.getBytes(), type);
        } catch (IOException | IllegalArgumentException e) {
            throw new PeerUnreachable("the peer's answer cannot be read: " + e.getMessage(), e);
        }
    }
}

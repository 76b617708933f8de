package dk.kronborg.kms.relay;

import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.relay.RelayLedger.Waiting;
import dk.kronborg.topology.identity.KmeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Sends to one neighbour what waits for it, again and again until it is taken or refused. While the neighbour is short of
 * pads it is asked again: the pads on the hops before are spent, and it would be a pity to lose them. Whoever drew the block
 * hears of that, and sends others round. A message sent again is the same to the byte. Rounds are for one thread.
 */
public final class RelaySender {

    private static final Logger LOG = Logger.getLogger(RelaySender.class);
    private static final int MOST_A_ROUND = 32;
    /** One fewer than the connections of a way to a peer, so that others get through. */
    private static final int AT_ONCE = 3;

    private final KmeId here;
    private final KmeId next;
    private final RelayLedger ledger;
    private final Function<KmeId, RelayPeer> peers;
    private final RelayInquiry inquiry;
    private final RunningTime time;
    private final Duration patience;
    private final Duration endurance;
    private final Consumer<Duration> handedOver;
    /** When what is held up was sent last, seconds of the running time of this site. */
    private long asked = Long.MIN_VALUE;

    /**
     * A sender.
     *
     * @param patience   how long a message is sent again before another path may be better
     * @param endurance  how long one waits until the neighbour has pads for it
     * @param handedOver told how long the neighbour took to have a message for good
     */
    public RelaySender(
            KmeId here,
            KmeId next,
            RelayLedger ledger,
            Function<KmeId, RelayPeer> peers,
            RelayInquiry inquiry,
            RunningTime time,
            Duration patience,
            Duration endurance,
            Consumer<Duration> handedOver) {
        this.here = here;
        this.next = next;
        this.ledger = ledger;
        this.peers = peers;
        this.inquiry = inquiry;
        this.time = time;
        this.patience = patience;
        this.endurance = endurance;
        this.handedOver = handedOver;
    }

    /**
     * Sends what waits.
     *
     * @return whether anything was sent, hence whether another round may be worth while at once
     * @throws PeerUnreachable if the neighbour does not answer, and what waits may still be sent
     */
    public boolean round() {
        boolean sent = false;
        List<Waiting> waiting = ledger.waiting(next, MOST_A_ROUND);
        if (asked == time.seconds()) {
            // Once a second is enough for what is held up.
            waiting = waiting.stream().filter(one -> one.heldUp().isEmpty()).toList();
        }
        asked = time.seconds();
        for (int first = 0; first < waiting.size(); first += AT_ONCE) {
            sent |= send(waiting.subList(first, Math.min(first + AT_ONCE, waiting.size())));
        }
        return sent;
    }

    /** All at once; whether any was taken. */
    private boolean send(List<Waiting> waiting) {
        boolean sent = false;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RelayPeer.Reply>> replies =
                    executor.invokeAll(waiting.stream().map(this::message).toList());
            for (int i = 0; i < replies.size(); i++) {
                sent |= isTaken(waiting.get(i), replies.get(i));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return sent;
    }

    private Callable<RelayPeer.Reply> message(Waiting waiting) {
        return () -> {
            long start = System.nanoTime();
            RelayPeer.Reply reply = peers.apply(next).relay(waiting.message());
            if (reply instanceof RelayPeer.Reply.Taken) {
                handedOver.accept(Duration.ofNanos(System.nanoTime() - start));
                // At once: a node further on may say that it is stuck before the others are sent.
                ledger.sent(waiting.message().share());
            }
            return reply;
        };
    }

    private boolean isTaken(Waiting waiting, Future<RelayPeer.Reply> reply) throws InterruptedException {
        Share share = waiting.message().share();
        try {
            switch (reply.get()) {
                case RelayPeer.Reply.Taken _ -> {
                    return true;
                }
                case RelayPeer.Reply.Later(String reason) -> putOff(waiting, reason);
                case RelayPeer.Reply.Refused(String reason) -> fail(share, reason);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof PeerUnreachable away)) {
                throw new IllegalStateException(e.getCause());
            }
            if (!isOver(patience, waiting.since())) {
                throw away;
            }
            fail(share, String.valueOf(away.getMessage()));
        }
        return false;
    }

    private boolean isOver(Duration wait, long since) {
        return time.seconds() - since >= wait.toSeconds();
    }

    private void putOff(Waiting waiting, String reason) {
        Share share = waiting.message().share();
        if (isOver(endurance, waiting.since())) {
            ledger.ranShort(share, reason);
            tellStuck(share);
        } else if (isOver(patience, waiting.heldUp().orElse(waiting.since()))) {
            ledger.heldUp(share, reason);
            tell(share, () -> inquiry.heldUp(share.block(), here), peer -> peer.heldUp(share.block()));
        }
    }

    private void fail(Share share, String reason) {
        ledger.failed(share, reason);
        tellStuck(share);
    }

    /** The end that drew it gives it up. */
    private void tellStuck(Share share) {
        tell(share, () -> inquiry.stuck(share.block()), peer -> peer.stuck(share.block()));
    }

    private void tell(Share share, Runnable itself, Consumer<RelayPeer> other) {
        if (share.from().equals(here)) {
            itself.run();
            return;
        }
        try {
            other.accept(peers.apply(share.from()));
        } catch (PeerUnreachable e) {
            // It gives the block up by itself.
            LOG.debugf("%s could not be told that %s does not get on: %s", share.from(), share, e.getMessage());
        }
    }
}

package dk.kronborg.kms.relay;

import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.relay.RelayLedger.Waiting;
import dk.kronborg.topology.identity.KmeId;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Sends to one neighbour what waits for it, again and again until it is taken or refused. While the neighbour is short of
 * pads it is asked again. A message sent again is the same to the byte. For use by one thread.
 */
public final class RelaySender {

    private static final Logger LOG = Logger.getLogger(RelaySender.class);
    private static final int MOST_AT_ONCE = 32;

    private final KmeId here;
    private final KmeId next;
    private final RelayLedger ledger;
    private final Function<KmeId, RelayPeer> peers;
    private final RelayInquiry inquiry;
    private final RunningTime time;
    private final Duration patience;
    private final Consumer<Duration> handedOver;

    /**
     * A sender.
     *
     * @param patience   how long a message is sent again before another path may be better
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
            Consumer<Duration> handedOver) {
        this.here = here;
        this.next = next;
        this.ledger = ledger;
        this.peers = peers;
        this.inquiry = inquiry;
        this.time = time;
        this.patience = patience;
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
        for (Waiting waiting : ledger.waiting(next, MOST_AT_ONCE)) {
            Share share = waiting.message().share();
            long start = System.nanoTime();
            try {
                switch (peers.apply(next).relay(waiting.message())) {
                    case RelayPeer.Reply.Taken _ -> {
                        handedOver.accept(Duration.ofNanos(System.nanoTime() - start));
                        ledger.sent(share);
                        sent = true;
                    }
                    case RelayPeer.Reply.Later(String reason) -> {
                        if (isOverdue(waiting)) {
                            ledger.ranShort(share, reason);
                            tell(share);
                        }
                    }
                    case RelayPeer.Reply.Refused(String reason) -> fail(share, reason);
                }
            } catch (PeerUnreachable e) {
                if (!isOverdue(waiting)) {
                    throw e;
                }
                fail(share, String.valueOf(e.getMessage()));
            }
        }
        return sent;
    }

    private boolean isOverdue(Waiting waiting) {
        return time.seconds() - waiting.since() >= patience.toSeconds();
    }

    private void fail(Share share, String reason) {
        ledger.failed(share, reason);
        tell(share);
    }

    /** The end that drew it gives it up. */
    private void tell(Share share) {
        if (share.from().equals(here)) {
            inquiry.stuck(share.block());
            return;
        }
        try {
            peers.apply(share.from()).stuck(share.block());
        } catch (PeerUnreachable e) {
            // It gives the block up by itself.
            LOG.debugf("%s could not be told that %s does not get on: %s", share.from(), share, e.getMessage());
        }
    }
}

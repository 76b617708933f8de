package dk.kronborg.kms.relay;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.relay.RelayLedger.Known;
import dk.kronborg.kms.relay.Testimony.State;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.path.Hop;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Finds where a relayed block was held up or changed, or where there was too little key for it. Each node of the path says what it received and what it sent; the
 * first two neighbours whose words do not fit name a hop. Of two who contradict each other one lies, and which of them it
 * is cannot be told from here: the hop is avoided, and people are told its links and both nodes. A hop that is merely short
 * of key is avoided for a while, which is logged and counted.
 *
 * <p>For the end that drew the block. Safe for use by several threads.
 */
public final class RelayInquiry {

    private static final Logger LOG = Logger.getLogger(RelayInquiry.class);

    private final KmeId here;
    private final Network network;
    private final RelayLedger ledger;
    private final Function<KmeId, RelayPeer> peers;
    private final RelayRoutes routes;
    private final Alarms alarms;
    private final Consumer<Hop> shortages;
    private final Consumer<PoolId> delays;
    private final Consumer<PoolId> losses;

    /**
     * The inquiry of one KME.
     *
     * @param shortages told of hops on which a block did not get on for want of key
     * @param delays    told of pools from here of which a block is held up
     * @param losses    told of pools from here of which a block was given up
     */
    public RelayInquiry(
            KmeId here,
            Network network,
            RelayLedger ledger,
            Function<KmeId, RelayPeer> peers,
            RelayRoutes routes,
            Alarms alarms,
            Consumer<Hop> shortages,
            Consumer<PoolId> delays,
            Consumer<PoolId> losses) {
        this.here = here;
        this.network = network;
        this.ledger = ledger;
        this.peers = peers;
        this.routes = routes;
        this.alarms = alarms;
        this.shortages = shortages;
        this.delays = delays;
        this.losses = losses;
    }

    /** What is wrong at a hop. */
    private record Finding(Hop hop, Fault fault, String detail) {}

    private enum Fault {
        /** There is too little key. */
        SHORT,
        /** A node does not take shares, or does not answer. */
        STUCK,
        /** One of its nodes lies. */
        CONTRADICTION
    }

    /** A block that was drawn here does not get on, for whatever reason: it is given up, unless the other end has it already. */
    public void stuck(UUID block) {
        if (ledger.giveUp(block)) {
            ledger.find(block).stream()
                    .map(known -> known.share().pool())
                    .findFirst()
                    .ifPresent(losses);
            inquire(block);
        }
    }

    /**
     * A block that was drawn here waits at a node until the next one has pads for it: others go past there.
     *
     * @param node on a path of the block
     */
    public void heldUp(UUID block, KmeId node) {
        ledger.heldUp(block);
        for (Known known : ledger.find(block)) {
            Share share = known.share();
            share.after(node).ifPresent(next -> {
                spare(shortHop(share, new Hop(node, next), next), share + " waits at " + node);
                delays.accept(share.pool());
            });
        }
    }

    /**
     * Whether that node may say that the block does not get on.
     *
     * @return false, too, if the block was not drawn here
     */
    public boolean concerns(UUID block, KmeId node) {
        return ledger.find(block).stream()
                .anyMatch(known -> known.share().from().equals(here)
                        && known.share().path().contains(node));
    }

    /** Asks all nodes of a block's paths, and avoids the hop where their words do not fit. */
    public void inquire(UUID block) {
        for (Known known : ledger.find(block)) {
            if (known.share().from().equals(here)) {
                finding(known).ifPresent(this::tell);
            }
        }
    }

    private void tell(Finding finding) {
        if (finding.fault == Fault.SHORT) {
            spare(finding.hop, finding.detail);
            return;
        }
        routes.avoid(finding.hop);
        String links = network.links().stream()
                .filter(link -> isOf(link, finding.hop))
                .map(link -> link.id().value())
                .collect(Collectors.joining(", "));
        alarms.raise(
                finding.fault == Fault.CONTRADICTION ? Alarms.Kind.RELAY_CONTRADICTION : Alarms.Kind.RELAY_STUCK,
                finding.hop.toString(),
                "link " + links + ", nodes " + finding.hop.first() + " and " + finding.hop.second() + ": "
                        + finding.detail);
    }

    private void spare(Hop hop, String detail) {
        routes.spare(hop);
        LOG.infof("relays go past %s for a while: %s", hop, detail);
        shortages.accept(hop);
    }

    private static boolean isOf(Link link, Hop hop) {
        return link.otherKme(hop.first()).equals(Optional.of(hop.second()));
    }

    private Optional<Finding> finding(Known drawn) {
        Share share = drawn.share();
        List<KmeId> path = share.path();
        Testimony before = drawn.testimony();
        for (int i = 1; i < path.size(); i++) {
            KmeId from = path.get(i - 1);
            KmeId node = path.get(i);
            Hop hop = new Hop(from, node);
            if (before.state() == State.SHORT) {
                return Optional.of(new Finding(
                        shortHop(share, hop, node),
                        Fault.SHORT,
                        node + " could not take " + share + " from " + from + ": " + before.failure()));
            }
            if (before.state() == State.FAILED || before.state() == State.WAITING) {
                String why = before.failure().isEmpty() ? "it does not answer" : before.failure();
                return Optional.of(
                        new Finding(hop, Fault.STUCK, node + " did not take " + share + " from " + from + ": " + why));
            }
            Testimony told;
            try {
                told = peers.apply(node).testify(share.block(), share.index());
            } catch (PeerUnreachable e) {
                return Optional.of(new Finding(hop, Fault.STUCK, node + " does not answer: " + e.getMessage()));
            }
            Optional<Finding> found = compare(share, hop, from, before, node, told);
            if (found.isPresent()) {
                return found;
            }
            before = told;
        }
        return Optional.empty();
    }

    /**
     * Where key is missing: behind the node, if it says so itself. Of what others say that it said only their own hop to it is
     * believed, so that nobody can lead relays round a hop of others.
     */
    private Hop shortHop(Share share, Hop hop, KmeId node) {
        return share.after(node)
                .filter(after -> isShort(node, share.to(), after))
                .map(after -> new Hop(node, after))
                .orElse(hop);
    }

    private boolean isShort(KmeId node, KmeId to, KmeId next) {
        try {
            return peers.apply(node).shortage(to, next).isPresent();
        } catch (PeerUnreachable e) {
            return false;
        }
    }

    private static Optional<Finding> compare(
            Share share, Hop hop, KmeId from, Testimony sender, KmeId node, Testimony receiver) {
        if (receiver.state() == State.UNKNOWN || receiver.received().isEmpty()) {
            return Optional.of(new Finding(
                    hop,
                    Fault.CONTRADICTION,
                    from + " says that it handed " + share + " over, " + node + " says that it has not got it"));
        }
        if (!same(sender.sent(), receiver.received())) {
            return Optional.of(new Finding(
                    hop,
                    Fault.CONTRADICTION,
                    node + " says that it received other bits of " + share + " than " + from + " says that it sent"));
        }
        if (receiver.sent().isPresent() && !same(receiver.received(), receiver.sent())) {
            Hop next = share.after(node).map(after -> new Hop(node, after)).orElse(hop);
            return Optional.of(new Finding(
                    next,
                    Fault.CONTRADICTION,
                    node + " says that it sent other bits of " + share + " than it received"));
        }
        return Optional.empty();
    }

    private static boolean same(Optional<byte[]> one, Optional<byte[]> other) {
        return one.isPresent() && other.isPresent() && OneTimeTag.same(one.get(), other.get());
    }
}

package dk.kronborg.kms;

import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MFA_1;
import static dk.kronborg.kms.TwoSites.MOD;
import static dk.kronborg.kms.TwoSites.MOD_1;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.pad.Sealed;
import dk.kronborg.kms.relay.OnwardKey;
import dk.kronborg.kms.relay.RelayLedger;
import dk.kronborg.kms.relay.RelayMessage;
import dk.kronborg.kms.relay.RelaySender;
import dk.kronborg.kms.relay.Relaying;
import dk.kronborg.kms.relay.Share;
import dk.kronborg.kms.relay.Testimony;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.path.Hop;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A block that goes from MFA to MOD over trusted nodes, on real databases. */
class RelayTest extends TwoSitesTest {

    private static final KmeId MID = new KmeId("KME-MID");
    private static final KmeId SIDE = new KmeId("KME-SIDE");
    private static final KmeId QUIET = new KmeId("KME-QUIET");
    private static final List<KmeId> OVER_MID = List.of(MFA, MID, MOD);
    private static final List<KmeId> OVER_SIDE = List.of(MFA, SIDE, MOD);

    private final List<RelayNode> nodes = new ArrayList<>();
    private RelayNode from;
    private RelayNode mid;
    private RelayNode side;
    private RelayNode to;

    @BeforeEach
    void openRelays() throws IOException, SQLException {
        from = open(MFA, mfaDatabase);
        to = open(MOD, modDatabase);
        mid = open(MID, TwoSites.freshDatabase(cluster, "mid"));
        side = open(SIDE, TwoSites.freshDatabase(cluster, "side"));
        for (RelayNode relay : List.of(mid, side)) {
            RelayNode.fill(from, relay, 2);
            RelayNode.fill(relay, to, 2);
        }
        meet();
        agree();
    }

    private RelayNode open(KmeId kme, DataSource database) throws IOException {
        RelayNode node = new RelayNode(kme, database, state);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void everyPadIsSomewhere() {
        try {
            nodes.forEach(
                    node -> assertThat(node.store().balances().read()).allMatch(balance -> balance.imbalance() == 0));
        } finally {
            nodes.forEach(RelayNode::close);
        }
    }

    private UUID draw(List<List<KmeId>> paths, int bytes) {
        Relaying.Drawn drawn = from.relaying.draw(paths, bytes);
        assertThat(drawn).isInstanceOf(Relaying.Drawn.Underway.class);
        return ((Relaying.Drawn.Underway) drawn).block();
    }

    /** What waits at a node for another one. */
    private static RelayMessage waiting(RelayNode node, KmeId next) {
        List<RelayLedger.Waiting> waiting = node.ledger.waiting(next, 10);
        assertThat(waiting).hasSize(1);
        return waiting.getFirst().message();
    }

    private static void hand(RelayNode node, RelayNode next) {
        RelayMessage message = waiting(node, next.here);
        assertThat(next.relaying.receive(message)).isEqualTo(new Relaying.Outcome.Taken());
        node.ledger.sent(message.share());
    }

    private void confirmRelayed() {
        to.relaying.join();
        while (mfa.offeringTo(SiteFixture.peer(mod)).round()) {}
        mfa.pool.doubt();
    }

    private List<DeliveredKey> keys(int count) {
        DeliveryOutcome outcome = mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, count, 32));
        assertThat(outcome).isInstanceOf(DeliveryOutcome.Delivered.class);
        List<DeliveredKey> keys = ((DeliveryOutcome.Delivered) outcome).keys();
        sites.handed.delivered(outcome);
        return keys;
    }

    @Test
    void bothEndsGetTheSameKeysFromARelayedBlock() {
        draw(List.of(OVER_MID), 2048);
        hand(from, mid);
        hand(mid, to);
        confirmRelayed();

        List<DeliveredKey> keys = keys(64);
        assertThat(keys)
                .allSatisfy(key -> assertThat(key.provenance())
                        .isInstanceOfSatisfying(KeyProvenance.Quantum.class, quantum -> {
                            assertThat(quantum.links()).containsExactly(new LinkId("MFA-MID"), new LinkId("MID-MOD"));
                            assertThat(quantum.hops()).containsExactly(2);
                            assertThat(quantum.epsilonTotal()).isEqualTo(2e-10);
                            assertThat(quantum.transport()).isEqualTo(KeyProvenance.Transport.OTP_XOR);
                        }));
        assertThat(sites.fetch(mod, keys.stream().map(DeliveredKey::id).toList()))
                .isEqualTo(64);
        assertThat(mfa.alarms).isEmpty();
        assertThat(mod.alarms).isEmpty();
    }

    @Test
    void sharesOverDisjointPathsAreOneBlock() {
        UUID block = draw(List.of(OVER_MID, OVER_SIDE), 1024);
        hand(from, mid);
        hand(mid, to);
        assertThat(to.ledger.find(block, 0).orElseThrow().testimony().state()).isEqualTo(Testimony.State.KEPT);
        confirmRelayed();
        assertThat(stored(mfa)).isZero();
        hand(from, side);
        hand(side, to);
        confirmRelayed();
        assertThat(to.ledger.find(block, 0).orElseThrow().testimony().state()).isEqualTo(Testimony.State.JOINED);

        List<DeliveredKey> keys = keys(32);
        assertThat(keys)
                .allSatisfy(key -> assertThat(((KeyProvenance.Quantum) key.provenance()).hops())
                        .containsExactly(2, 2));
        assertThat(sites.fetch(mod, keys.stream().map(DeliveredKey::id).toList()))
                .isEqualTo(32);
    }

    @Test
    void whatWasKeptWhenAProcessEndedIsJoinedByTheNext() throws IOException {
        draw(List.of(OVER_MID), 1024);
        hand(from, mid);
        hand(mid, to);
        RelayNode next = to.another();
        nodes.add(next);
        assertThat(next.relaying.join()).isTrue();
        assertThat(to.relaying.join()).isFalse();
        confirmRelayed();
        assertThat(stored(mfa)).isEqualTo(32);
    }

    @Test
    void aNeighbourIsSentSeveralSharesAtOnce() {
        for (int i = 0; i < 3; i++) {
            draw(List.of(OVER_MID), 256);
        }
        CyclicBarrier atOnce = new CyclicBarrier(3);
        RelaySender sender = from.sender(MID, List.of(mid, to), took -> {
            try {
                atOnce.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("it was sent by itself", e);
            }
        });
        assertThat(sender.round()).isTrue();
        assertThat(from.ledger.waiting(MID, 1)).isEmpty();
    }

    @Test
    void aMessageSentAgainIsTakenAndChangesNothing() {
        draw(List.of(OVER_MID), 1024);
        RelayMessage message = waiting(from, MID);
        assertThat(mid.relaying.receive(message)).isEqualTo(new Relaying.Outcome.Taken());
        RelayMessage onward = waiting(mid, MOD);
        assertThat(mid.relaying.receive(message)).isEqualTo(new Relaying.Outcome.Taken());
        assertThat(waiting(mid, MOD).sealed().ciphertext())
                .isEqualTo(onward.sealed().ciphertext());
        assertThat(to.relaying.receive(onward)).isEqualTo(new Relaying.Outcome.Taken());
        assertThat(to.relaying.receive(onward)).isEqualTo(new Relaying.Outcome.Taken());
        confirmRelayed();
        assertThat(stored(mfa)).isEqualTo(32);
        assertThat(mid.alarms).isEmpty();
    }

    @Test
    void whatWasChangedOnTheWayIsRefusedAndAlarmed() {
        draw(List.of(OVER_MID), 1024);
        RelayMessage good = waiting(from, MID);
        byte[] flipped = good.sealed().ciphertext().clone();
        flipped[3] ^= 1;
        Sealed sealed = good.sealed();
        RelayMessage changed = new RelayMessage(
                good.share(),
                good.sofar(),
                new Sealed(sealed.pool(), sealed.incarnation(), sealed.pads(), sealed.tagKey(), flipped, sealed.tag()));

        assertThat(mid.relaying.receive(changed)).isEqualTo(new Relaying.Outcome.Refused("its tag is wrong"));
        assertThat(mid.alarms).singleElement().asString().startsWith("PEER_CONTRADICTION KME-MFA");
        assertThat(mid.relaying.receive(good)).isEqualTo(new Relaying.Outcome.Taken());
    }

    /** The same pads under another name: the database itself refuses to use them up twice. */
    @Test
    void padsThatWereUsedAreRefused() throws IOException, SQLException {
        draw(List.of(OVER_MID), 1024);
        RelayMessage good = waiting(from, MID);
        assertThat(mid.relaying.receive(good)).isEqualTo(new Relaying.Outcome.Taken());
        // As if this process had been paused between reading the pads and recording them.
        RelayNode replica = mid.another();
        nodes.add(replica);
        RelayNode.fill(replica, to, 1);
        long before = replica.usedBits();

        RelayMessage renamed = new RelayMessage(
                new Share(
                        UUID.randomUUID(),
                        0,
                        1,
                        good.share().path(),
                        good.share().epoch()),
                good.sofar(),
                good.sealed());
        assertThat(replica.relaying.receive(renamed)).isInstanceOf(Relaying.Outcome.Refused.class);
        assertThat(replica.usedBits()).isEqualTo(before);
    }

    @Test
    void aPathThatTheNetworkDoesNotHaveIsRefused() {
        draw(List.of(OVER_MID), 1024);
        RelayMessage good = waiting(from, MID);
        for (List<KmeId> path : List.of(
                List.of(MFA, MID, new KmeId("KME-ELSEWHERE")),
                List.of(MID, MFA, MOD),
                List.of(MFA, MID, SIDE),
                List.of(MFA, MID, MOD, QUIET, SIDE),
                OVER_SIDE)) {
            RelayMessage bad = new RelayMessage(
                    new Share(good.share().block(), 0, 1, path, good.share().epoch()), good.sofar(), good.sealed());
            assertThat(mid.relaying.receive(bad)).isInstanceOf(Relaying.Outcome.Refused.class);
        }
        assertThat(mid.ledger.find(good.share().block())).isEmpty();
        assertThat(mid.alarms).hasSize(5).anyMatch(alarm -> alarm.endsWith("KME-QUIET, which does not relay"));
    }

    /** Relayed bits are known to who relayed them: they never are pads of another relay. */
    @Test
    void padsAreBitsOfLinksOnly() {
        draw(List.of(OVER_MID), 8192);
        hand(from, mid);
        hand(mid, to);
        confirmRelayed();
        assertThat(mfa.store.open().all(mfa.pool.id()))
                .singleElement()
                .satisfies(block -> assertThat(block.provenance()).isInstanceOf(Provenance.OfRelay.class));
        assertThat(from.relaying.shortage(new PoolId(SIDE, MOD), MOD))
                .contains("there is no key to spare towards KME-MOD");
        Share share = new Share(
                UUID.randomUUID(), 0, 1, List.of(MFA, MOD, SIDE), new HybridEpoch(UUID.randomUUID(), EpochEnds.SUITE));
        RelayMessage message = from.sealed(share, mfa.pool);
        RelayNode.fill(to, side, 1);

        Relaying.Outcome outcome = to.relaying.receive(message);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Relaying.Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("one of its pads is of relay over"));
        assertThat(to.ledger.find(share.block())).isEmpty();
    }

    @Test
    void aRelayThatChangesBitsIsNamedWithItsHop() throws SQLException {
        UUID block = draw(List.of(OVER_MID), 1024);
        hand(from, mid);
        // MID passes on bits of its own, well sealed, and says that they are those that it received.
        mid.passOnOtherBits(block, MOD);
        hand(mid, to);
        confirmRelayed();
        assertThat(stored(mfa)).isZero();
        assertThat(mfa.alarms).anyMatch(alarm -> alarm.startsWith("KEY_STORE_MISMATCH"));

        from.inquiry(List.of(mid, to)).inquire(block);
        assertThat(from.alarms)
                .singleElement()
                .asString()
                .startsWith("RELAY_CONTRADICTION KME-MID~KME-MOD: link MID-MOD, nodes KME-MID and KME-MOD")
                .contains("other bits");
        assertThat(from.routes.paths(MOD, 1, Set.of())).containsExactly(OVER_SIDE);
    }

    @Test
    void aNodeThatDoesNotAnswerIsFoundAndAvoidedAndTheBlockIsVoid() {
        UUID block = draw(List.of(OVER_MID), 1024);
        RelayMessage late = waiting(from, MID);
        from.ledger.failed(late.share(), "");
        from.inquiry(List.of(to)).stuck(block);

        assertThat(from.alarms).singleElement().asString().startsWith("RELAY_STUCK KME-MFA~KME-MID");
        assertThat(from.routes.paths(MOD, 1, Set.of())).containsExactly(OVER_SIDE);
        // It comes all the same: both ends know that it is void.
        while (mfa.offeringTo(SiteFixture.peer(mod)).round()) {}
        assertThat(mid.relaying.receive(late)).isEqualTo(new Relaying.Outcome.Taken());
        hand(mid, to);
        confirmRelayed();
        assertThat(to.ledger.find(block, 0).orElseThrow().testimony().state()).isEqualTo(Testimony.State.FAILED);
        assertThat(stored(mfa)).isZero();
    }

    @Test
    void withoutPadsOrAnEpochNothingIsDrawn() throws SQLException {
        assertThat(from.relaying.draw(List.of(OVER_MID), 8192)).isInstanceOf(Relaying.Drawn.Underway.class);
        assertThat(from.relaying.draw(List.of(OVER_MID), 8192)).isEqualTo(new Relaying.Drawn.NoPads(MID));
        Sql.execute(mfaDatabase, "update epoch set root = null, root_key = null");
        assertThat(from.relaying.draw(List.of(OVER_SIDE), 1024))
                .isEqualTo(new Relaying.Drawn.Unavailable("there is no epoch with KME-MOD"));
    }

    /** A share at MID, which MOD has no room for. */
    private UUID drawOneTooMany() throws SQLException {
        RelayNode.fill(from, mid, 10);
        RelayNode.fill(mid, to, 10);
        for (int i = 0; i < SiteFixture.CAPACITY; i++) {
            draw(List.of(OVER_MID), 1024);
            hand(from, mid);
            hand(mid, to);
        }
        while (to.relaying.join()) {}
        UUID block = draw(List.of(OVER_MID), 1024);
        hand(from, mid);
        return block;
    }

    @Test
    void aFullStoreTakesNothingMoreAndNobodyIsBlamed() throws SQLException {
        drawOneTooMany();
        long before = to.usedBits();
        assertThat(to.relaying.receive(waiting(mid, MOD)))
                .isEqualTo(new Relaying.Outcome.Later("the store of KME-MFA->KME-MOD is full"));
        assertThat(to.usedBits()).isEqualTo(before);
        assertThat(to.alarms).isEmpty();
    }

    @Test
    void aNodeWithoutPadsTowardsTheNextUsesNoneUp() throws SQLException {
        draw(List.of(OVER_MID), 8192);
        hand(from, mid);
        draw(List.of(OVER_SIDE), 8192);
        RelayMessage other = waiting(from, SIDE);
        long before = side.usedBits();
        side.emptyTowards(MOD);
        assertThat(side.relaying.receive(other))
                .isEqualTo(new Relaying.Outcome.Later("there is no key to spare towards KME-MOD"));
        assertThat(side.usedBits()).isEqualTo(before);
        assertThat(side.alarms).isEmpty();
    }

    /** What was said in the last 5 s counts. */
    private RelayLedger.Underway underway() {
        return from.ledger.underway(mfa.pool.id(), mfa.store.runningTime().seconds() - 5);
    }

    private Testimony.State state(UUID block) {
        return from.ledger.find(block, 0).orElseThrow().testimony().state();
    }

    @Test
    void aNodeThatIsShortOfPadsIsAskedAgain() {
        UUID block = draw(List.of(OVER_MID), 1024);
        mid.emptyTowards(MOD);
        RelaySender sender = from.sender(MID, List.of(mid, to));
        assertThat(sender.round()).isFalse();
        from.later(Duration.ofSeconds(4));
        assertThat(sender.round()).isFalse();
        assertThat(state(block)).isEqualTo(Testimony.State.WAITING);

        RelayNode.fill(mid, to, 1);
        assertThat(sender.round()).isTrue();
        assertThat(state(block)).isEqualTo(Testimony.State.SENT);
        hand(mid, to);
        confirmRelayed();
        assertThat(stored(mfa)).isEqualTo(32);
        assertThat(from.shortages).isEmpty();
    }

    @Test
    void aShareWaitsUntilThereArePadsWhileOthersAreSentRound() throws SQLException {
        UUID block = draw(List.of(OVER_MID), 1024);
        mid.emptyTowards(MOD);
        RelaySender sender = from.sender(MID, List.of(mid, to));
        from.later(Duration.ofSeconds(5));
        assertThat(sender.round()).isFalse();

        assertThat(state(block)).isEqualTo(Testimony.State.SHORT);
        assertThat(from.routes.paths(MOD, 1, Set.of())).containsExactly(OVER_SIDE);
        assertThat(from.shortages).containsExactly(new Hop(MID, MOD));
        assertThat(from.delays).containsExactly(mfa.pool.id());
        assertThat(from.losses).isEmpty();

        from.later(Duration.ofSeconds(4));
        assertThat(sender.round()).isFalse();
        assertThat(from.delays).hasSize(1);
        from.later(Duration.ofSeconds(1));
        assertThat(sender.round()).isFalse();
        assertThat(from.delays).as("it is said again and again").hasSize(2);

        RelayNode.fill(mid, to, 1);
        assertThat(sender.round()).as("twice in a second").isFalse();
        from.later(Duration.ofSeconds(1));
        assertThat(sender.round()).isTrue();
        assertThat(state(block)).isEqualTo(Testimony.State.SENT);
        hand(mid, to);
        confirmRelayed();
        assertThat(stored(mfa)).isEqualTo(32);
        assertThat(from.alarms).isEmpty();
    }

    @Test
    void whoDrewABlockHearsFromOthersThatItWaits() throws SQLException {
        UUID block = drawOneTooMany();
        int underway = underway().all();
        RelaySender sender = mid.sender(MOD, List.of(from, to));
        mid.later(Duration.ofSeconds(5));
        assertThat(sender.round()).isFalse();

        assertThat(from.shortages).containsExactly(new Hop(MID, MOD));
        assertThat(from.delays).containsExactly(mfa.pool.id());
        assertThat(from.routes.paths(MOD, 1, Set.of())).containsExactly(OVER_SIDE);
        assertThat(underway()).isEqualTo(new RelayLedger.Underway(underway, 1));
        assertThat(from.losses).isEmpty();
        assertThat(state(block)).isEqualTo(Testimony.State.SENT);
    }

    @Test
    void aBlockIsOverdueWhenNothingIsHeardOfItOrAfterAll() {
        UUID block = draw(List.of(OVER_MID), 1024);
        long drawn = mfa.store.runningTime().seconds();
        from.later(Duration.ofSeconds(20));
        long now = drawn + 20;
        assertThat(from.ledger.overdue(mfa.pool.id(), now - 15, now - 75)).containsExactly(block);
        from.ledger.heldUp(block);
        assertThat(from.ledger.overdue(mfa.pool.id(), now - 15, now - 75)).isEmpty();
        assertThat(from.ledger.overdue(mfa.pool.id(), now + 1, now - 75)).containsExactly(block);
        assertThat(from.ledger.overdue(mfa.pool.id(), now - 15, drawn + 1)).containsExactly(block);
    }

    @Test
    void aNodeThatIsShortForTooLongIsGoneRoundAndNotBlamed() {
        UUID block = draw(List.of(OVER_MID), 1024);
        mid.emptyTowards(MOD);
        RelaySender sender = from.sender(MID, List.of(mid, to));
        from.later(Duration.ofSeconds(60));
        assertThat(sender.round()).isFalse();

        assertThat(state(block)).isEqualTo(Testimony.State.SHORT);
        assertThat(from.ledger.waiting(MID, 1)).isEmpty();
        assertThat(underway()).isEqualTo(new RelayLedger.Underway(0, 0));
        assertThat(from.shortages).containsExactly(new Hop(MID, MOD));
        assertThat(from.losses).containsExactly(mfa.pool.id());
        assertThat(from.routes.paths(MOD, 1, Set.of())).containsExactly(OVER_SIDE);
        assertThat(from.alarms).isEmpty();
        assertThat(mid.alarms).isEmpty();
    }

    @Test
    void aHopThatAnotherNodeCallsShortIsGoneRound() {
        UUID block = draw(List.of(OVER_MID), 1024);
        hand(from, mid);
        mid.ledger.ranShort(waiting(mid, MOD).share(), "there is no key to spare");
        from.inquiry(List.of(mid, to)).stuck(block);

        assertThat(from.shortages).containsExactly(new Hop(MID, MOD));
        assertThat(from.routes.paths(MOD, 1, Set.of())).containsExactly(OVER_SIDE);
        assertThat(from.alarms).isEmpty();
    }

    /**
     * What SIDE's link to MOD makes is enough for three shares in 10 s. QUIET asks for one and gets it; MFA always asks for
     * more than it gets, and gets the two that are left.
     */
    @Test
    void aScarceLinkIsSharedMaxMinFairly() throws IOException, SQLException {
        RelayNode quiet = open(QUIET, TwoSites.freshDatabase(cluster, "quiet"));
        RelayNode.fill(quiet, side, 2);
        RelayNode.fill(from, side, 3);
        RelayNode.fill(side, to, 4);
        long made = Math.round(3 * 8 * (1024 + 32) / 0.9);
        List<RelayMessage> waiting = new ArrayList<>();
        int greedy = 0;
        int modest = 0;
        side.divide(MOD, 0);
        for (int round = 1; round <= 10; round++) {
            side.later(Duration.ofSeconds(10));
            side.divide(MOD, round * made);
            while (waiting.size() < 4) {
                waiting.add(from.message(OVER_SIDE));
            }
            long before = side.usedBits();
            int waited = waiting.size();
            waiting.removeIf(message -> side.relaying.receive(message) instanceof Relaying.Outcome.Taken);
            int taken = waited - waiting.size();
            // In units of 8 bytes: pads that it came under, and pads that it goes on under.
            assertThat(side.usedBits() - before).isEqualTo(taken * 2L * ((1024L + 32) / 8));
            assertThat(side.relaying.receive(quiet.message(List.of(QUIET, SIDE, MOD))))
                    .isEqualTo(new Relaying.Outcome.Taken());
            // What both had saved up is used up by then.
            greedy += round > 4 ? taken : 0;
            modest += round > 4 ? 1 : 0;
        }
        assertThat(modest).isEqualTo(6);
        assertThat(greedy).isBetween(11, 13);
        assertThat(side.refused).isNotEmpty().containsOnly(OnwardKey.Shortage.SHARE);
        assertThat(side.relaying.receive(waiting.getFirst()))
                .isInstanceOfSatisfying(
                        Relaying.Outcome.Later.class,
                        later -> assertThat(later.reason())
                                .startsWith("KME-MFA->KME-MOD has used up its share of the link to KME-MOD: "));
        assertThat(side.alarms).isEmpty();
    }

    @Test
    void whatIsUnknownIsSaidSoToOthersThanWhoDrewIt() {
        UUID block = draw(List.of(OVER_MID), 1024);
        hand(from, mid);
        assertThat(mid.relaying.testify(MOD, block, 0)).isEqualTo(Testimony.NONE);
        assertThat(mid.relaying.testify(MFA, block, 0).received()).isPresent();
        assertThat(mid.relaying.testify(MFA, UUID.randomUUID(), 0)).isEqualTo(Testimony.NONE);
    }
}

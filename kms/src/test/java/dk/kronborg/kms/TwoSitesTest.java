package dk.kronborg.kms;

import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MFA_1;
import static dk.kronborg.kms.TwoSites.MOD;
import static dk.kronborg.kms.TwoSites.MOD_1;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.custody.BlockSelection;
import dk.kronborg.kms.custody.CustodyLedger;
import dk.kronborg.kms.delivery.PairStatus;
import dk.kronborg.kms.epoch.EpochKeeper;
import dk.kronborg.kms.epoch.EpochProposal;
import dk.kronborg.kms.epoch.EpochWay;
import dk.kronborg.kms.handover.HandoverReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two KMEs that begin every test with an empty database and an empty state folder each. After the test every bit that
 * either ever took is where its balance says.
 */
abstract class TwoSitesTest {

    static final CustodyLedger.Order ALICE = new CustodyLedger.Order("alice", "drill");

    @TempDir
    private static Path clusters;

    static Cluster cluster;

    @TempDir
    Path state;

    TwoSites sites;
    DataSource mfaDatabase;
    DataSource modDatabase;
    SiteFixture mfa;
    SiteFixture mod;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = Cluster.start(clusters.resolve("data"));
    }

    @AfterAll
    static void stopCluster() throws IOException {
        cluster.close();
    }

    @BeforeEach
    final void openSites() throws IOException, SQLException {
        sites = new TwoSites(state);
        mfaDatabase = TwoSites.freshDatabase(cluster, "mfa");
        modDatabase = TwoSites.freshDatabase(cluster, "mod");
        start();
    }

    @AfterEach
    final void everyBitIsSomewhereAndStop() {
        try {
            for (SiteFixture site : List.of(mfa, mod)) {
                assertThat(site.store.balances().read()).allMatch(balance -> balance.imbalance() == 0);
            }
        } finally {
            stop();
        }
    }

    final void start() {
        mfa = sites.mfa(mfaDatabase);
        mod = sites.mod(modDatabase);
    }

    final void stop() {
        mfa.close();
        mod.close();
    }

    final void restart() {
        stop();
        start();
    }

    /** MOD begins anew with an empty store, and MFA hears of it. */
    final void modLosesItsStore() throws SQLException {
        mod.close();
        modDatabase = TwoSites.freshDatabase(cluster, "mod");
        mod = sites.mod(modDatabase);
        meet();
    }

    final void later(Duration time) {
        mfa.nanos.addAndGet(time.toNanos());
        mod.nanos.addAndGet(time.toNanos());
    }

    final void meet() {
        mfa.offeringTo(SiteFixture.peer(mod)).greet();
    }

    /** MOD takes over what MFA hands to it. */
    final void connect() {
        mfa.handoverPeers.put(mfa.pool.id(), handover -> {
            if (!(mod.receiver.receive(handover) instanceof HandoverReceiver.Outcome.Taken)) {
                throw new PeerUnreachable("refused");
            }
        });
    }

    /** Both sites tell each other what was ordered. */
    final void tell() {
        while (mfa.custody.tell(MOD, (own, orders) -> mod.custody.obey(MFA, orders), mfa.incarnation.id())) {}
        while (mod.custody.tell(MFA, (own, orders) -> mfa.custody.obey(MOD, orders), mod.incarnation.id())) {}
    }

    static void release(SiteFixture site, BlockSelection held) {
        site.custody.approveRelease(site.custody.requestRelease(held, ALICE).orElseThrow(), "bob");
    }

    /** Blocks for the pool from MFA. */
    final List<UUID> deliverBlocks(int count) {
        return TwoSites.deliverBlocks(mfa, mod, count);
    }

    final void confirm() {
        TwoSites.confirm(mfa, mod);
    }

    /** Blocks for the pool from MFA, confirmed. */
    List<UUID> fillPool(int blocks) {
        return TwoSites.fillPool(mfa, mod, blocks);
    }

    /** How many keys MFA-1 can get to share with MOD-1. */
    static long stored(SiteFixture mfa) {
        return mfa.delivery
                .status(MFA_1, MOD_1)
                .flatMap(PairStatus::store)
                .orElseThrow()
                .storedKeys();
    }

    EpochWay.Reply answer(EpochProposal proposal) {
        return EpochEnds.answering(mod, fault -> {}).answer(MFA, proposal).orElseThrow();
    }

    final EpochKeeper keeper() {
        return EpochEnds.keeper(mfa, this::answer);
    }

    /** Of an end that never hears what the other answered. */
    final EpochKeeper deafKeeper() {
        return EpochEnds.keeper(mfa, proposal -> {
            answer(proposal);
            throw new PeerUnreachable("the answer is lost");
        });
    }

    /** Both ends agree on an epoch. */
    final UUID agree() {
        assertThat(keeper().round()).isTrue();
        return EpochEnds.newest(mfa).orElseThrow();
    }

    /** Both ends agree on an epoch, of which they have a stock of post-quantum keys. */
    final void stockPostQuantum() {
        agree();
        EpochEnds.confirmed(mfa, mod);
    }
}

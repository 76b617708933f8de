package dk.kronborg.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.Introduction;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.incarnation.SealedMark;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.incarnation.SiteMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that go back in time, under a KME at rest and under one that runs: nothing is delivered twice. */
class FenceTest {
    @TempDir
    private static Path clusters;

    private static Cluster cluster;

    @TempDir
    private Path state;

    private TwoSites sites;

    @SuppressWarnings("NullAway.Init") // Each test starts it on a database of its own.
    private SiteFixture mfa;

    private SiteFixture mod;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = Cluster.start(clusters.resolve("shared"));
    }

    @AfterAll
    static void stopCluster() throws IOException {
        cluster.close();
    }

    @BeforeEach
    void openSites() throws IOException, SQLException {
        sites = new TwoSites(state);
        mod = opened(sites.mod(TwoSites.freshDatabase(cluster, "mod")));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.add(part);
        return part;
    }

    private void startMfa(DataSource database, boolean synchronous) {
        mfa = opened(sites.mfa(database, new SiteIncarnation.Terms(synchronous)));
    }

    private void fillPool(int blocks) {
        TwoSites.fillPool(mfa, mod, blocks);
    }

    /** All that left before was void; what comes now is new, and arrives. */
    private void assertBegunAnew(UUID incarnationBefore, List<UUID> unfetched) {
        assertThat(mfa.incarnation.id()).isNotEqualTo(incarnationBefore);
        assertThat(mfa.alarms).anyMatch(alarm -> alarm.startsWith("DATABASE_REWOUND"));
        assertThat(sites.deliver(mfa, 1)).isEmpty();
        fillPool(2);
        assertThat(mod.alarms).anyMatch(alarm -> alarm.startsWith("PEER_INCARNATION_CHANGED"));
        assertThat(sites.fetch(mod, unfetched)).isZero();
        List<UUID> fresh = sites.deliver(mfa, 2 * TwoSites.KEYS_IN_BLOCK);
        assertThat(sites.fetch(mod, fresh)).isEqualTo(2 * TwoSites.KEYS_IN_BLOCK);
    }

    private void assertServesNothing() {
        assertThat(mfa.delivery.deliver(KeyOrder.of(TwoSites.MFA_1, TwoSites.MOD_1, 1, 32)))
                .isInstanceOf(DeliveryOutcome.Unavailable.class);
    }

    /** It finds its connection broken, then leases that it does not know, then the old data. */
    private void assertEndsWithoutServing() {
        for (int attempt = 0; attempt < 5 && mfa.ended.isEmpty(); attempt++) {
            assertServesNothing();
        }
        assertThat(mfa.ended).hasSize(1);
    }

    /** The dump is restored in place while the KME runs: its connections break, and the same name leads to old data. */
    @Test
    void aDumpRestoredUnderARunningKmeEndsIt() throws SQLException {
        DataSource database = TwoSites.freshDatabase(cluster, "mfa");
        startMfa(database, false);
        fillPool(2);
        sites.deliver(mfa, 10);
        mfa.close();
        cluster.execute("drop database if exists mfa_dump with (force)");
        awaitNobodyIn("mfa");
        cluster.execute("create database mfa_dump template mfa");
        startMfa(database, false);
        List<UUID> unfetched = sites.deliver(mfa, 20);
        assertThat(unfetched).hasSize(20);
        UUID before = mfa.incarnation.id();

        cluster.execute("drop database mfa with (force)");
        cluster.execute("alter database mfa_dump rename to mfa");

        assertEndsWithoutServing();
        assertServesNothing();
        assertThat(mfa.ended).hasSize(1);
        mfa.close();
        startMfa(database, false);
        assertBegunAnew(before, unfetched);
    }

    private static void awaitNobodyIn(String name) throws SQLException {
        while (!cluster.ask("select count(*) from pg_stat_activity where datname = '" + name + "'")
                .equals("0")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aDumpRestoredUnderAKmeWithoutWorkEndsItToo() throws SQLException {
        startMfa(TwoSites.freshDatabase(cluster, "mfa"), false);
        fillPool(1);
        sites.deliver(mfa, 10);
        mfa.incarnation.watch(mfa.store.mark());
        assertThat(mfa.ended).isEmpty();

        Sql.execute(cluster.database("mfa"), "update site set spendings = spendings - 1");

        assertThatThrownBy(() -> mfa.incarnation.watch(mfa.store.mark())).hasMessageContaining("behind the fence");
        assertThat(mfa.ended).hasSize(1);
        assertServesNothing();
    }

    /** A primary, a streaming standby, and an address that leads to one of them. */
    private final class Pair {
        final Cluster primary;
        final Cluster standby;
        final Detour address;

        Pair(String name) throws IOException, SQLException {
            Path one = clusters.resolve(name + "-one");
            Path two = clusters.resolve(name + "-two");
            Cluster first = Cluster.start(one);
            TwoSites.freshDatabase(first, "mfa");
            first.close();
            Cluster.copy(one, two);
            primary = opened(Cluster.start(one));
            standby = opened(primary.startStandby(two));
            address = new Detour(primary.database("mfa"));
        }

        void failOver() throws IOException, SQLException {
            primary.close();
            open.remove(primary);
            standby.promote();
            address.leadTo(standby.database("mfa"));
        }
    }

    @Test
    void aLaggingStandbyPromotedUnderARunningKmeEndsIt() throws Exception {
        Pair pair = new Pair("lagging");
        startMfa(pair.address.source(), true);
        fillPool(2);
        sites.deliver(mfa, 10);
        pair.standby.awaitCaughtUpWith(pair.primary);
        pair.standby.cutOff();
        List<UUID> unfetched = sites.deliver(mfa, 20);
        assertThat(unfetched).hasSize(20);
        UUID before = mfa.incarnation.id();

        pair.failOver();

        assertEndsWithoutServing();
        assertThat(mfa.ended).hasSize(1).first().asString().contains("behind the fence");
        mfa.close();
        startMfa(pair.address.source(), true);
        assertBegunAnew(before, unfetched);
    }

    @Test
    void aSynchronousStandbyGoesOnWhereThePrimaryWas() throws Exception {
        Pair pair = new Pair("synchronous");
        pair.primary.execute("alter system set synchronous_standby_names = '*'");
        pair.primary.execute("select pg_reload_conf()");
        startMfa(pair.address.source(), true);
        fillPool(2);
        List<UUID> unfetched = sites.deliver(mfa, 20);
        UUID before = mfa.incarnation.id();

        pair.failOver();

        // Whatever was under way when the connection broke.
        assertServesNothing();
        assertThat(sites.deliver(mfa, 2 * TwoSites.KEYS_IN_BLOCK - 21)).isNotEmpty();
        assertThat(mfa.ended).isEmpty();
        assertThat(mfa.incarnation.id()).isEqualTo(before);
        assertThat(sites.fetch(mod, unfetched)).isEqualTo(20);
        mfa.close();
        startMfa(pair.address.source(), true);
        assertThat(mfa.incarnation.id()).isEqualTo(before);
    }

    @Test
    void aPromotedStandbyOfWhichNothingIsKnownVoidsEverything() throws Exception {
        Pair pair = new Pair("unknown");
        startMfa(pair.address.source(), false);
        fillPool(2);
        List<UUID> unfetched = sites.deliver(mfa, 20);
        pair.standby.awaitCaughtUpWith(pair.primary);
        UUID before = mfa.incarnation.id();

        pair.failOver();

        assertEndsWithoutServing();
        assertThat(mfa.ended).hasSize(1).first().asString().contains("promoted");
        mfa.close();
        startMfa(pair.address.source(), false);
        assertBegunAnew(before, unfetched);
    }

    /** The database and the folder with the fence and the data keys, as they are now; the KME is stopped meanwhile. */
    private void snapshotOfTheMachine() throws IOException, SQLException {
        mfa.close();
        awaitNobodyIn("mfa");
        cluster.execute("drop database if exists mfa_snapshot with (force)");
        cluster.execute("create database mfa_snapshot template mfa");
        Cluster.copy(sites.stateOfMfa(), state.resolve("snapshot"));
        startMfa(cluster.database("mfa"), false);
    }

    private void putTheMachineBack() throws IOException, SQLException {
        mfa.close();
        awaitNobodyIn("mfa");
        cluster.execute("drop database mfa with (force)");
        cluster.execute("alter database mfa_snapshot rename to mfa");
        Files.move(sites.stateOfMfa(), state.resolve("gone"));
        Files.move(state.resolve("snapshot"), sites.stateOfMfa());
        startMfa(cluster.database("mfa"), false);
    }

    @Test
    void aMachineThatWasPutBackAsAWholeLearnsItFromItsPeerBeforeItServes() throws Exception {
        startMfa(TwoSites.freshDatabase(cluster, "mfa"), false);
        fillPool(3);
        sites.deliver(mfa, 10);
        snapshotOfTheMachine();
        List<UUID> unfetched = sites.deliver(mfa, 20);
        mod.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        mfa.offeringTo(SiteFixture.peer(mod)).greet();
        UUID before = mfa.incarnation.id();

        putTheMachineBack();
        assertThat(mfa.incarnation.id()).isEqualTo(before);
        assertThat(mfa.alarms).isEmpty();
        assertThatThrownBy(() -> mfa.offeringTo(SiteFixture.peer(mod)).greet())
                .hasMessageContaining("rewound together");

        assertThat(mfa.ended).hasSize(1);
        assertServesNothing();
        mfa.close();
        startMfa(cluster.database("mfa"), false);
        assertBegunAnew(before, unfetched);
    }

    @Test
    void aMachineThatWasPutBackLearnsItFromAPeerThatAsksToo() throws Exception {
        startMfa(TwoSites.freshDatabase(cluster, "mfa"), false);
        fillPool(1);
        snapshotOfTheMachine();
        sites.deliver(mfa, 20);
        mod.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        mfa.offeringTo(SiteFixture.peer(mod)).greet();

        putTheMachineBack();
        // Starts alone do not hide it.
        for (int start = 0; start < 3; start++) {
            mfa.close();
            startMfa(cluster.database("mfa"), false);
        }
        assertThatThrownBy(() -> mod.offeringTo(SiteFixture.peer(mfa)).greet())
                .hasMessageContaining("rewound together");
        assertServesNothing();
    }

    @Test
    void aPeerCannotMakeASiteBelieveThatItWasRewound() throws Exception {
        startMfa(TwoSites.freshDatabase(cluster, "mfa"), false);
        fillPool(1);
        Introduction honest = mod.memory.introduceTo(TwoSites.MFA);
        SealedMark seen = honest.ofYours().orElseThrow();
        SealedMark forged = new SealedMark(
                new SiteMark(
                        seen.mark().incarnation(),
                        seen.mark().starts() + 1,
                        seen.mark().numbers(),
                        seen.mark().spendings()),
                seen.seal());

        mfa.answering.claims(
                new PoolId(TwoSites.MOD, TwoSites.MFA), new Introduction(honest.own(), Optional.of(forged)), List.of());
        mfa.answering.claims(new PoolId(TwoSites.MOD, TwoSites.MFA), honest, List.of());

        assertThat(mfa.ended).isEmpty();
        assertThat(sites.deliver(mfa, 1)).hasSize(1);
    }
}

package dk.kronborg.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.OfferedBlock;
import dk.kronborg.kms.confirmation.Peer;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.spending.CursorMove;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes of one KME on one database and one state folder: what one has given, the other never gives. */
class ReplicasTest extends TwoSitesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private Detour way;
    private SiteFixture one;
    private SiteFixture other;

    @BeforeEach
    void openBoth() {
        way = new Detour(mfaDatabase);
        one = sites.mfa(way.source());
        other = mfa;
    }

    @AfterEach
    void closeOne() {
        callers.close();
        one.close();
    }

    @Override
    List<UUID> fillPool(int blocks) {
        return TwoSites.fillPool(one, mod, blocks);
    }

    private long ask(String sql) throws SQLException {
        return Sql.count(mfaDatabase, sql);
    }

    private void assertTheDatabaseCountsTheSame() throws SQLException {
        assertThat(ask("select coalesce(sum(cardinality(key_ids)), 0) from audit_record where event = 'DELIVERED'"))
                .isEqualTo(sites.handed.keys());
        assertThat(ask("select coalesce(sum(delivered), 0) from block_use")).isEqualTo(4L * sites.handed.keys());
        // A request that was refused for one of its blocks leaves a gap in the others.
        assertThat(ask("select coalesce(sum(cursor), 0) from block_use"))
                .isGreaterThanOrEqualTo(4L * sites.handed.keys());
    }

    @Test
    void aSecondProcessJoinsTheFirst() {
        assertThat(other.incarnation.id()).isEqualTo(one.incarnation.id());
        assertThat(one.alarms).isEmpty();
        assertThat(other.alarms).isEmpty();
    }

    @Test
    void bothTellWhatTheKmeCanDeliver() {
        fillPool(5);
        other.pool.grew();

        assertThat(stored(one)).isEqualTo(5 * TwoSites.KEYS_IN_BLOCK);
        assertThat(stored(other)).isEqualTo(5 * TwoSites.KEYS_IN_BLOCK);
        assertThat(sites.deliver(one, 100)).hasSize(100);
        assertThat(sites.deliver(other, 100)).hasSize(100);
        one.pool.grew();
        assertThat(stored(one)).isEqualTo(5 * TwoSites.KEYS_IN_BLOCK - 200);
    }

    /** Blocks arrive, both processes confirm and deliver, and the other site fetches, all at once. */
    @Test
    void deliverTogetherWhatTheDatabaseSays() throws Exception {
        fillPool(4);
        Instant end = Instant.now().plusSeconds(5);
        List<Future<?>> work = new ArrayList<>();
        for (SiteFixture process : List.of(one, other)) {
            for (int caller = 0; caller < 4; caller++) {
                int count = 1 + 7 * caller;
                work.add(callers.submit(() -> {
                    while (Instant.now().isBefore(end)) {
                        List<UUID> ids = sites.deliver(process, count);
                        assertThat(sites.fetch(mod, ids)).isEqualTo(ids.size());
                    }
                }));
            }
            work.add(callers.submit(() -> {
                while (Instant.now().isBefore(end)) {
                    process.offeringTo(SiteFixture.peer(mod)).round();
                }
            }));
        }
        int blocks = 4;
        while (Instant.now().isBefore(end)) {
            if (stored(one) < 8 * TwoSites.KEYS_IN_BLOCK) {
                TwoSites.deliverBlocks(one, mod, 2);
                blocks += 2;
            }
        }
        for (Future<?> part : work) {
            part.get();
        }

        assertThat(sites.handed.keys()).isGreaterThan(TwoSites.KEYS_IN_BLOCK);
        assertThat(sites.handed.keys()).isLessThanOrEqualTo(blocks * TwoSites.KEYS_IN_BLOCK);
        assertTheDatabaseCountsTheSame();
        // Between two arrivals the store may well be empty.
        assertThat(List.of(one, other, mod))
                .allSatisfy(process -> assertThat(process.alarms).allMatch(alarm -> alarm.startsWith("KEY_STORE_LOW")));
    }

    /**
     * Both want the same last block all the time: each gets on while it has it. Whoever takes it over begins behind the
     * newest key that is recorded; requests for the keys before that one may then still be on their way, and be refused.
     */
    @Test
    void shareANearlyEmptyPool() throws Exception {
        fillPool(1);
        int callersOfEach = 4;
        Instant deadline = Instant.now().plus(PATIENCE);
        List<Future<?>> work = new ArrayList<>();
        for (SiteFixture process : List.of(one, other)) {
            for (int caller = 0; caller < callersOfEach; caller++) {
                work.add(callers.submit(() -> {
                    while (!isUsedUp() && Instant.now().isBefore(deadline)) {
                        sites.deliver(process, 1);
                    }
                    return process;
                }));
            }
        }
        for (Future<?> part : work) {
            part.get();
        }

        assertThat(isUsedUp()).isTrue();
        assertTheDatabaseCountsTheSame();
        long gaps = ask("select sum(cursor - delivered) from block_use");
        long steals = ask("select sum(lease_epoch) from block_use");
        assertThat(gaps).as("units lost in %d leases", steals).isLessThanOrEqualTo(4L * (callersOfEach - 1) * steals);
        assertThat(sites.handed.keys() + gaps / 4).isEqualTo(TwoSites.KEYS_IN_BLOCK);
    }

    private boolean isUsedUp() throws SQLException {
        return ask("select count(*) from block_use where state = 'OPEN'") == 0;
    }

    /** It never said goodbye: its leases are its own until somebody needs the blocks. */
    @Test
    void oneGivesAllThatADeadProcessHeld() throws SQLException {
        fillPool(3);
        sites.deliver(one, 10);

        assertThat(sites.deliver(other, 3 * TwoSites.KEYS_IN_BLOCK - 10)).hasSize(3 * TwoSites.KEYS_IN_BLOCK - 10);
        assertTheDatabaseCountsTheSame();
    }

    /** Whoever held them is gone, or has no use for them. */
    @Test
    void blocksThatDoNotMoveForAMinuteAreAsGoodAsNobodys() {
        fillPool(2);
        sites.deliver(one, 10);
        other.pool.grew();
        assertThat(sites.deliver(one, 10)).hasSize(10);
        other.pool.grew();
        other.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        other.pool.grew();

        assertThat(one.delivery.deliver(KeyOrder.of(TwoSites.MFA_1, TwoSites.MOD_1, 1, 32)))
                .isInstanceOf(DeliveryOutcome.Unavailable.class);
        assertThat(sites.deliver(other, 10)).hasSize(10);
    }

    @Test
    void takesNothingFromTheOtherThatWouldNotBeEnough() throws SQLException {
        fillPool(2);
        sites.deliver(one, 10);
        long leases = ask("select sum(lease_epoch) from block_use");

        assertThat(sites.deliver(other, 2 * TwoSites.KEYS_IN_BLOCK)).isEmpty();
        assertThat(ask("select sum(lease_epoch) from block_use")).isEqualTo(leases);
    }

    /** Paused between taking keys in memory and recording them, for long enough that another process went on. */
    @Test
    void aPausedProcessIsRefusedWhenItWakes() throws Exception {
        fillPool(1);
        assertThat(sites.deliver(one, 1)).hasSize(1);
        Detour.Freeze freeze = way.freezeBeforeSpending();
        Future<DeliveryOutcome> paused =
                callers.submit(() -> one.delivery.deliver(KeyOrder.of(TwoSites.MFA_1, TwoSites.MOD_1, 50, 32)));
        freeze.awaitReached();
        List<UUID> ids = sites.deliver(other, 100);
        assertThat(ids).hasSize(100);
        freeze.end();

        assertThat(paused.get()).isInstanceOf(DeliveryOutcome.Unavailable.class);
        fillPool(1);
        assertThat(sites.deliver(one, 20)).hasSize(20);
        assertThat(sites.fetch(mod, ids)).isEqualTo(100);
        assertTheDatabaseCountsTheSame();
    }

    /** Paused with the rows locked: the database ends its transaction, and others go on. */
    @Test
    void aProcessPausedInATransactionHoldsNobodyUp() throws Exception {
        fillPool(1);
        Detour.Freeze freeze = way.freezeBeforeCommit();
        Future<DeliveryOutcome> paused =
                callers.submit(() -> one.delivery.deliver(KeyOrder.of(TwoSites.MFA_1, TwoSites.MOD_1, 50, 32)));
        freeze.awaitReached();
        assertThat(sites.deliver(other, 100)).hasSize(100);
        freeze.end();

        assertThat(paused.get()).isInstanceOf(DeliveryOutcome.Unavailable.class);
        assertTheDatabaseCountsTheSame();
    }

    @Test
    void aFailedCommitLosesNoKeys() throws Exception {
        fillPool(1);
        sites.deliver(one, 1);
        Detour.Freeze freeze = way.freezeBeforeCommit();
        Future<DeliveryOutcome> failed =
                callers.submit(() -> one.delivery.deliver(KeyOrder.of(TwoSites.MFA_1, TwoSites.MOD_1, 50, 32)));
        freeze.awaitReached();
        ask("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = 'mfa'"
                + " and state = 'idle in transaction'");
        freeze.end();

        assertThat(failed.get()).isInstanceOf(DeliveryOutcome.Unavailable.class);
        assertThat(sites.deliver(one, TwoSites.KEYS_IN_BLOCK - 1)).hasSize(TwoSites.KEYS_IN_BLOCK - 1);
        assertTheDatabaseCountsTheSame();
    }

    /** Between asking what the peer holds and numbering it, the other process has done the whole round. */
    @Test
    void aProcessThatWakesNumbersNothingTwice() throws SQLException {
        TwoSites.deliverBlocks(one, mod, 3);
        Peer peer = SiteFixture.peer(mod);
        Peer slow = (Peer) Proxy.newProxyInstance(
                Peer.class.getClassLoader(), new Class<?>[] {Peer.class}, (self, method, arguments) -> {
                    Object answer = method.invoke(peer, arguments);
                    if (method.getName().equals("claims")) {
                        while (other.offeringTo(peer).round()) {}
                    }
                    return answer;
                });
        one.offeringTo(slow).round();

        assertThat(ask("select sum(numbers) from site")).isEqualTo(3);
        List<UUID> ids = sites.deliver(other, 3 * TwoSites.KEYS_IN_BLOCK);
        assertThat(sites.fetch(mod, ids)).isEqualTo(3 * TwoSites.KEYS_IN_BLOCK);
        assertThat(one.alarms).isEmpty();
        assertThat(mod.alarms).isEmpty();
    }

    /** Moves under two leases of one block wait together: one statement could not tell them apart. */
    @Test
    void twoLeasesOfABlockAreNotSettledTogether() throws Exception {
        fillPool(2);
        List<OpenBlock> all = one.store.open().all(one.pool.id());
        OpenBlock dummy = all.get(1);
        OpenBlock former = one.store.open().lease(all.subList(0, 1)).getFirst();
        OpenBlock present = one.store.open().lease(List.of(former)).getFirst();
        SpendingLedger ledger = one.store.spending(one.incarnation);
        Detour.Freeze freeze = way.freezeBeforeSpending();
        Future<SpendingLedger.Outcome> first = move(ledger, dummy, 1);
        freeze.awaitReached();
        List<Future<SpendingLedger.Outcome>> refused = new ArrayList<>();
        List<Future<SpendingLedger.Outcome>> recorded = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            refused.add(move(ledger, former, 500 + i));
            recorded.add(move(ledger, present, i));
        }
        freeze.end();

        assertThat(first.get()).isEqualTo(SpendingLedger.Outcome.RECORDED);
        for (Future<SpendingLedger.Outcome> outcome : refused) {
            assertThat(outcome.get()).isEqualTo(SpendingLedger.Outcome.REFUSED);
        }
        for (Future<SpendingLedger.Outcome> outcome : recorded) {
            assertThat(outcome.get()).isEqualTo(SpendingLedger.Outcome.RECORDED);
        }
        assertThat(ask("select cursor from block_use where block = " + present.row()))
                .isEqualTo(10);
    }

    private Future<SpendingLedger.Outcome> move(SpendingLedger ledger, OpenBlock block, int after) {
        AuditRecord audit =
                new AuditRecord(Instant.now(), AuditRecord.Event.DELIVERED, TwoSites.MFA_1, TwoSites.MOD_1, List.of());
        CompletableFuture<SpendingLedger.Outcome> outcome = new CompletableFuture<>();
        callers.execute(() -> outcome.complete(ledger.record(Spending.ofDelivery(
                List.of(new CursorMove(block.row(), block.leaseEpoch(), block.units(), 1, after, false)), audit))));
        return outcome;
    }

    /** The peer began anew between the comparison of a block and its acceptance. */
    @Test
    void nothingIsAcceptedFromAFormerIncarnation() {
        fillPool(1);
        UUID id = one.idFromHere();
        byte[] bytes = new byte[TwoSites.BLOCK];
        mod.push(id, bytes, 1e-10);
        PoolId pool = one.pool.id();
        var block = mod.store.answering().unconfirmed(pool, List.of(id)).getFirst();
        BlockFacts facts = new BlockFacts(
                99,
                id,
                pool,
                block.provenance(),
                block.length(),
                one.incarnation.id(),
                mod.incarnation.id(),
                false,
                Optional.empty());
        mod.store.answering().meet(TwoSites.MFA, UUID.randomUUID());

        assertThat(mod.store.answering().accept(pool, List.of(new OfferedBlock(block.row(), facts))))
                .isEmpty();
    }
}

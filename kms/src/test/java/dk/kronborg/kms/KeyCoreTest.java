package dk.kronborg.kms;

import static dk.kronborg.kms.Keys.assertFetched;
import static dk.kronborg.kms.Keys.delivered;
import static dk.kronborg.kms.Keys.hex;
import static dk.kronborg.kms.Keys.ids;
import static dk.kronborg.kms.TwoSites.BLOCK;
import static dk.kronborg.kms.TwoSites.KEYS_IN_BLOCK;
import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MFA_1;
import static dk.kronborg.kms.TwoSites.MFA_2;
import static dk.kronborg.kms.TwoSites.MOD;
import static dk.kronborg.kms.TwoSites.MOD_1;
import static dk.kronborg.kms.TwoSites.MOD_2;
import static dk.kronborg.kms.TwoSites.randomBlock;
import static dk.kronborg.kms.delivery.KeyRequirement.LeastGrade.HYBRID;
import static dk.kronborg.kms.delivery.KeyRequirement.LeastGrade.QKD;
import static dk.kronborg.kms.delivery.KeyRequirement.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.balance.PoolBalance;
import dk.kronborg.kms.balance.PoolStock;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.custody.BlockSelection;
import dk.kronborg.kms.custody.CustodyLedger;
import dk.kronborg.kms.custody.PeerOrder;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.FetchOutcome;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.delivery.KeyRequirement;
import dk.kronborg.kms.delivery.PairRate;
import dk.kronborg.kms.handover.Handover;
import dk.kronborg.kms.handover.HandoverReceiver;
import dk.kronborg.kms.intake.IntakeOutcome;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.pad.Sealed;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.kms.pool.Allocation;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.kms.pool.StoreLevel;
import dk.kronborg.kms.spending.CursorMove;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two KMEs on two real databases: same bytes, once, to the right SAE. */
class KeyCoreTest extends TwoSitesTest {

    private List<DeliveredKey> deliver(SiteFixture at, SaeId initiator, SaeId target, int count) {
        return delivered(at.delivery.deliver(KeyOrder.of(initiator, target, count, 32)));
    }

    private void assertNoneIsLeft() {
        assertThat(mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 1, 32)))
                .isEqualTo(new DeliveryOutcome.NotEnoughKeys(0));
    }

    @Test
    void bothEndsGetTheSameKeysInBothDirections() {
        deliverBlocks(2);
        TwoSites.deliverBlocks(mod, mfa, 1);
        confirm();

        List<DeliveredKey> there = deliver(mfa, MFA_1, MOD_1, KEYS_IN_BLOCK + 10);
        List<DeliveredKey> back = deliver(mod, MOD_2, MFA_1, 3);

        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(there)), there);
        assertFetched(mfa.fetch.fetch(MFA_1, MOD_2, ids(back)), back);
        assertThat(new HashSet<>(hex(there))).hasSize(KEYS_IN_BLOCK + 10);
        assertThat(mfa.alarms).isEmpty();
        assertThat(mod.alarms).isEmpty();
    }

    @Test
    void takesAKeyOnlyOnce() {
        fillPool(1);
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 2);

        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
        assertThat(mod.fetch.fetch(MOD_1, MFA_1, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
        restart();
        assertThat(mod.fetch.fetch(MOD_1, MFA_1, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
    }

    @Test
    void concurrentFetchesOfOneKeyYieldItOnce() throws Exception {
        fillPool(1);
        List<UUID> id = ids(deliver(mfa, MFA_1, MOD_1, 1));

        List<Callable<FetchOutcome>> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            callers.add(() -> mod.fetch.fetch(MOD_1, MFA_1, id));
        }
        long fetched = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : executor.invokeAll(callers)) {
                fetched += future.get() instanceof FetchOutcome.Fetched ? 1 : 0;
            }
        }
        assertThat(fetched).isEqualTo(1);
    }

    @Test
    void aPartlyUnknownListTakesNothing() {
        fillPool(1);
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 1);
        List<UUID> withUnknown = List.of(keys.getFirst().id(), UUID.randomUUID());

        assertThat(mod.fetch.fetch(MOD_1, MFA_1, withUnknown)).isEqualTo(new FetchOutcome.NotFound());
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
    }

    @Test
    void onlyTheNamedTargetGetsAKey() {
        fillPool(1);
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 1);

        assertThat(mod.fetch.fetch(MOD_2, MFA_1, ids(keys))).isEqualTo(new FetchOutcome.NotEntitled());
        assertThat(mod.fetch.fetch(MOD_1, MFA_2, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
        assertThat(mfa.fetch.fetch(MFA_1, MOD_1, ids(keys))).isEqualTo(new FetchOutcome.NotEntitled());
        assertThat(mfa.fetch.fetch(MFA_2, MOD_1, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
    }

    @Test
    void slowsDownWhoGuesses() {
        fillPool(1);
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(mod.fetch.fetch(MOD_2, MFA_1, List.of(UUID.randomUUID())))
                    .isEqualTo(new FetchOutcome.NotFound());
        }

        assertThat(mod.fetch.fetch(MOD_2, MFA_1, List.of(UUID.randomUUID())))
                .isEqualTo(new FetchOutcome.TooManyGuesses(60));
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
        mod.nanos.addAndGet(60_000_000_000L);
        assertThat(mod.fetch.fetch(MOD_2, MFA_1, List.of(UUID.randomUUID()))).isEqualTo(new FetchOutcome.NotFound());
    }

    @Test
    void givesNoQuantumKeysToAPairThatNeedsOthersBesides() {
        deliverBlocks(1);
        TwoSites.deliverBlocks(mod, mfa, 1);
        confirm();
        SaeId needsPqc = new SaeId("SAE-MFA-3");
        DeliveryOutcome refused = new DeliveryOutcome.Refused(Decision.Reason.PQC_UNAVAILABLE, KEYS_IN_BLOCK);

        assertThat(mfa.delivery.deliver(KeyOrder.of(needsPqc, MOD_1, 1, 32))).isEqualTo(refused);
        assertThat(mod.delivery.deliver(KeyOrder.of(MOD_1, needsPqc, 1, 32))).isEqualTo(refused);
        assertThat(mod.delivery.deliver(
                        new KeyOrder(MOD_1, List.of(MFA_1, needsPqc), 1, 32, KeyRequirement.NONE, KeyRequirement.NONE)))
                .as("one of several targets")
                .isEqualTo(refused);
        deliver(mfa, MFA_1, MOD_1, KEYS_IN_BLOCK);
        deliver(mod, MOD_1, MFA_1, KEYS_IN_BLOCK);
    }

    @Test
    void neverIssuesARangeAgainAfterARestart() {
        fillPool(1);
        Set<String> issued = new HashSet<>(hex(deliver(mfa, MFA_1, MOD_1, 100)));
        restart();
        issued.addAll(hex(deliver(mfa, MFA_1, MOD_1, 100)));
        restart();
        issued.addAll(hex(deliver(mfa, MFA_1, MOD_1, 56)));

        assertThat(issued).hasSize(KEYS_IN_BLOCK);
        assertNoneIsLeft();
    }

    @Test
    void aStaleProcessCannotAllocate() {
        fillPool(1);
        deliver(mfa, MFA_1, MOD_1, 1);
        SiteFixture paused = mfa;
        mfa = sites.mfa(mfaDatabase);
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 10);

        assertThat(paused.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 10, 32)))
                .isEqualTo(new DeliveryOutcome.Unavailable("the key store does not answer"));
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
        paused.close();
    }

    @Test
    void countsWhatIsLeft() {
        fillPool(1);

        assertThat(stored(mfa)).isEqualTo(KEYS_IN_BLOCK);
        deliver(mfa, MFA_1, MOD_1, 56);
        assertThat(stored(mfa)).isEqualTo(200);
        assertThat(mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 201, 32)))
                .isEqualTo(new DeliveryOutcome.NotEnoughKeys(200));
        assertThat(stored(mfa)).isEqualTo(200);
    }

    @Test
    void destroysABlockThatDiffers() {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);
        bytes[5000] ^= 1;
        mod.push(id, bytes, 1e-10);
        confirm();

        assertNoneIsLeft();
        assertThat(mfa.alarms).anyMatch(alarm -> alarm.startsWith("KEY_STORE_MISMATCH"));
        assertThat(mod.alarms).anyMatch(alarm -> alarm.startsWith("KEY_STORE_MISMATCH"));
    }

    @Test
    void agreesOnTheWorseClaims() throws SQLException {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);
        mod.push(id, bytes, 3e-9);
        confirm();

        for (DataSource database : List.of(mfaDatabase, modDatabase)) {
            assertThat(Double.parseDouble(
                            Sql.ask(database, "select epsilon_total from block").getFirst()))
                    .isEqualTo(3e-9);
        }
        deliver(mfa, MFA_1, MOD_1, 1);
    }

    @Test
    void waitsForTheOtherEndsDevice() {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);
        confirm();
        assertNoneIsLeft();

        mod.push(id, bytes, 1e-10);
        confirm();
        deliver(mfa, MFA_1, MOD_1, 1);
    }

    @Test
    void offersTheSameAgainWhenTheAnswerIsLost() {
        deliverBlocks(3);
        assertThatThrownBy(() -> mfa.offeringTo(SiteFixture.deafTo(mod)).round())
                .isInstanceOf(PeerUnreachable.class);
        assertNoneIsLeft();
        restart();
        confirm();

        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 3 * KEYS_IN_BLOCK);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
        assertThat(mod.alarms).isEmpty();
    }

    @Test
    void knowsABlockAgain() {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);

        assertThat(mfa.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(true));
        assertThat(mfa.push(id, bytes, 2e-10)).isEqualTo(new IntakeOutcome.Conflict());
        bytes[0] ^= 1;
        assertThat(mfa.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Conflict());
    }

    @Test
    void refusesBlocksThatAreNotItsOwn() {
        UUID id = UUID.randomUUID();
        LinkId link = new LinkId("MFA-MOD");

        assertThat(mfa.push(new DeviceId("MFA-MOD-RX"), link, id, BLOCK)).isEqualTo(new IntakeOutcome.NotAnEnd());
        assertThat(mfa.push(new DeviceId("OTHER"), link, id, BLOCK)).isEqualTo(new IntakeOutcome.NotAnEnd());
        assertThat(mfa.push(new DeviceId("MFA-MOD-TX"), new LinkId("X"), id, BLOCK))
                .isEqualTo(new IntakeOutcome.UnknownLink());
        for (int length : new int[] {0, 1112, 8296, 8287}) {
            assertThat(mfa.push(new DeviceId("MFA-MOD-TX"), link, id, length))
                    .isInstanceOf(IntakeOutcome.Malformed.class);
        }
        assertThat(mfa.push(new DeviceId("MFA-MOD-TX"), link, id, 1120)).isEqualTo(new IntakeOutcome.Stored(false));
    }

    @Test
    void aFullPoolTakesNoMoreUntilKeysAreTaken() {
        fillPool(SiteFixture.CAPACITY);
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();

        assertThat(mfa.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Full());
        deliver(mfa, MFA_1, MOD_1, KEYS_IN_BLOCK);
        assertThat(mfa.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(false));
        confirm();
        assertThat(mod.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(false));
    }

    @Test
    void aRewoundDatabaseVoidsEverythingAtBothEnds() throws SQLException {
        fillPool(2);
        UUID before = mfa.incarnation.id();
        stop();
        // What a restored dump looks like: the database does not know of the numbers the fence has seen.
        Sql.execute(mfaDatabase, "update site set numbers = numbers - 1");
        start();

        assertThat(mfa.incarnation.id()).isNotEqualTo(before);
        assertThat(mfa.alarms).anyMatch(alarm -> alarm.startsWith("DATABASE_REWOUND"));
        assertNoneIsLeft();
        fillPool(1);
        assertThat(mod.alarms).anyMatch(alarm -> alarm.startsWith("PEER_INCARNATION_CHANGED"));
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 5);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
    }

    @Test
    void aSiteThatLostEverythingBeginsAnew() throws IOException, SQLException {
        deliverBlocks(2);
        TwoSites.deliverBlocks(mod, mfa, 2);
        confirm();
        List<DeliveredKey> lost = deliver(mfa, MFA_1, MOD_1, 5);
        stop();
        mfaDatabase = TwoSites.freshDatabase(cluster, "mfa");
        mfa = new TwoSites(state.resolve("new")).mfa(mfaDatabase);
        mod = sites.mod(modDatabase);
        deliverBlocks(1);
        TwoSites.deliverBlocks(mod, mfa, 1);
        confirm();

        assertThat(mod.fetch.fetch(MOD_1, MFA_1, ids(lost))).isEqualTo(new FetchOutcome.NotFound());
        List<DeliveredKey> there = deliver(mfa, MFA_1, MOD_1, KEYS_IN_BLOCK);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(there)), there);
        List<DeliveredKey> back = deliver(mod, MOD_1, MFA_1, KEYS_IN_BLOCK);
        assertFetched(mfa.fetch.fetch(MFA_1, MOD_1, ids(back)), back);
    }

    @Test
    void erasesWhatIsSpentAndStillTellsStaleIdsFromGuesses() throws SQLException {
        fillPool(1);
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, KEYS_IN_BLOCK);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
        mfa.housekeeping.round();
        mod.housekeeping.round();

        assertThat(payloads(mfaDatabase)).isZero();
        assertThat(payloads(modDatabase)).isZero();
        restart();
        for (int i = 0; i < 200; i++) {
            assertThat(mod.fetch.fetch(MOD_1, MFA_1, ids(keys).subList(0, 1))).isEqualTo(new FetchOutcome.NotFound());
        }
    }

    /** A volume snapshot put back: the last allocations are not in the database, but the fence knows of them. */
    @Test
    void aDatabaseThatForgotSpendingsVoidsEverything() throws SQLException {
        fillPool(1);
        deliver(mfa, MFA_1, MOD_1, 10);
        stop();
        Sql.execute(mfaDatabase, "update site set spendings = spendings - 1");
        Sql.execute(mfaDatabase, "update block_use set cursor = 0, used = used & ~used, delivered = 0");
        start();

        assertThat(mfa.alarms).anyMatch(alarm -> alarm.startsWith("DATABASE_REWOUND"));
        assertNoneIsLeft();
    }

    @Test
    void concurrentRequestsAllGetDifferentKeys() throws Exception {
        fillPool(8);
        List<Callable<DeliveryOutcome>> callers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int count = 1 + i % 13;
            callers.add(() -> mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, count, 32)));
        }
        Set<String> distinct = new HashSet<>();
        List<UUID> ids = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : executor.invokeAll(callers)) {
                assertThat(future.get()).isInstanceOf(DeliveryOutcome.Delivered.class);
                List<DeliveredKey> keys = ((DeliveryOutcome.Delivered) future.get()).keys();
                distinct.addAll(hex(keys));
                ids.addAll(ids(keys));
            }
        }
        assertThat(distinct).hasSize(ids.size());
        assertThat(((FetchOutcome.Fetched) mod.fetch.fetch(MOD_1, MFA_1, ids)).keys())
                .hasSize(ids.size());
    }

    @Test
    void restsTooSmallForSomeRequestsDoNotFillTheStore() {
        for (int round = 0; round < 3; round++) {
            fillPool(20);
            // 6 units a key leave 4 of the 1,024 units of a block.
            for (int block = 0; block < 20; block++) {
                assertThat(mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 170, 48)))
                        .isInstanceOf(DeliveryOutcome.Delivered.class);
            }
            confirm();
        }

        assertThat(stored(mfa)).isEqualTo(16);
        deliverBlocks(SiteFixture.CAPACITY - 16);
    }

    @Test
    void aBlockThatCannotBeOpenedIsDestroyedAndTheOthersGoOn() throws SQLException {
        fillPool(2);
        stop();
        Sql.execute(
                mfaDatabase,
                "update block set payload = set_byte(payload, 100, 255 - get_byte(payload, 100))"
                        + " where number = (select min(number) from block)");
        start();

        assertThatThrownBy(() -> mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 1, 32)))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(mfa.alarms).anyMatch(alarm -> alarm.startsWith("WRAPPED_BYTES_UNREADABLE"));
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, KEYS_IN_BLOCK);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
    }

    @Test
    void aPeerThatSpeaksAsItsFormerSelfIsNotHeard() {
        fillPool(1);
        UUID former = mfa.incarnation.id();
        mod.answering.offers(new PoolId(MFA, MOD), UUID.randomUUID(), List.of());

        assertThatThrownBy(() -> mod.answering.offers(new PoolId(MFA, MOD), former, List.of()))
                .isInstanceOf(PeerUnreachable.class);
    }

    /** Or a retirement and a delivery, each with rows that the other wants, would wait for each other. */
    @Test
    @Timeout(30)
    void aRetirementLocksBlocksInTheOrderOfTheirRows() throws Exception {
        fillPool(2);
        List<Long> numbers = Sql.ask(modDatabase, "select number from block order by id").stream()
                .map(Long::valueOf)
                .toList();
        String touch = "update block_use set untold = untold where block = (select %s(block) from block_use)";
        try (Connection lower = modDatabase.getConnection();
                Connection upper = modDatabase.getConnection();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            // Now the first row lies behind the second in the table.
            update(lower, touch.formatted("min"));
            lower.setAutoCommit(false);
            update(lower, touch.formatted("min"));
            Future<?> retirement = executor.submit(
                    () -> mod.answering.retire(new PoolId(MFA, MOD), mfa.incarnation.id(), List.of(), numbers));
            while (Sql.count(modDatabase, "select count(*) from pg_locks where not granted") != 1) {
                assertThat(retirement.isDone()).as("it waits for the first row").isFalse();
            }
            update(upper, "set lock_timeout = '1s'");
            update(upper, touch.formatted("max"));
            lower.commit();
            retirement.get(10, TimeUnit.SECONDS);
        }
        assertThat(Sql.count(modDatabase, "select count(*) from block_use where closed_s is not null"))
                .isEqualTo(2);
    }

    private static void update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long payloads(DataSource database) throws SQLException {
        return Sql.count(database, "select count(payload) from block");
    }

    @Test
    void givesUpWhatTheOtherEndNeverGot() {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);
        mfa.nanos.addAndGet(700_000_000_000L);
        mfa.housekeeping.round();
        confirm();
        mod.push(id, bytes, 1e-10);
        confirm();

        assertNoneIsLeft();
    }

    @Test
    void masksIdsSoThatTheyDoNotCount() {
        fillPool(1);
        List<UUID> ids = ids(deliver(mfa, MFA_1, MOD_1, 100));

        Set<Long> starts = new HashSet<>();
        ids.forEach(id -> starts.add(id.getMostSignificantBits() >>> 40));
        assertThat(starts).hasSizeGreaterThan(95);
    }

    @Test
    void noSecretBytesRestInTheDatabase() throws SQLException {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);
        String canary = HexFormat.of().formatHex(bytes, 200, 216);

        assertThat(Sql.ask(mfaDatabase, "select encode(header || payload || fingerprint, 'hex') from block")
                        .getFirst())
                .hasSizeGreaterThan(2 * BLOCK)
                .doesNotContain(canary);
    }

    @Test
    void keysOlderThanAskedForArePassedOver() {
        fillPool(1);
        mfa.nanos.addAndGet(Duration.ofSeconds(100).toNanos());
        fillPool(1);
        long ofFirst = Duration.between(SiteFixture.PRODUCED_AT, Instant.now()).toSeconds();

        KeyRequirement fresh = new KeyRequirement(QKD, Duration.ofSeconds(ofFirst + 50), 1, 1);
        List<DeliveredKey> keys = delivered(mfa.delivery.deliver(order(KEYS_IN_BLOCK, fresh, NONE)));
        assertThat(keys).hasSize(KEYS_IN_BLOCK);
        assertThat(mfa.delivery.deliver(order(1, fresh, NONE))).isEqualTo(new DeliveryOutcome.Unmet());
        assertThat(stored(mfa)).isEqualTo(KEYS_IN_BLOCK);
        assertThat(delivered(mfa.delivery.deliver(order(1, NONE, fresh)))).hasSize(1);
    }

    @Test
    void whatNoLinkCanMeetIsToldFromAShortage() {
        KeyRequirement hybrid = new KeyRequirement(HYBRID, NONE.mostAge(), 1, 1);
        KeyRequirement twoPaths = new KeyRequirement(QKD, NONE.mostAge(), 2, 1);

        assertThat(mfa.delivery.deliver(order(1, NONE, NONE))).isEqualTo(new DeliveryOutcome.NotEnoughKeys(0));
        assertThat(mfa.delivery.deliver(order(1, hybrid, NONE))).isEqualTo(new DeliveryOutcome.Unmet());
        fillPool(1);
        assertThat(mfa.delivery.deliver(order(1, hybrid, NONE))).isEqualTo(new DeliveryOutcome.Unmet());
        assertThat(mfa.delivery.deliver(order(1, twoPaths, NONE))).isEqualTo(new DeliveryOutcome.Unmet());
        assertThat(delivered(mfa.delivery.deliver(order(1, NONE, hybrid.and(twoPaths)))))
                .hasSize(1);
    }

    @Test
    void bothEndsTellTheSameProvenance() {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);
        mod.push(id, bytes, 1e-9);
        confirm();
        DeliveredKey key = deliver(mfa, MFA_1, MOD_1, 1).getFirst();

        assertThat(key.provenance())
                .isInstanceOfSatisfying(
                        KeyProvenance.Quantum.class,
                        quantum -> assertThat(quantum.epsilonTotal()).isEqualTo(1e-9));
        FetchOutcome.Fetched fetched = (FetchOutcome.Fetched) mod.fetch.fetch(MOD_1, MFA_1, List.of(key.id()));
        assertThat(fetched.keys().getFirst().provenance()).isEqualTo(key.provenance());
    }

    @Test
    void aStoreThatFallsBelowItsMarksAlarmsOnceAndIsNormalOnlyAboveTheHighMark() {
        StoreGauge gauge =
                new StoreGauge(mfa.pool, 32, 4L * KEYS_IN_BLOCK, new StoreGauge.Marks(10, 25, 50), mfa.alarm);
        assertThat(gauge.level()).isEqualTo(StoreLevel.EMPTY);
        fillPool(2);
        assertThat(gauge.level()).isEqualTo(StoreLevel.NORMAL);
        deliver(mfa, MFA_1, MOD_1, KEYS_IN_BLOCK);
        assertThat(gauge.level()).isEqualTo(StoreLevel.NORMAL);
        deliver(mfa, MFA_1, MOD_1, 1);
        assertThat(gauge.level()).isEqualTo(StoreLevel.LOW);
        assertThat(gauge.level()).isEqualTo(StoreLevel.LOW);
        assertThat(mfa.alarms).containsExactly("KEY_STORE_LOW KME-MFA->KME-MOD: the store is LOW: 255 of 1024 keys");
        fillPool(1);
        assertThat(gauge.level()).isEqualTo(StoreLevel.LOW);
        deliver(mfa, MFA_1, MOD_1, 2 * KEYS_IN_BLOCK - 51);
        assertThat(gauge.level()).isEqualTo(StoreLevel.RESERVE);
        fillPool(2);
        assertThat(gauge.level()).isEqualTo(StoreLevel.NORMAL);
    }

    private static KeyOrder order(int count, KeyRequirement required, KeyRequirement wished) {
        return new KeyOrder(MFA_1, List.of(MOD_1), count, 32, required, wished);
    }

    private static KeyOrder toBoth(int count, int keyBytes) {
        return new KeyOrder(MFA_1, List.of(MOD_1, MOD_2), count, keyBytes, NONE, NONE);
    }

    @Test
    void severalTargetsGetTheSameKeysEachOnce() {
        fillPool(2);
        connect();
        List<DeliveredKey> keys = delivered(mfa.delivery.deliver(toBoth(3, 20)));

        assertThat(new HashSet<>(hex(keys))).hasSize(3);
        assertFetched(mod.fetch.fetch(MOD_2, MFA_1, ids(keys)), keys);
        assertThat(mod.fetch.fetch(MOD_2, MFA_1, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
        assertThat(mod.fetch.fetch(MOD_1, MFA_2, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
        assertThat(mfa.fetch.fetch(MFA_1, MOD_1, ids(keys))).isEqualTo(new FetchOutcome.NotEntitled());
        restart();
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
        // 3 pads of 24 bytes and a tag key of 32 are spent.
        mfa.pool.refresh();
        assertThat(stored(mfa)).isEqualTo(2 * KEYS_IN_BLOCK - 4);
    }

    @Test
    void aListMayMixKeysOfOneAndOfSeveralTargets() {
        fillPool(1);
        connect();
        List<DeliveredKey> all = new ArrayList<>(deliver(mfa, MFA_1, MOD_1, 2));
        all.addAll(delivered(mfa.delivery.deliver(toBoth(2, 32))));
        List<UUID> withUnknown = new ArrayList<>(ids(all));
        withUnknown.add(UUID.randomUUID());

        assertThat(mod.fetch.fetch(MOD_1, MFA_1, withUnknown)).isEqualTo(new FetchOutcome.NotFound());
        assertThat(mod.fetch.fetch(MOD_2, MFA_1, ids(all))).isEqualTo(new FetchOutcome.NotEntitled());
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(all)), all);
    }

    @Test
    void severalTargetsAtOnceIsRefusedWholeWhereOneKmeDoesNotAnswer() {
        fillPool(1);
        mfa.handoverPeers.put(mfa.pool.id(), handover -> {
            mod.receiver.receive(handover);
            throw new PeerUnreachable("the answer is lost");
        });
        assertThat(mfa.delivery.deliver(toBoth(1, 32)))
                .isEqualTo(new DeliveryOutcome.Unavailable("KME-MOD could not take the keys over"));
        connect();
        assertThat(mfa.delivery.deliver(toBoth(KEYS_IN_BLOCK - 2, 32)))
                .isEqualTo(new DeliveryOutcome.NotEnoughKeys(KEYS_IN_BLOCK - 2));
        assertThat(stored(mfa)).isEqualTo(KEYS_IN_BLOCK - 2);
        List<DeliveredKey> next = deliver(mfa, MFA_1, MOD_1, 1);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(next)), next);
    }

    @Test
    void aHandoverThatWasChangedOrRepeatedOrIsForOthersTakesNothing() {
        fillPool(1);
        List<Handover> sent = new ArrayList<>();
        mfa.handoverPeers.put(mfa.pool.id(), sent::add);
        List<DeliveredKey> keys = delivered(mfa.delivery.deliver(toBoth(2, 32)));
        Handover good = sent.getFirst();

        assertThat(mod.receiver.receive(
                        changed(good, List.of(MOD_1), good.sealed().ciphertext())))
                .isEqualTo(new HandoverReceiver.Outcome.Refused("its tag is wrong"));
        byte[] flipped = good.sealed().ciphertext().clone();
        flipped[7] ^= 1;
        assertThat(mod.receiver.receive(changed(good, good.targets(), flipped)))
                .isEqualTo(new HandoverReceiver.Outcome.Refused("its tag is wrong"));
        assertThat(mod.receiver.receive(
                        changed(good, List.of(MFA_2), good.sealed().ciphertext())))
                .isInstanceOf(HandoverReceiver.Outcome.Refused.class);
        assertThat(mod.receiver.receive(good)).isEqualTo(new HandoverReceiver.Outcome.Taken());
        assertThat(mod.receiver.receive(good)).isInstanceOf(HandoverReceiver.Outcome.Refused.class);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
        assertFetched(mod.fetch.fetch(MOD_2, MFA_1, ids(keys)), keys);
        assertThat(mod.alarms).hasSize(4).allMatch(alarm -> alarm.startsWith("PEER_CONTRADICTION KME-MFA"));
    }

    private static Handover changed(Handover good, List<SaeId> targets, byte[] ciphertext) {
        Sealed sealed = good.sealed();
        return new Handover(
                good.initiator(),
                targets,
                good.ids(),
                good.keyBytes(),
                good.provenance(),
                new Sealed(
                        sealed.pool(), sealed.incarnation(), sealed.pads(), sealed.tagKey(), ciphertext, sealed.tag()));
    }

    @Test
    void assignedKeysThatNobodyFetchesAreDestroyed() {
        fillPool(1);
        connect();
        List<DeliveredKey> keys = delivered(mfa.delivery.deliver(toBoth(1, 32)));
        mod.nanos.addAndGet(Duration.ofMinutes(61).toNanos());
        mod.housekeeping.round();

        assertThat(mod.fetch.fetch(MOD_1, MFA_1, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
    }

    private static BlockSelection blocks(List<UUID> ids) {
        return new BlockSelection(ids, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void fromAHeldBlockNothingIsDeliveredAndNothingFetchedUntilTwoPeopleReleaseIt() {
        List<UUID> block = fillPool(1);
        List<DeliveredKey> before = deliver(mfa, MFA_1, MOD_1, 2);

        assertThat(mod.custody.hold(blocks(block), ALICE)).isEqualTo(1);
        assertThat(mod.fetch.fetch(MOD_1, MFA_1, ids(before))).isEqualTo(new FetchOutcome.NotFound());
        tell();
        assertNoneIsLeft();
        restart();
        assertNoneIsLeft();
        assertThat(mod.custody.requestRelease(blocks(List.of(UUID.randomUUID())), ALICE))
                .isEmpty();
        long request = mod.custody.requestRelease(blocks(block), ALICE).orElseThrow();
        assertThat(mod.custody.approveRelease(request, "alice")).isEqualTo(CustodyLedger.Approval.SAME_PERSON);
        assertThat(mod.custody.approveRelease(request + 1, "bob")).isEqualTo(CustodyLedger.Approval.NO_SUCH_REQUEST);
        assertThat(mod.fetch.fetch(MOD_1, MFA_1, ids(before))).isEqualTo(new FetchOutcome.NotFound());
        assertThat(mod.custody.approveRelease(request, "bob")).isEqualTo(CustodyLedger.Approval.RELEASED);
        assertThat(mod.custody.approveRelease(request, "carl")).isEqualTo(CustodyLedger.Approval.APPROVED_BEFORE);
        tell();
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(before)), before);
        List<DeliveredKey> after = deliver(mfa, MFA_1, MOD_1, 254);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(after)), after);
    }

    @Test
    void aBlockThatBothEndsHoldIsFreeOnlyWhenBothReleaseIt() {
        List<UUID> block = fillPool(1);
        mfa.custody.hold(blocks(block), ALICE);
        mod.custody.hold(blocks(block), ALICE);
        tell();
        release(mfa, blocks(block));
        tell();
        assertNoneIsLeft();
        release(mod, blocks(block));
        tell();
        assertThat(deliver(mfa, MFA_1, MOD_1, 1)).hasSize(1);
    }

    @Test
    void blocksAreHeldAndVoidByLinkAndTime() {
        fillPool(2);
        Instant made = SiteFixture.PRODUCED_AT;
        Optional<LinkId> link = Optional.of(new LinkId("MFA-MOD"));
        Optional<LinkId> other = Optional.of(new LinkId("OTHER"));
        BlockSelection tooEarly = new BlockSelection(List.of(), link, Optional.empty(), Optional.of(made));
        BlockSelection elsewhere = new BlockSelection(List.of(), other, Optional.of(made), Optional.empty());
        BlockSelection right = new BlockSelection(List.of(), link, Optional.of(made), Optional.of(made.plusMillis(1)));

        assertThat(mfa.custody.hold(tooEarly, ALICE)).isZero();
        assertThat(mfa.custody.hold(elsewhere, ALICE)).isZero();
        assertThat(mfa.custody.hold(right, ALICE)).isEqualTo(2);
        assertThat(mfa.custody.voidBlocks(right, ALICE)).isEqualTo(2);
        tell();
        assertNoneIsLeft();
        assertThat(mod.store.balances().read().getFirst().destroyed()).isEqualTo(2 * 8192 * 8);
    }

    @Test
    void aVoidBlockIsTakenFromNoDevice() {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);
        confirm();
        assertThat(mfa.custody.voidBlocks(blocks(List.of(id)), ALICE)).isEqualTo(1);
        tell();
        assertThat(mod.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(true));
        confirm();
        assertNoneIsLeft();
    }

    @Test
    void voidKeysCanBeFetchedByNobodyWhicheverEndOrdersIt() {
        fillPool(1);
        connect();
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 3);
        List<DeliveredKey> shared = delivered(mfa.delivery.deliver(toBoth(1, 32)));

        assertThat(mod.custody.voidKeys(ids(keys.subList(0, 1)), ALICE)).isEqualTo(1);
        mfa.custody.voidKeys(ids(List.of(keys.get(1), shared.getFirst())), ALICE);
        tell();
        for (UUID gone : ids(List.of(keys.get(0), keys.get(1), shared.getFirst()))) {
            assertThat(mod.fetch.fetch(MOD_1, MFA_1, List.of(gone))).isEqualTo(new FetchOutcome.NotFound());
        }
        assertThat(mod.fetch.fetch(MOD_2, MFA_1, ids(shared))).isEqualTo(new FetchOutcome.NotFound());
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys.subList(2, 3))), keys.subList(2, 3));
    }

    @Test
    void everyBitIsCountedOnce() {
        fillPool(3);
        connect();
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 300);
        delivered(mfa.delivery.deliver(toBoth(2, 32)));
        mod.fetch.fetch(MOD_1, MFA_1, ids(keys.subList(0, 100)));
        mod.custody.voidKeys(ids(keys.subList(100, 101)), ALICE);

        long key = 256;
        assertThat(mfa.store.balances().read())
                .contains(balance(3 * 65_536, 65_536 * 3 - 303 * key, 300 * key, 3 * key, 0, 0));
        assertThat(mod.store.balances().read())
                .contains(balance(3 * 65_536, 65_536 * 3 - 104 * key, 100 * key, 3 * key, key, 0));
        mfa.nanos.addAndGet(Duration.ofHours(13).toNanos());
        mfa.housekeeping.round();
        confirm();
        mod.nanos.addAndGet(Duration.ofHours(25).toNanos());
        mod.housekeeping.round();
        assertThat(mfa.store.balances().read())
                .contains(balance(3 * 65_536, 0, 300 * key, 3 * key, 0, 65_536 * 3 - 303 * key));
        assertThat(mod.store.balances().read())
                .contains(balance(3 * 65_536, 0, 100 * key, 3 * key, key, 65_536 * 3 - 104 * key));
        for (int day = 0; day < 3; day++) {
            later(Duration.ofHours(25));
            mfa.housekeeping.round();
            mod.housekeeping.round();
        }
        assertThat(mfa.store.balances().read())
                .contains(balance(3 * 65_536, 0, 300 * key, 3 * key, 0, 65_536 * 3 - 303 * key));
        assertThat(mod.store.balances().read())
                .contains(balance(3 * 65_536, 0, 100 * key, 3 * key, key, 65_536 * 3 - 104 * key));
    }

    private PoolBalance balance(long produced, long stored, long delivered, long spent, long burnt, long destroyed) {
        return new PoolBalance(mfa.pool.id(), 0, 0, produced, stored, delivered, spent, burnt, destroyed);
    }

    @Test
    void fromOldBlocksNothingIsDeliveredButWhatWasDeliveredIsFetched() {
        fillPool(1);
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 1);
        mfa.nanos.addAndGet(Duration.ofHours(12).plusSeconds(1).toNanos());
        assertThat(mfa.housekeeping.round()).isTrue();
        mfa.pool.doubt();

        assertNoneIsLeft();
        confirm();
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
    }

    @Test
    void aPairThatTookItsShareWaitsAndOthersDoNot() {
        fillPool(2);
        PairRate.Limit limit = new PairRate.Limit(4_194_304, Duration.ofSeconds(1));
        PairRate rate = new PairRate(limit, mfa.nanos::get);
        KeyDelivery delivery = mfa.deliveryAt(rate);
        // 128 keys of 4,096 bits are an eighth of what may be taken at once.
        for (int i = 0; i < 8; i++) {
            assertThat(delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 1024, 512)))
                    .isEqualTo(new DeliveryOutcome.NotEnoughKeys(32));
        }
        assertThat(delivered(delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 16, 512))))
                .hasSize(16);
        assertThat(delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 1024, 512))).isEqualTo(new DeliveryOutcome.TooFast(1));
        assertThat(delivered(delivery.deliver(KeyOrder.of(MFA_2, MOD_1, 1, 512))))
                .hasSize(1);
        mfa.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 1024, 512)))
                .isInstanceOf(DeliveryOutcome.NotEnoughKeys.class);
        // What they asked for, whatever they got.
        assertThat(mfa.demand).isEqualTo(Map.of(MOD, (10 * 1024 + 17) * 4096L));
    }

    @Test
    void whoIsDrainedGetsNoFreshKeysAndFetchesWhatThereIs() {
        fillPool(1);
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 1);
        mfa.drain.set(Optional.of(MFA_1), true);
        mod.drain.set(Optional.empty(), true);

        assertThat(mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 1, 32))).isEqualTo(new DeliveryOutcome.Draining());
        assertThat(deliver(mfa, MFA_2, MOD_1, 1)).hasSize(1);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
        restart();
        assertThat(mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, 1, 32))).isEqualTo(new DeliveryOutcome.Draining());
        mfa.drain.set(Optional.of(MFA_1), false);
        assertThat(deliver(mfa, MFA_1, MOD_1, 1)).hasSize(1);
    }

    /** A request for several targets takes pads, finds too little elsewhere, and gives them back; another came between. */
    @Test
    void whatIsGivenBackBehindAnotherRequestIsNotHandedOutTwice() {
        fillPool(1);
        Allocation first = mfa.pool.allocate(10, 32, any -> true).orElseThrow();
        List<DeliveredKey> rest = deliver(mfa, MFA_1, MOD_1, KEYS_IN_BLOCK - 10);
        mfa.pool.giveBack(first);
        first.close();

        assertNoneIsLeft();
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(rest)), rest);
    }

    @Test
    void theDatabaseRefusesARunThatIsTakenTwiceUnderOneLease() {
        fillPool(1);
        mfa.pool.refresh();
        OpenBlock block = mfa.store.open().all(mfa.pool.id()).getFirst();
        SpendingLedger ledger = mfa.store.spending(mfa.incarnation);
        CursorMove move = new CursorMove(block.row(), block.leaseEpoch(), block.units(), 4, 8, false);
        CursorMove overlapping = new CursorMove(block.row(), block.leaseEpoch(), block.units(), 4, 11, false);

        assertThat(ledger.record(Spending.ofPads(List.of(move)))).isEqualTo(SpendingLedger.Outcome.RECORDED);
        assertThat(ledger.record(Spending.ofPads(List.of(move)))).isEqualTo(SpendingLedger.Outcome.REFUSED);
        assertThat(ledger.record(Spending.ofPads(List.of(overlapping)))).isEqualTo(SpendingLedger.Outcome.REFUSED);
    }

    @Test
    void aCommitIsRefusedOnceItsBlockIsSettled() throws SQLException {
        fillPool(2);
        mfa.pool.refresh();
        SpendingLedger ledger = mfa.store.spending(mfa.incarnation);
        List<OpenBlock> open = mfa.store.open().all(mfa.pool.id());
        for (OpenBlock block : open) {
            assertThat(ledger.record(Spending.ofPads(List.of(new CursorMove(
                            block.row(), block.leaseEpoch(), block.units(), block.units() - 4, block.units(), true)))))
                    .isEqualTo(SpendingLedger.Outcome.RECORDED);
        }
        mfa.housekeeping.round();

        assertThat(ledger.record(firstUnits(open.get(0)))).isEqualTo(SpendingLedger.Outcome.RECORDED);
        mfa.nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        mfa.housekeeping.round();
        assertThat(ledger.record(firstUnits(open.get(1)))).isEqualTo(SpendingLedger.Outcome.REFUSED);
        long units = BlockLayout.units(BLOCK);
        assertThat(mfa.store.balances().read())
                .contains(balance(2 * 64 * units, 0, 0, 64 * (2 * units - 4), 64 * 4, 0));
        assertThat(Sql.count(mfaDatabase, "select count(*) from block_use where not settled"))
                .as("rows that have to be read to know where the bits are")
                .isZero();
    }

    private static Spending firstUnits(OpenBlock block) {
        return Spending.ofPads(List.of(new CursorMove(block.row(), block.leaseEpoch(), block.units(), 4, 4, false)));
    }

    @Test
    void whatIsHeldIsStoredButNotUsable() {
        List<UUID> blocks = fillPool(3);
        mfa.nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        PoolStock before = stock();
        mfa.custody.hold(blocks(blocks.subList(0, 1)), ALICE);
        PoolStock held = stock();
        mfa.custody.hold(blocks(blocks), ALICE);
        PoolStock allHeld = stock();

        assertThat(before.usable()).isEqualTo(3 * 65_536);
        assertThat(before.oldest())
                .hasValueSatisfying(age -> assertThat(age).isGreaterThanOrEqualTo(Duration.ofMinutes(5)));
        assertThat(held.usable()).isEqualTo(2 * 65_536);
        assertThat(held.balance().stored()).isEqualTo(3 * 65_536);
        assertThat(allHeld.usable()).isZero();
        assertThat(allHeld.oldest()).isEmpty();
        assertThat(allHeld.blockLength()).isEqualTo(65_536);
        assertThat(allHeld.at()).isAfter(before.at());
    }

    private PoolStock stock() {
        return mfa.store.balances().stocks().stream()
                .filter(stock -> stock.balance().pool().equals(mfa.pool.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLateOrderDoesNotUndoWhatFollowedIt() {
        List<UUID> block = fillPool(1);
        mfa.custody.hold(blocks(block), ALICE);
        release(mfa, blocks(block));
        List<PeerOrder> orders = mfa.store.custody().untold(MOD, 10);
        assertThat(orders).hasSize(2);
        tell();
        mod.custody.obey(MFA, orders.subList(0, 1));

        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 1);
        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
    }

    @Test
    void aBlockThatIsHeldBeforeItIsOfferedWaits() {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);
        mod.push(id, bytes, 1e-10);
        mod.custody.hold(blocks(List.of(id)), ALICE);
        confirm();
        assertNoneIsLeft();
        release(mod, blocks(List.of(id)));
        tell();
        confirm();
        assertThat(deliver(mfa, MFA_1, MOD_1, 1)).hasSize(1);
    }

    @Test
    void aPeerHasNoSayAboutBlocksThatItDoesNotShare() {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        KmeId stranger = new KmeId("KME-DC2");
        mod.store.answering().meet(stranger, UUID.randomUUID());
        mod.custody.obey(stranger, List.of(new PeerOrder(1, PeerOrder.Kind.VOID, List.of(id))));
        mfa.push(id, bytes, 1e-10);
        mod.push(id, bytes, 1e-10);
        mod.custody.obey(stranger, List.of(new PeerOrder(2, PeerOrder.Kind.HOLD, List.of(id))));
        confirm();
        List<DeliveredKey> keys = deliver(mfa, MFA_1, MOD_1, 1);
        mod.custody.obey(stranger, List.of(new PeerOrder(3, PeerOrder.Kind.VOID_KEYS, ids(keys))));

        assertFetched(mod.fetch.fetch(MOD_1, MFA_1, ids(keys)), keys);
    }

    @Test
    void aBlockThatIsDoneWithIsNeverTakenAgain() {
        UUID id = mfa.idFromHere();
        byte[] bytes = randomBlock();
        mfa.push(id, bytes, 1e-10);
        for (int day = 0; day < 3; day++) {
            mfa.nanos.addAndGet(Duration.ofHours(25).toNanos());
            confirm();
            mfa.housekeeping.round();
        }
        confirm();
        assertThat(mfa.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(true));
        mod.push(id, bytes, 1e-10);
        confirm();
        assertNoneIsLeft();
    }
}

package dk.kronborg.kms;

import static dk.kronborg.kms.Keys.assertFetched;
import static dk.kronborg.kms.Keys.delivered;
import static dk.kronborg.kms.Keys.hex;
import static dk.kronborg.kms.Keys.ids;
import static dk.kronborg.kms.TwoSites.KEYS_IN_BLOCK;
import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MFA_1;
import static dk.kronborg.kms.TwoSites.MFA_2;
import static dk.kronborg.kms.TwoSites.MFA_3;
import static dk.kronborg.kms.TwoSites.MOD_1;
import static dk.kronborg.kms.delivery.KeyRequirement.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.FetchOutcome;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.delivery.KeyRequirement;
import dk.kronborg.kms.delivery.KeyRequirement.LeastGrade;
import dk.kronborg.kms.delivery.PairRate;
import dk.kronborg.kms.delivery.PairStatus;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.topology.identity.SaeId;
import java.sql.Connection;
import java.sql.ResultSet;
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
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Keys between SAEs of one KME: only where their policy says so, never called anything but local. */
class LocalKeysTest extends TwoSitesTest {

    private static final DeliveryOutcome NO_QKD =
            new DeliveryOutcome.NoSuchTarget("both SAEs have the same KME, between them there is no QKD");

    private static KeyOrder order(KeyRequirement required, KeyRequirement wished, SaeId... targets) {
        return new KeyOrder(MFA_1, List.of(targets), 2, 32, required, wished);
    }

    private static KeyRequirement atLeast(LeastGrade grade) {
        return new KeyRequirement(grade, NONE.mostAge(), NONE.leastPaths(), NONE.mostHops());
    }

    /** LOCAL keys of MFA-1 for MFA-2. */
    private List<DeliveredKey> deliver(int count) {
        return delivered(mfa.delivery.deliver(KeyOrder.of(MFA_1, MFA_2, count, 20)));
    }

    @Test
    void bothSaesGetTheSameKeysOnceAndAreToldThatTheyAreLocal() {
        Instant before = Instant.now();
        List<DeliveredKey> keys = deliver(3);

        assertThat(new HashSet<>(hex(keys))).hasSize(3);
        assertThat(keys).allSatisfy(key -> {
            assertThat(key.key().length()).isEqualTo(20);
            assertThat(key.provenance()).isInstanceOf(KeyProvenance.Local.class);
            assertThat(key.provenance().grade()).isEqualTo(Grade.LOCAL);
            assertThat(key.provenance().createdAt()).isBetween(before.minusMillis(1), Instant.now());
        });
        assertFetched(mfa.fetch.fetch(MFA_2, MFA_1, ids(keys)), keys);
        assertThat(mfa.fetch.fetch(MFA_2, MFA_1, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
    }

    @Test
    void eitherSaeMayAskFirst() {
        List<DeliveredKey> keys = delivered(mfa.delivery.deliver(KeyOrder.of(MFA_2, MFA_1, 1, 32)));

        assertThat(mfa.fetch.fetch(MFA_2, MFA_1, ids(keys))).isEqualTo(new FetchOutcome.NotEntitled());
        assertFetched(mfa.fetch.fetch(MFA_1, MFA_2, ids(keys)), keys);
    }

    @Test
    void nobodyElseGetsThem() {
        List<DeliveredKey> keys = deliver(1);
        List<UUID> withUnknown = List.of(ids(keys).getFirst(), UUID.randomUUID());

        assertThat(mfa.fetch.fetch(MFA_3, MFA_1, ids(keys))).isEqualTo(new FetchOutcome.NotEntitled());
        assertThat(mfa.fetch.fetch(MFA_1, MFA_2, ids(keys))).isEqualTo(new FetchOutcome.NotEntitled());
        assertThat(mfa.fetch.fetch(MFA_3, MFA_2, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
        assertThat(mod.fetch.fetch(MOD_1, MFA_1, ids(keys))).isEqualTo(new FetchOutcome.NotFound());
        assertThat(mfa.fetch.fetch(MFA_2, MFA_1, withUnknown)).isEqualTo(new FetchOutcome.NotFound());
        assertFetched(mfa.fetch.fetch(MFA_2, MFA_1, ids(keys)), keys);
    }

    @Test
    void withoutThePolicyThereIsNoKey() {
        fillPool(1);
        connect();
        assertThat(mfa.delivery.deliver(order(NONE, NONE, MFA_3))).isEqualTo(NO_QKD);
        assertThat(mfa.delivery.deliver(order(NONE, NONE, MFA_2, MFA_3))).isEqualTo(NO_QKD);
        assertThat(mfa.delivery.deliver(order(NONE, NONE, MOD_1, MFA_3))).isEqualTo(NO_QKD);
        assertThat(mfa.delivery.deliver(KeyOrder.of(MFA_2, MFA_3, 1, 32))).isEqualTo(new DeliveryOutcome.NotEntitled());
        assertThat(stored(mfa)).isEqualTo(KEYS_IN_BLOCK);
    }

    @Test
    void noRequirementThatALocalKeyCannotMeetGetsOne() throws SQLException {
        fillPool(1);
        connect();
        KeyRequirement onePath = new KeyRequirement(LeastGrade.LOCAL, NONE.mostAge(), 1, NONE.mostHops());
        for (KeyRequirement required :
                List.of(atLeast(LeastGrade.PQC), atLeast(LeastGrade.QKD), atLeast(LeastGrade.HYBRID), onePath)) {
            assertThat(mfa.delivery.deliver(order(required, NONE, MFA_2))).isEqualTo(new DeliveryOutcome.Unmet());
        }
        assertThat(Sql.count(mfaDatabase, "select count(*) from assigned_key")).isZero();
        assertThat(stored(mfa)).isEqualTo(KEYS_IN_BLOCK);
        KeyRequirement fresh = new KeyRequirement(LeastGrade.LOCAL, Duration.ofSeconds(1), 0, 1);
        List<DeliveredKey> keys = delivered(mfa.delivery.deliver(order(fresh, NONE, MFA_2)));
        assertFetched(mfa.fetch.fetch(MFA_2, MFA_1, ids(keys)), keys);
    }

    @Test
    void aWishForMoreIsIgnored() {
        List<DeliveredKey> keys = delivered(mfa.delivery.deliver(order(NONE, atLeast(LeastGrade.QKD), MFA_2)));

        assertThat(keys).allMatch(key -> key.provenance().grade() == Grade.LOCAL);
    }

    @Test
    void noneGoesToATargetElsewhere() {
        fillPool(1);
        connect();
        assertThat(mfa.delivery.deliver(order(NONE, NONE, MOD_1, MFA_2)))
                .isEqualTo(
                        new DeliveryOutcome.NoSuchTarget(
                                "keys for an SAE of the same KME are LOCAL, those for SAEs of other KMEs are not: ask for them apart"));
        assertThat(stored(mfa)).isEqualTo(KEYS_IN_BLOCK);
    }

    @Test
    void theyOutliveARestart() {
        List<DeliveredKey> keys = deliver(2);
        restart();

        assertFetched(mfa.fetch.fetch(MFA_2, MFA_1, ids(keys)), keys);
    }

    @Test
    void theyAreOnDiskEncryptedAndAuditedOnceAndErasedWhenFetched() throws SQLException {
        List<DeliveredKey> keys = deliver(1);
        try (Connection connection = mfaDatabase.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("select * from assigned_key")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString("state")).isEqualTo("WAITING");
                assertThat(row.getString("grade")).isEqualTo("LOCAL");
                assertThat(HexFormat.of().formatHex(row.getBytes("sealed")))
                        .doesNotContain(hex(keys).getFirst());
                for (String ofLinks : List.of("links", "proof", "epsilon_total", "detector", "transport")) {
                    assertThat(row.getObject(ofLinks)).isNull();
                }
                assertThat(row.next()).isFalse();
            }
            try (ResultSet row = statement.executeQuery("select * from audit_record")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString("event")).isEqualTo("DELIVERED");
                assertThat(row.getString("initiator")).isEqualTo("SAE-MFA-1");
                assertThat(row.getString("target")).isEqualTo("SAE-MFA-2");
                assertThat(List.of((Object[]) row.getArray("key_ids").getArray()))
                        .isEqualTo(new ArrayList<Object>(ids(keys)));
                assertThat(row.next()).isFalse();
            }
            assertFetched(mfa.fetch.fetch(MFA_2, MFA_1, ids(keys)), keys);
            try (ResultSet row = statement.executeQuery("select state, sealed from assigned_key")) {
                row.next();
                assertThat(row.getString("state")).isEqualTo("FETCHED");
                assertThat(row.getBytes("sealed")).isNull();
            }
        }
    }

    @Test
    void theAuditTellsTheMomentWhateverTheTimeZone() throws SQLException {
        TimeZone before = TimeZone.getDefault();
        Instant start = Instant.now();
        try (Connection connection = mfaDatabase.getConnection();
                Statement statement = connection.createStatement()) {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            deliver(1);
            try (ResultSet row = statement.executeQuery("select extract(epoch from at) from audit_record")) {
                row.next();
                assertThat(row.getDouble(1)).isBetween(start.getEpochSecond() - 1.0, start.getEpochSecond() + 60.0);
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void theyAreVoidAndExpireAsAllKeysDo() {
        List<DeliveredKey> voided = deliver(1);
        assertThat(mfa.custody.voidKeys(ids(voided), ALICE)).isEqualTo(1);
        List<DeliveredKey> late = deliver(1);
        mfa.nanos.addAndGet(Duration.ofMinutes(61).toNanos());
        mfa.housekeeping.round();

        assertThat(mfa.fetch.fetch(MFA_2, MFA_1, ids(voided))).isEqualTo(new FetchOutcome.NotFound());
        assertThat(mfa.fetch.fetch(MFA_2, MFA_1, ids(late))).isEqualTo(new FetchOutcome.NotFound());
    }

    @Test
    void aPairTakesItsShareAndDrainedSaesGetNone() {
        PairRate.Limit limit = new PairRate.Limit(4_194_304, Duration.ofSeconds(1));
        KeyDelivery delivery = mfa.deliveryAt(new PairRate(limit, mfa.nanos::get));

        assertThat(delivered(delivery.deliver(KeyOrder.of(MFA_1, MFA_2, 1024, 512))))
                .hasSize(1024);
        assertThat(delivery.deliver(KeyOrder.of(MFA_1, MFA_2, 1, 32))).isEqualTo(new DeliveryOutcome.TooFast(1));
        mfa.drain.set(Optional.of(MFA_2), true);
        assertThat(mfa.delivery.deliver(KeyOrder.of(MFA_1, MFA_2, 1, 32))).isEqualTo(new DeliveryOutcome.Draining());
    }

    @Test
    void noBitOfAPoolIsSpentOnThem() {
        fillPool(1);
        deliver(100);

        assertThat(mfa.store.balances().read()).singleElement().satisfies(balance -> {
            assertThat(balance.stored()).isEqualTo(KEYS_IN_BLOCK * 256L);
            assertThat(balance.delivered()).isZero();
            assertThat(balance.spent()).isZero();
        });
    }

    @Test
    void aLocalPairHasNoStoreAndAPairWithoutPolicyAnEmptyOne() {
        assertThat(mfa.delivery.status(MFA_1, MFA_2)).contains(new PairStatus(MFA, MFA, Optional.empty()));
        assertThat(mfa.delivery.status(MFA_1, MFA_3))
                .contains(new PairStatus(
                        MFA,
                        MFA,
                        Optional.of(new PairStatus.Store(
                                0, 0, Mode.BLOCKED, Map.of(Grade.QKD, 0L, Grade.HYBRID, 0L, Grade.PQC, 0L)))));
        assertThat(mfa.delivery.status(MFA_2, MFA_3)).isEmpty();
    }
}

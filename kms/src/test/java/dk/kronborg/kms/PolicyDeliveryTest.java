package dk.kronborg.kms;

import static dk.kronborg.kms.TwoSites.KEYS_IN_BLOCK;
import static dk.kronborg.kms.TwoSites.MFA_1;
import static dk.kronborg.kms.TwoSites.MFA_3;
import static dk.kronborg.kms.TwoSites.MFA_4;
import static dk.kronborg.kms.TwoSites.MOD_1;
import static dk.kronborg.kms.TwoSites.MOD_2;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.HybridCombiner;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.FetchOutcome;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.delivery.KeyRequirement;
import dk.kronborg.kms.delivery.KeyRequirement.LeastGrade;
import dk.kronborg.kms.delivery.PairStatus;
import dk.kronborg.kms.handover.HandoverReceiver;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.topology.identity.SaeId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys of every grade by policy and mode, on real databases: the same at both ends, and never below policy. */
class PolicyDeliveryTest extends TwoSitesTest {

    /** Keys of 32 bytes, of 65,536 that a store holds at most. */
    private static final int RESERVE = 6_554;

    private KeyDelivery delivery;
    private volatile Mode mode = Mode.QKD_NORMAL;

    @BeforeEach
    void sitesMeet() {
        meet();
        delivery = mfa.deliveryIn(() -> mode);
    }

    /** Both ends agree on an epoch, and keys are delivered from its stock, too. */
    private void agreeAndStock() {
        stockPostQuantum();
        delivery = mfa.deliveryIn(() -> mode);
    }

    private static KeyOrder order(SaeId master, SaeId slave, int count) {
        return KeyOrder.of(master, slave, count, 32);
    }

    private static KeyOrder order(SaeId master, SaeId slave, LeastGrade least) {
        KeyRequirement none = KeyRequirement.NONE;
        return new KeyOrder(
                master,
                List.of(slave),
                1,
                32,
                new KeyRequirement(least, none.mostAge(), none.leastPaths(), none.mostHops()),
                none);
    }

    private DeliveryOutcome.Delivered delivered(KeyOrder order) {
        return (DeliveryOutcome.Delivered) delivery.deliver(order);
    }

    /** What both ends got, which is the same. */
    private List<KeyProvenance> exchanged(SaeId master, SaeId slave, int count) {
        return exchanged(order(master, slave, count));
    }

    private List<KeyProvenance> exchanged(KeyOrder order) {
        List<DeliveredKey> given = delivered(order).keys();
        List<UUID> ids = given.stream().map(DeliveredKey::id).toList();
        SaeId slave = order.targets().getFirst();
        List<DeliveredKey> fetched = ((FetchOutcome.Fetched) mod.fetch.fetch(slave, order.initiator(), ids)).keys();
        for (int i = 0; i < given.size(); i++) {
            assertThat(fetched.get(i).key().sameAs(given.get(i).key())).isTrue();
            assertThat(fetched.get(i).provenance()).isEqualTo(given.get(i).provenance());
        }
        assertThat(given.stream().map(key -> HexFormat.of().formatHex(key.key().exposed())))
                .doesNotHaveDuplicates();
        assertThat(mod.fetch.fetch(slave, order.initiator(), List.of(ids.getFirst())))
                .isInstanceOf(FetchOutcome.NotFound.class);
        return given.stream().map(DeliveredKey::provenance).toList();
    }

    private DeliveryOutcome.Refused refused(KeyOrder order) {
        return (DeliveryOutcome.Refused) delivery.deliver(order);
    }

    private PairStatus.Store store(SaeId master, SaeId slave) {
        return delivery.status(master, slave).flatMap(PairStatus::store).orElseThrow();
    }

    @Test
    void everyPairGetsTheGradeThatItsPolicyAsksFor() {
        agreeAndStock();
        fillPool(8);

        assertThat(exchanged(MFA_1, MOD_1, 300)).allMatch(key -> key.grade() == Grade.QKD);
        assertThat(exchanged(MFA_4, MOD_1, 300)).allMatch(key -> key.grade() == Grade.QKD);
        assertThat(exchanged(MFA_3, MOD_1, 300))
                .allMatch(key -> key instanceof KeyProvenance.Hybrid hybrid
                        && hybrid.combiner() == HybridCombiner.CATKDF
                        && hybrid.epoch().id().equals(EpochEnds.newest(mfa).orElseThrow()));
        assertThat(exchanged(MFA_4, MOD_2, 300))
                .allMatch(key ->
                        key instanceof KeyProvenance.Hybrid hybrid && hybrid.combiner() == HybridCombiner.CATKDF);
        assertThat(exchanged(MFA_3, MOD_2, 300))
                .allMatch(key ->
                        key instanceof KeyProvenance.Hybrid hybrid && hybrid.combiner() == HybridCombiner.XOR_ITS);
        assertThat(mfa.alarms).isEmpty();
        assertThat(mod.alarms).isEmpty();
    }

    @Test
    void aRequestCanOnlyAskForMore() {
        agreeAndStock();
        fillPool(2);

        assertThat(exchanged(order(MFA_1, MOD_1, LeastGrade.HYBRID))).allMatch(key -> key.grade() == Grade.HYBRID);
        assertThat(exchanged(order(MFA_4, MOD_2, LeastGrade.PQC))).allMatch(key -> key.grade() == Grade.HYBRID);
        mode = Mode.FALLBACK_PQC;
        assertThat(refused(order(MFA_4, MOD_1, LeastGrade.QKD)).reason()).isEqualTo(Decision.Reason.QKD_UNAVAILABLE);
    }

    @Test
    void inFallbackThoseGetPostQuantumKeysWhosePolicyPermitsIt() {
        agreeAndStock();
        fillPool(1);
        mode = Mode.FALLBACK_PQC;

        for (SaeId master : List.of(MFA_3, MFA_4)) {
            assertThat(exchanged(master, MOD_1, 100)).allMatch(key -> key instanceof KeyProvenance.PostQuantum);
            assertThat(delivered(order(master, MOD_1, 1)).service())
                    .hasValueSatisfying(
                            service -> assertThat(service.degraded()).contains(Decision.Reason.QKD_UNAVAILABLE));
        }
        assertThat(refused(order(MFA_1, MOD_1, 1)).reason()).isEqualTo(Decision.Reason.QKD_UNAVAILABLE);
        assertThat(refused(order(MFA_4, MOD_2, 1)).reason()).isEqualTo(Decision.Reason.QKD_UNAVAILABLE);
        assertThat(refused(order(MFA_3, MOD_2, 1)).reason()).isEqualTo(Decision.Reason.QKD_UNAVAILABLE);
        assertThat(store(MFA_1, MOD_1).storedKeys()).isZero();
        assertThat(store(MFA_1, MOD_1).byGrade().get(Grade.QKD)).isEqualTo(KEYS_IN_BLOCK);
        assertThat(mod.alarms).isEmpty();
    }

    @Test
    void strictPairsLiveOnWhatIsAboveTheReserve() {
        int blocks = Math.ceilDiv(RESERVE, KEYS_IN_BLOCK) + 1;
        agreeAndStock();
        fillPool(blocks);
        mode = Mode.FALLBACK_PQC;
        int above = blocks * KEYS_IN_BLOCK - RESERVE;

        assertThat(store(MFA_1, MOD_1).storedKeys()).isEqualTo(above);
        assertThat(refused(order(MFA_1, MOD_1, above + 1)).reason()).isEqualTo(Decision.Reason.QKD_UNAVAILABLE);
        assertThat(exchanged(MFA_1, MOD_1, above)).hasSize(above);
        assertThat(refused(order(MFA_1, MOD_1, 1)).reason()).isEqualTo(Decision.Reason.QKD_UNAVAILABLE);
        mode = Mode.RECOVERING;
        assertThat(exchanged(MFA_1, MOD_1, 1)).hasSize(1);
    }

    @Test
    void blocksWithoutASecondSecretServeThoseOnlyWhoNeedNone() {
        fillPool(1);
        agreeAndStock();
        assertThat(delivery.deliver(order(MFA_4, MOD_2, 1))).isEqualTo(new DeliveryOutcome.NotEnoughKeys(0));
        fillPool(1);

        assertThat(store(MFA_4, MOD_2).byGrade())
                .containsAllEntriesOf(Map.of(Grade.QKD, 2L * KEYS_IN_BLOCK, Grade.HYBRID, (long) KEYS_IN_BLOCK));
        assertThat(store(MFA_4, MOD_2).storedKeys()).isEqualTo(KEYS_IN_BLOCK);
        assertThat(exchanged(MFA_4, MOD_2, KEYS_IN_BLOCK)).allMatch(key -> key.grade() == Grade.HYBRID);
        assertThat(delivery.deliver(order(MFA_4, MOD_2, 1))).isEqualTo(new DeliveryOutcome.NotEnoughKeys(0));
        assertThat(exchanged(MFA_1, MOD_1, KEYS_IN_BLOCK)).allMatch(key -> key.grade() == Grade.QKD);
    }

    @Test
    void withoutEpochsNobodyGetsLessThanThePolicySays() {
        fillPool(1);

        assertThat(refused(order(MFA_4, MOD_2, 1)).reason()).isEqualTo(Decision.Reason.PQC_UNAVAILABLE);
        assertThat(refused(order(MFA_3, MOD_1, 1)).reason()).isEqualTo(Decision.Reason.PQC_UNAVAILABLE);
        assertThat(exchanged(MFA_4, MOD_1, 1)).allMatch(key -> key.grade() == Grade.QKD);
        mode = Mode.FALLBACK_PQC;
        assertThat(refused(order(MFA_4, MOD_1, 1)).reason()).isEqualTo(Decision.Reason.PQC_UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void severalTargetsGetNothingBelowThePolicyOfAny(Mode now) {
        agreeAndStock();
        fillPool(1);
        mode = now;

        KeyOrder order = new KeyOrder(MFA_4, List.of(MOD_1, MOD_2), 1, 32, KeyRequirement.NONE, KeyRequirement.NONE);
        assertThat(refused(order).reason())
                .isIn(Decision.Reason.PQC_UNAVAILABLE, Decision.Reason.QKD_UNAVAILABLE, Decision.Reason.BLOCKED);
    }

    @Test
    void whatTheInitiatorsKmeMakesBelowThePolicyIsNotHandedOutAndAlarmed() throws IOException {
        agreeAndStock();
        fillPool(1);
        String laxer = TwoSites.description()
                .replace("SAE-MFA-4, second: SAE-MOD-2, policy: ALWAYS_HYBRID", "SAE-MFA-4, second: SAE-MOD-2");
        UUID id;
        try (SiteFixture lax = new TwoSites(state, laxer).mfa(mfaDatabase)) {
            delivery = lax.delivery;
            id = delivered(order(MFA_4, MOD_2, 1)).keys().getFirst().id();
        }

        assertThat(mod.fetch.fetch(MOD_2, MFA_4, List.of(id))).isEqualTo(new FetchOutcome.NotFound());
        assertThat(mod.alarms).singleElement().asString().startsWith("KEY_BELOW_POLICY KME-MFA");
    }

    @Test
    void whatItHandsOverBelowThePolicyIsNotTakenOverAndAlarmed() throws IOException {
        fillPool(1);
        String laxer = TwoSites.description()
                .replace("SAE-MFA-4, second: SAE-MOD-2, policy: ALWAYS_HYBRID", "SAE-MFA-4, second: SAE-MOD-2");
        try (SiteFixture lax = new TwoSites(state, laxer).mfa(mfaDatabase)) {
            List<HandoverReceiver.Outcome> outcomes = new ArrayList<>();
            lax.handoverPeers.put(lax.pool.id(), handover -> {
                outcomes.add(mod.receiver.receive(handover));
                throw new PeerUnreachable("refused");
            });
            KeyOrder order =
                    new KeyOrder(MFA_4, List.of(MOD_1, MOD_2), 1, 32, KeyRequirement.NONE, KeyRequirement.NONE);

            assertThat(lax.delivery.deliver(order)).isInstanceOf(DeliveryOutcome.Unavailable.class);
            assertThat(outcomes)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            HandoverReceiver.Outcome.Refused.class,
                            refused -> assertThat(refused.reason()).contains("SAE-MOD-2", "policy forbids"));
        }
        assertThat(mod.alarms).singleElement().asString().startsWith("KEY_BELOW_POLICY KME-MFA");
    }
}

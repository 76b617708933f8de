package dk.kronborg.kms;

import static dk.kronborg.kms.EpochEnds.BIG_KEY;
import static dk.kronborg.kms.EpochEnds.MOD_KEY;
import static dk.kronborg.kms.EpochEnds.POOL;
import static dk.kronborg.kms.EpochEnds.REKEY;
import static dk.kronborg.kms.EpochEnds.STOCK;
import static dk.kronborg.kms.EpochEnds.ledger;
import static dk.kronborg.kms.EpochEnds.newest;
import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MFA_1;
import static dk.kronborg.kms.TwoSites.MFA_3;
import static dk.kronborg.kms.TwoSites.MOD;
import static dk.kronborg.kms.TwoSites.MOD_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.delivery.FetchOutcome;
import dk.kronborg.kms.epoch.EnabledSuites;
import dk.kronborg.kms.epoch.EpochAnsweringEnd;
import dk.kronborg.kms.epoch.EpochEnd;
import dk.kronborg.kms.epoch.EpochFault;
import dk.kronborg.kms.epoch.EpochKeeper;
import dk.kronborg.kms.epoch.EpochProposal;
import dk.kronborg.kms.epoch.EpochRefusal;
import dk.kronborg.kms.epoch.EpochWay;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.keyid.KeyBinding;
import dk.kronborg.kms.keyid.SealedKeyId;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.SaeId;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Epochs of two KMEs on real databases: what is on disk at each end, whatever gets lost on the way. */
class EpochLedgerTest extends TwoSitesTest {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final List<EpochFault.Reason> refusals = new ArrayList<>();

    @BeforeEach
    void sitesMeet() {
        meet();
    }

    @Override
    EpochWay.Reply answer(EpochProposal proposal) {
        return EpochEnds.answering(mod, fault -> refusals.add(fault.reason()))
                .answer(MFA, proposal)
                .orElseThrow();
    }

    private AllocatingPool pool() {
        return EpochEnds.confirmed(mfa, mod);
    }

    private static boolean hasChain(SiteFixture site, UUID epoch) {
        Optional<SecretBytes> chain = ledger(site).chain(POOL, epoch);
        chain.ifPresent(SecretBytes::close);
        return chain.isPresent();
    }

    @Test
    void anEpochFillsThePoolAtBothEndsWithTheSameBlocks() {
        assertThat(keeper().round()).isTrue();
        assertThat(keeper().round()).as("none is due").isFalse();

        assertThat(newest(mfa)).isPresent().isEqualTo(newest(mod));
        AllocatingPool pool = pool();
        assertThat(pool.storedKeys(32)).isEqualTo(STOCK * TwoSites.KEYS_IN_BLOCK);
        assertThat(mod.alarms).isEmpty();
        assertThat(mfa.alarms).isEmpty();

        List<DeliveredKey> keys = deliver(pool, 300);
        FetchOutcome.Fetched fetched = (FetchOutcome.Fetched) mod.fetch.fetch(
                MOD_1, MFA_3, keys.stream().map(DeliveredKey::id).toList());
        Set<String> distinct = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            DeliveredKey here = keys.get(i);
            DeliveredKey there = fetched.keys().get(i);
            assertThat(there.key().sameAs(here.key())).isTrue();
            assertThat(there.provenance()).isEqualTo(here.provenance());
            assertThat(there.provenance().grade()).isEqualTo(Grade.PQC);
            distinct.add(HexFormat.of().formatHex(here.key().exposed()));
        }
        assertThat(distinct).hasSize(300);
        assertThat(mod.fetch.fetch(MOD_1, MFA_3, List.of(keys.getFirst().id())))
                .isInstanceOf(FetchOutcome.NotFound.class);
    }

    @Test
    void aKeyBelowThePolicyOfItsPairIsNotHandedOut() {
        assertThat(keeper().round()).isTrue();
        List<DeliveredKey> keys = deliver(pool(), MFA_1, 1);

        assertThat(mod.fetch.fetch(MOD_1, MFA_1, List.of(keys.getFirst().id())))
                .isInstanceOf(FetchOutcome.NotFound.class);
    }

    private List<DeliveredKey> deliver(AllocatingPool pool, int count) {
        return deliver(pool, MFA_3, count);
    }

    private List<DeliveredKey> deliver(AllocatingPool pool, SaeId master, int count) {
        KeyBinding binding = new KeyBinding(MFA, MOD, master, MOD_1);
        List<DeliveredKey> keys = new ArrayList<>();
        try (SecretBytes mask = pool.mask().orElseThrow();
                var allocation = pool.allocate(count, 32, block -> true).orElseThrow()) {
            allocation.forEach(
                    Making.PQC,
                    (pointer, tagKey, key, block) -> keys.add(new DeliveredKey(
                            SealedKeyId.seal(pointer, binding, tagKey, mask), key, KeyProvenance.ofRun(block))));
            AuditRecord audit = new AuditRecord(
                    Clock.systemUTC().instant(),
                    AuditRecord.Event.DELIVERED,
                    master,
                    MOD_1,
                    keys.stream().map(DeliveredKey::id).toList());
            assertThat(mfa.store.spending(mfa.incarnation).record(Spending.ofDelivery(allocation.moves(), audit)))
                    .isEqualTo(SpendingLedger.Outcome.RECORDED);
        }
        return keys;
    }

    @Test
    void theNextIsDueWhenTheLastIsOldOrHalfOfTheBlocksAreUsedUp() {
        EpochKeeper keeper = keeper();
        assertThat(keeper.round()).isTrue();
        later(REKEY.minusSeconds(1));
        assertThat(keeper.round()).isFalse();
        later(Duration.ofSeconds(1));
        assertThat(keeper.round()).isTrue();

        AllocatingPool pool = pool();
        deliver(pool, TwoSites.KEYS_IN_BLOCK);
        assertThat(keeper.round()).as("three of four are left").isFalse();
        deliver(pool, TwoSites.KEYS_IN_BLOCK);
        assertThat(keeper.round()).as("not at once").isFalse();
        later(PAUSE);
        assertThat(keeper.round()).isTrue();
        assertThat(ledger(mfa).blocks(POOL)).isEqualTo(STOCK);
    }

    @Test
    void theFromEndHasOneChainValueAndTheToEndTheTwoThatMayBeFollowed() {
        EpochKeeper keeper = keeper();
        List<UUID> epochs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            assertThat(keeper.round()).isTrue();
            epochs.add(newest(mfa).orElseThrow());
            later(REKEY);
        }

        assertThat(epochs).doesNotHaveDuplicates();
        assertThat(epochs).filteredOn(epoch -> hasChain(mfa, epoch)).containsExactly(epochs.getLast());
        assertThat(epochs).filteredOn(epoch -> hasChain(mod, epoch)).isEqualTo(epochs.subList(2, 4));
    }

    @Test
    void anAnswerThatIsLostCostsNothingButAnotherEpoch() {
        EpochKeeper good = keeper();
        assertThat(good.round()).isTrue();
        UUID first = newest(mfa).orElseThrow();
        later(REKEY);
        EpochKeeper deaf = deafKeeper();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(deaf::round).isInstanceOf(PeerUnreachable.class);
            assertThat(deaf.round()).as("not at once").isFalse();
            later(LONGEST_PAUSE);
        }
        assertThat(newest(mfa)).contains(first);
        UUID unheard = newest(mod).orElseThrow();
        assertThat(unheard).isNotEqualTo(first);

        assertThat(good.round()).isTrue();
        assertThat(newest(mfa)).isEqualTo(newest(mod));
        later(REKEY);
        assertThat(good.round()).isTrue();

        assertThat(hasChain(mod, unheard)).as("nobody will follow it").isFalse();
        assertThat(mfa.alarms).isEmpty();
        assertThat(mod.alarms).isEmpty();
        assertThat(ledger(mod).blocks(POOL)).as("what nobody offers is bounded").isLessThanOrEqualTo(2 * STOCK);
    }

    @Test
    void ofTwoProcessesOneIsQuickerAndBothGoOn() throws Exception {
        try (SiteFixture other = sites.mfa(mfaDatabase)) {
            List<EpochProposal> proposals = new ArrayList<>();
            EpochKeeper slow = EpochEnds.keeper(other, proposal -> {
                EpochWay.Reply reply = answer(proposal);
                // Meanwhile:
                assertThat(keeper().round()).isTrue();
                proposals.add(proposal);
                return reply;
            });
            assertThat(slow.round()).isFalse();
            assertThat(proposals).hasSize(1);
            UUID kept = newest(mfa).orElseThrow();
            assertThat(newest(other)).contains(kept);

            later(REKEY);
            other.nanos.addAndGet(REKEY.toNanos());
            assertThat(EpochEnds.keeper(other, this::answer).round()).isTrue();
            assertThat(newest(mfa)).isNotEqualTo(Optional.of(kept));
            assertThat(mod.alarms).isEmpty();
            assertThat(pool().storedKeys(32)).isPositive();
        }
    }

    @Test
    void aProposalIsAnsweredOnce() {
        List<EpochProposal> sent = new ArrayList<>();
        EpochKeeper keeper = EpochEnds.keeper(mfa, proposal -> {
            sent.add(proposal);
            return answer(proposal);
        });
        assertThat(keeper.round()).isTrue();
        UUID newest = newest(mod).orElseThrow();

        assertThat(answer(sent.getFirst())).isInstanceOf(EpochWay.Reply.Refused.class);
        assertThat(refusals).containsExactly(EpochFault.Reason.REPLAY);
        assertThat(mod.alarms).singleElement().asString().startsWith("EPOCH_FORGED KME-MFA->KME-MOD PQC: REPLAY");
        assertThat(newest(mod)).contains(newest);
    }

    @Test
    void anEndThatLostItsEpochsBeginsAChainAnewAndSaysSo() throws SQLException {
        EpochKeeper keeper = keeper();
        assertThat(keeper.round()).isTrue();
        Sql.execute(modDatabase, "delete from epoch");
        later(REKEY);

        assertThat(keeper.round()).as("refused, to be tried again").isTrue();
        assertThat(keeper.round()).isTrue();
        assertThat(newest(mfa)).isPresent().isEqualTo(newest(mod));
        assertThat(mfa.alarms).singleElement().asString().startsWith("EPOCH_CHAIN_BROKEN");
        later(REKEY);
        assertThat(keeper.round()).isTrue();
        assertThat(mfa.alarms).hasSize(1);
        assertThat(pool().storedKeys(32)).isEqualTo(STOCK * TwoSites.KEYS_IN_BLOCK);
    }

    @Test
    void aChainValueThatCannotBeOpenedIsGoneAndTheNextBeginsAnew() throws SQLException {
        for (DataSource end : List.of(mfaDatabase, modDatabase)) {
            EpochKeeper keeper = keeper();
            assertThat(keeper.round()).isTrue();
            later(REKEY);
            Sql.execute(
                    end,
                    "update epoch set chain = set_byte(chain, 20, get_byte(chain, 20) # 1)"
                            + " where chain is not null");
            assertThat(keeper.round()).as("to be tried again").isTrue();
            assertThat(keeper.round()).isTrue();
            assertThat(newest(mfa)).isPresent().isEqualTo(newest(mod));
            later(REKEY);
        }
        assertThat(mfa.alarms).anyMatch(alarm -> alarm.startsWith("WRAPPED_BYTES_UNREADABLE"));
        assertThat(mod.alarms).anyMatch(alarm -> alarm.startsWith("WRAPPED_BYTES_UNREADABLE"));
        assertThat(mfa.alarms)
                .filteredOn(alarm -> alarm.startsWith("EPOCH_CHAIN_BROKEN"))
                .hasSize(2);
    }

    @Test
    void aSuiteThatComesLaterIsTried() {
        List<String> theirs = new ArrayList<>(List.of("mlkem1024+ecdh-p384/1"));
        EpochKeeper keeper = EpochEnds.keeper(
                mfa,
                proposal -> new EpochAnsweringEnd(
                                () -> new EpochEnd(
                                        MOD,
                                        mod.incarnation.id(),
                                        EnabledSuites.named(theirs),
                                        List.of(MOD_KEY, BIG_KEY)),
                                from -> EpochEnds.peer(mod, from),
                                ledger(mod),
                                STOCK,
                                mod.alarm,
                                fault -> refusals.add(fault.reason()),
                                Clock.systemUTC(),
                                new SecureRandom())
                        .answer(MFA, proposal)
                        .orElseThrow());
        for (int i = 0; i < 3; i++) {
            while (roundOrFail(keeper)) {}
            later(LONGEST_PAUSE);
        }
        assertThat(newest(mfa)).isEmpty();
        theirs.add("mlkem768+x25519/1");
        for (int i = 0; i < 3 && newest(mfa).isEmpty(); i++) {
            while (roundOrFail(keeper) && newest(mfa).isEmpty()) {}
            later(LONGEST_PAUSE);
        }
        assertThat(newest(mfa)).isPresent().isEqualTo(newest(mod));
    }

    private static boolean roundOrFail(EpochKeeper keeper) {
        try {
            return keeper.round();
        } catch (PeerUnreachable e) {
            return false;
        }
    }

    @Test
    void withItsStoreAnEndLosesItsEpochsAndThePeerForgetsThem() throws Exception {
        assertThat(keeper().round()).isTrue();
        pool();
        modLosesItsStore();

        assertThat(newest(mfa)).isEmpty();
        assertThat(newest(mod)).isEmpty();
        assertThat(keeper().round()).isTrue();
        assertThat(newest(mfa)).isPresent().isEqualTo(newest(mod));
        assertThat(mfa.alarms).noneMatch(alarm -> alarm.startsWith("EPOCH"));
        assertThat(mod.alarms).noneMatch(alarm -> alarm.startsWith("EPOCH"));
        assertThat(pool().storedKeys(32)).isEqualTo(STOCK * TwoSites.KEYS_IN_BLOCK);
    }

    @Test
    void aProposalToAFormerIncarnationBeginsNothing() throws Exception {
        List<EpochProposal> sent = new ArrayList<>();
        EpochKeeper keeper = EpochEnds.keeper(mfa, proposal -> {
            sent.add(proposal);
            throw new PeerUnreachable("late");
        });
        assertThatThrownBy(keeper::round).isInstanceOf(PeerUnreachable.class);
        modLosesItsStore();

        EpochWay.Reply reply = answer(sent.getFirst());
        assertThat(reply).isInstanceOf(EpochWay.Reply.Refused.class);
        EpochRefusal refusal = ((EpochWay.Reply.Refused) reply).refusal();
        assertThat(refusal.reason()).isEqualTo(EpochFault.Reason.INCARNATION);
        assertThat(newest(mod)).isEmpty();
    }

    @Test
    void everyEpochIsCountedByTheFence() {
        long before = mfa.incarnation.mark().spendings();
        long beforeThere = mod.incarnation.mark().spendings();
        assertThat(keeper().round()).isTrue();

        assertThat(mfa.incarnation.mark().spendings()).isEqualTo(before + 1);
        assertThat(mod.incarnation.mark().spendings()).isEqualTo(beforeThere + 1);
    }

    @Test
    void itIsSaidWhenNoneComesAbout() {
        EpochKeeper deaf = EpochEnds.keeper(mfa, proposal -> {
            throw new PeerUnreachable("nobody there");
        });
        assertThatThrownBy(deaf::round).isInstanceOf(PeerUnreachable.class);
        assertThat(mfa.alarms).isEmpty();
        later(REKEY.multipliedBy(2));
        assertThatThrownBy(deaf::round).isInstanceOf(PeerUnreachable.class);

        assertThat(mfa.alarms).singleElement().asString().startsWith("EPOCH_OVERDUE KME-MFA->KME-MOD PQC");
    }

    @Test
    void rootsAndChainsGoAndTheirDataKeysWithThem() throws Exception {
        EpochKeeper keeper = keeper();
        for (int i = 0; i < 70; i++) {
            assertThat(keeper.round()).isTrue();
            later(REKEY);
        }
        assertThat(Sql.count(mfaDatabase, "select count(*) from epoch where root is not null"))
                .isEqualTo(8);
        assertThat(Sql.count(mfaDatabase, "select count(*) from epoch where chain is not null"))
                .isEqualTo(1);
        assertThat(Sql.count(mfaDatabase, "select count(*) from epoch")).isEqualTo(64);
        mfa.housekeeping.round();
        assertThat(hasChain(mfa, newest(mfa).orElseThrow())).isTrue();
    }
}

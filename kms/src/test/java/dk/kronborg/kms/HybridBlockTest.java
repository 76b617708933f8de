package dk.kronborg.kms;

import static dk.kronborg.kms.EpochEnds.REKEY;
import static dk.kronborg.kms.EpochEnds.SUITE;
import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MFA_1;
import static dk.kronborg.kms.TwoSites.MOD;
import static dk.kronborg.kms.TwoSites.MOD_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.HybridCombiner;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.SecondSecret;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.confirmation.Claims;
import dk.kronborg.kms.confirmation.Introduction;
import dk.kronborg.kms.confirmation.Offer;
import dk.kronborg.kms.confirmation.OfferAnswer;
import dk.kronborg.kms.confirmation.OfferingEnd;
import dk.kronborg.kms.confirmation.Peer;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.confirmation.SecondSecretTerms;
import dk.kronborg.kms.custody.BlockSelection;
import dk.kronborg.kms.epoch.EpochKeeper;
import dk.kronborg.kms.epoch.HybridKey;
import dk.kronborg.kms.epoch.Suite;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.pool.Allocation;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.reading.FetchableBlock;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.LinkId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Second secrets of blocks of quantum key, on real databases: the same at both ends, or none. */
class HybridBlockTest extends TwoSitesTest {

    private static final PoolId POOL = new PoolId(MFA, MOD);
    private static final BlockSelection ALL_OF_THE_LINK =
            new BlockSelection(List.of(), Optional.of(new LinkId("MFA-MOD")), Optional.empty(), Optional.empty());
    private static final String FORGET_ROOTS = "update epoch set root = null, root_key = null";

    @BeforeEach
    void sitesMeet() {
        meet();
    }

    private void confirm(Peer peer) {
        while (mfa.offeringTo(peer).round()) {}
    }

    private List<OpenBlock> open() {
        return mfa.store.open().all(POOL);
    }

    /** Where the second secrets of open blocks come from, oldest block first; null for those that have none. */
    private List<UUID> epochs() {
        return open().stream()
                .map(block -> block.hybrid().map(HybridEpoch::id).orElse(null))
                .toList();
    }

    /** The second secrets that the from end has, by the numbers of their blocks. */
    private Map<Long, String> here() {
        Map<Long, String> seconds = new TreeMap<>();
        for (OpenBlock block : open()) {
            if (block.hybrid().isPresent()) {
                seconds.put(block.number(), shown(mfa.store.open().second(block.row())));
            }
        }
        return seconds;
    }

    /** The second secrets that the to end has of the blocks that are open at the from end. */
    private Map<Long, String> there() {
        Set<Long> numbers = new HashSet<>();
        open().forEach(block -> numbers.add(block.number()));
        return there(numbers);
    }

    private Map<Long, String> there(Set<Long> numbers) {
        Map<Long, String> seconds = new TreeMap<>();
        new BlockReader(mod.store.fetchable()).acquire(POOL, numbers).forEach((number, block) -> {
            block.second().map(HybridBlockTest::shown).ifPresent(second -> seconds.put(number, second));
            block.release();
        });
        return seconds;
    }

    /** All there is to it. */
    private static String shown(SecondSecret second) {
        try (second) {
            return second.epoch() + " " + hex(second.transcript()) + " " + hex(second.secret());
        }
    }

    private static String hex(SecretBytes bytes) {
        return hex(bytes.exposed());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Second secrets on disk at either end. */
    private int kept() throws SQLException {
        String sql = "select number from block where second is not null";
        return Sql.ask(mfaDatabase, sql).size() + Sql.ask(modDatabase, sql).size();
    }

    /** Open blocks on disk at either end. */
    private int opened() throws SQLException {
        String sql = "select block from block_use where state = 'OPEN'";
        return Sql.ask(mfaDatabase, sql).size() + Sql.ask(modDatabase, sql).size();
    }

    @Test
    void bothEndsHaveTheSameOfEveryBlockThatIsConfirmedUnderAnEpoch() throws SQLException {
        UUID epoch = agree();
        fillPool(3);

        assertThat(here()).hasSize(3).doesNotContainValue("").isEqualTo(there());
        assertThat(new HashSet<>(here().values())).hasSize(3);
        assertThat(open()).allMatch(block -> block.hybrid().equals(Optional.of(new HybridEpoch(epoch, SUITE))));
        assertThat(mfa.alarms).isEmpty();
        assertThat(mod.alarms).isEmpty();
        for (DataSource database : List.of(mfaDatabase, modDatabase)) {
            List<String> onDisk = Sql.ask(
                    database, "select encode(second, 'hex') from block where second is not null order by number");
            assertThat(onDisk).hasSize(3);
            List<String> secrets = here().values().stream()
                    .map(second -> second.substring(second.lastIndexOf(' ') + 1))
                    .toList();
            for (int i = 0; i < 3; i++) {
                assertThat(onDisk.get(i))
                        .hasSizeGreaterThan(secrets.get(i).length())
                        .doesNotContain(secrets.get(i));
            }
        }
    }

    @Test
    void bothEndsMakeTheSameHybridKeysOfARun() {
        agree();
        fillPool(2);
        Map<KeyPointer, Map<HybridCombiner, String>> made = new HashMap<>();
        try (Allocation allocation =
                mfa.pool.allocate(300, 32, block -> block.hybrid().isPresent()).orElseThrow()) {
            allocation.forEach(Making.QKD, (pointer, tagKey, run, provenance) -> {
                try (run;
                        SecondSecret second = allocation.second(pointer).orElseThrow()) {
                    made.put(pointer, hybridKeys(pointer, run, second));
                }
            });
            assertThatThrownBy(() -> allocation.second(new KeyPointer(99, 0, 32, Making.QKD)))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        Set<String> all = new HashSet<>();
        BlockReader reader = new BlockReader(mod.store.fetchable());
        made.forEach((pointer, keys) -> {
            FetchableBlock block = Objects.requireNonNull(
                    reader.acquire(POOL, Set.of(pointer.number())).get(pointer.number()));
            try (SecretBytes run = block.read(pointer).orElseThrow();
                    SecondSecret second = block.second().orElseThrow()) {
                assertThat(hybridKeys(pointer, run, second)).isEqualTo(keys);
                all.add(hex(run));
            }
            block.release();
            all.addAll(keys.values());
        });
        assertThat(made).hasSize(300);
        assertThat(all).hasSize(3 * 300);
    }

    private static Map<HybridCombiner, String> hybridKeys(KeyPointer pointer, SecretBytes run, SecondSecret second) {
        HybridKey key = new HybridKey(
                new UUID(pointer.number(), pointer.offset()),
                MFA_1,
                MOD_1,
                Suite.named(second.epoch().suite()).orElseThrow(),
                second.transcript());
        Map<HybridCombiner, String> keys = new HashMap<>();
        for (HybridCombiner combiner : HybridCombiner.values()) {
            try (SecretBytes derived = key.derive(combiner, run, second.secret())) {
                keys.put(combiner, hex(derived));
            }
        }
        return keys;
    }

    @Test
    void whatCanWaitForAnEpochIsNotOfferedWithout() {
        mfa.secondSecrets = new SecondSecretTerms(EpochEnds.TERMS.overdue(), 2);
        fillPool(5);
        assertThat(open()).hasSize(2).noneMatch(block -> block.hybrid().isPresent());
        try (Allocation used =
                mfa.pool.allocate(TwoSites.KEYS_IN_BLOCK, 32, block -> true).orElseThrow()) {
            assertThat(mfa.store.spending(mfa.incarnation).record(Spending.ofGivenUp(used.moves())))
                    .isEqualTo(SpendingLedger.Outcome.RECORDED);
        }
        confirm();
        assertThat(open()).as("a block for the one that is used up").hasSize(2);

        agree();
        confirm();
        assertThat(open()).hasSize(4);
        assertThat(here()).hasSize(2).isEqualTo(there());
    }

    @Test
    void withoutAnEpochABlockHasNoneAndServesAsBefore() {
        fillPool(1);

        assertThat(open()).hasSize(1);
        assertThat(here()).isEmpty();
        assertThat(there()).isEmpty();
        assertThat(mfa.pool.allocate(1, 32, block -> block.hybrid().isPresent()))
                .isEmpty();
        try (Allocation allocation = mfa.pool.allocate(1, 32, block -> true).orElseThrow()) {
            allocation.forEach(Making.QKD, (pointer, tagKey, run, provenance) -> {
                run.close();
                assertThat(allocation.second(pointer)).isEmpty();
            });
        }
        agree();
        confirm();
        assertThat(here()).as("what is open stays as it was confirmed").isEmpty();
    }

    @Test
    void blocksTakeTheNewestEpochThatBothEndsHave() throws SQLException {
        UUID first = agree();
        fillPool(1);
        later(REKEY);
        UUID second = agree();
        fillPool(1);
        Sql.execute(modDatabase, FORGET_ROOTS + " where id = '" + second + "'");
        fillPool(1);
        Sql.execute(modDatabase, FORGET_ROOTS);
        fillPool(1);

        List<UUID> expected = new ArrayList<>(List.of(first, second, first));
        expected.add(null);
        assertThat(epochs()).isEqualTo(expected);
        assertThat(here()).hasSize(3).isEqualTo(there());
        assertThat(mfa.alarms)
                .as("the to end does not name what it agreed to, twice")
                .hasSize(2)
                .allMatch(alarm -> alarm.startsWith("PEER_CONTRADICTION"));
        assertThat(mod.alarms).isEmpty();
    }

    @Test
    void anEpochThatIsOverdueGivesNone() {
        agree();
        later(EpochEnds.TERMS.overdue().minusSeconds(1));
        fillPool(1);
        assertThat(here()).hasSize(1);
        later(Duration.ofSeconds(1));
        fillPool(1);

        assertThat(here()).hasSize(1);
        assertThat(open()).hasSize(2);
    }

    /** The to end keeps what the from end may still have as its newest. */
    @Test
    void epochsThatTheFromEndNeverHeardOfDoNotPushItsOwnOut() {
        UUID epoch = agree();
        later(REKEY);
        EpochKeeper deaf = deafKeeper();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(deaf::round).isInstanceOf(PeerUnreachable.class);
            later(Duration.ofMinutes(1));
        }
        fillPool(1);

        assertThat(epochs()).containsExactly(epoch);
        assertThat(here()).isEqualTo(there());
    }

    /** A peer to which offers go that were changed on the way. */
    private static Peer changing(Peer peer, UnaryOperator<Offer> change) {
        return changing(peer, UnaryOperator.identity(), change);
    }

    /** A peer whose claims, too, were changed on the way. */
    private static Peer changing(Peer peer, UnaryOperator<Claims> claimed, UnaryOperator<Offer> offered) {
        return new Peer() {
            @Override
            public Claims claims(Introduction own, PoolId pool, List<UUID> blocks) {
                return claimed.apply(peer.claims(own, pool, blocks));
            }

            @Override
            public List<OfferAnswer> offer(UUID own, PoolId pool, List<Offer> offers) {
                return peer.offer(own, pool, offers.stream().map(offered).toList());
            }

            @Override
            public void retire(UUID own, PoolId pool, List<UUID> voided, List<Long> closed) {
                peer.retire(own, pool, voided, closed);
            }
        };
    }

    private static Peer noting(Peer peer, List<String> tags) {
        return changing(peer, offer -> {
            tags.add(offer.facts() + " " + hex(offer.tag()));
            return offer;
        });
    }

    /** A peer that no offer reaches. */
    private Peer cutOff() {
        return changing(SiteFixture.peer(mod), offer -> {
            throw new PeerUnreachable("the offer is lost");
        });
    }

    /** Another process, after the epoch went at both ends. */
    @Test
    void anOfferThatIsMadeAgainIsTheSameAndGetsTheSameAnswer() throws SQLException {
        agree();
        deliverBlocks(2);
        List<String> first = new ArrayList<>();
        List<String> again = new ArrayList<>();
        assertThatThrownBy(() ->
                        mfa.offeringTo(noting(SiteFixture.deafTo(mod), first)).round())
                .isInstanceOf(PeerUnreachable.class);
        Map<Long, String> before = there(Set.of(0L, 1L));
        Sql.execute(mfaDatabase, FORGET_ROOTS);
        Sql.execute(modDatabase, FORGET_ROOTS);
        try (SiteFixture other = sites.mfa(mfaDatabase)) {
            while (other.offeringTo(noting(SiteFixture.peer(mod), again)).round()) {}
        }

        assertThat(again).hasSize(2).isEqualTo(first);
        assertThat(here()).hasSize(2).isEqualTo(before).isEqualTo(there());
        assertThat(mfa.alarms).isEmpty();
        assertThat(mod.alarms).isEmpty();
    }

    @Test
    void anOfferIsRefusedIfItsEpochWasForgottenOnTheWayAndTheNextBlocksGoOn() throws SQLException {
        agree();
        deliverBlocks(1);
        assertThatThrownBy(() -> mfa.offeringTo(cutOff()).round()).isInstanceOf(PeerUnreachable.class);
        Sql.execute(modDatabase, FORGET_ROOTS);
        confirm();
        confirm(); // Tells the to end what the round before gave up.

        assertThat(opened()).isZero();
        assertThat(kept()).isZero();
        assertThat(Sql.ask(mfaDatabase, "select id from block where link is not null and payload is not null"))
                .isEmpty();
        assertThat(Sql.ask(modDatabase, "select id from block where link is not null and payload is not null"))
                .isEmpty();
        assertThat(mfa.alarms)
                .as("the offer is refused, and the epoch not named any more")
                .hasSize(2)
                .allMatch(alarm -> alarm.startsWith("PEER_CONTRADICTION"));
        assertThat(mod.alarms).singleElement().asString().startsWith("PEER_CONTRADICTION");
        fillPool(1);
        assertThat(open()).hasSize(1);
        assertThat(here()).isEmpty();
    }

    enum Change {
        STRIPPED("KEY_STORE_MISMATCH"),
        ADDED("KEY_STORE_MISMATCH"),
        OTHER_EPOCH("KEY_STORE_MISMATCH"),
        UNKNOWN_EPOCH("PEER_CONTRADICTION"),
        OTHER_SUITE("PEER_CONTRADICTION");

        private final String alarm;

        Change(String alarm) {
            this.alarm = alarm;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOfferWhoseEpochIsChangedOnTheWayIsRefusedAndAlarmed(Change change) throws SQLException {
        UUID first = agree();
        later(REKEY);
        UUID second = agree();
        if (change == Change.ADDED) {
            later(EpochEnds.TERMS.overdue());
        }
        Optional<HybridEpoch> changed = switch (change) {
            case STRIPPED -> Optional.empty();
            case ADDED -> Optional.of(new HybridEpoch(second, SUITE));
            case OTHER_EPOCH -> Optional.of(new HybridEpoch(first, SUITE));
            case UNKNOWN_EPOCH -> Optional.of(new HybridEpoch(UUID.randomUUID(), SUITE));
            case OTHER_SUITE -> Optional.of(new HybridEpoch(second, "mlkem1024+ecdh-p384/1"));
        };
        deliverBlocks(1);
        confirm(changing(SiteFixture.peer(mod), offer -> {
            assertThat(offer.facts().hybrid()).isNotEqualTo(changed);
            return new Offer(with(offer.facts(), changed), offer.tag());
        }));

        assertThat(opened()).isZero();
        assertThat(kept()).isZero();
        assertThat(mod.alarms).singleElement().asString().startsWith(change.alarm);
        assertThat(mfa.alarms).singleElement().asString().startsWith(change.alarm);
    }

    private static BlockFacts with(BlockFacts facts, Optional<HybridEpoch> hybrid) {
        return new BlockFacts(
                facts.number(),
                facts.id(),
                facts.pool(),
                facts.provenance(),
                facts.length(),
                facts.fromIncarnation(),
                facts.toIncarnation(),
                facts.bringsMask(),
                hybrid);
    }

    @Test
    void anEpochThatIsHiddenOnTheWayIsAlarmedOnceAndTheNextOneAgain() {
        agree();
        Peer hiding = changing(
                SiteFixture.peer(mod),
                claims -> new Claims(claims.introduction(), claims.held(), List.of()),
                UnaryOperator.identity());
        OfferingEnd offering = mfa.offeringTo(hiding);
        for (int blocks = 1; blocks < 3; blocks++) {
            deliverBlocks(1);
            while (offering.round()) {}
            assertThat(open()).hasSize(blocks);
            assertThat(here()).isEmpty();
            assertThat(mfa.alarms).singleElement().asString().startsWith("PEER_CONTRADICTION");
        }
        later(REKEY);
        agree();
        deliverBlocks(1);
        while (offering.round()) {}
        assertThat(mfa.alarms).hasSize(2);
        assertThat(mod.alarms).isEmpty();
    }

    @Test
    void isErasedWithThePayload() throws SQLException {
        agree();
        fillPool(1);
        assertThat(kept()).isEqualTo(2);
        assertThat(sites.fetch(mod, sites.deliver(mfa, TwoSites.KEYS_IN_BLOCK))).isEqualTo(TwoSites.KEYS_IN_BLOCK);
        mfa.housekeeping.round();
        mod.housekeeping.round();

        assertThat(kept()).isZero();
        assertThat(Sql.ask(mfaDatabase, "select id from block where hybrid_epoch is not null and payload is null"))
                .as("where it came from stays known")
                .hasSize(1);
    }

    @Test
    void ofAVoidBlockNothingIsLeft() throws SQLException {
        agree();
        fillPool(2);
        assertThat(mod.custody.voidBlocks(ALL_OF_THE_LINK, ALICE)).isEqualTo(2);
        tell();

        assertThat(kept()).isZero();
        assertThat(here()).isEmpty();
    }

    @Test
    void ofAHeldBlockNothingIsReadUntilItIsReleased() throws SQLException {
        agree();
        deliverBlocks(1);
        assertThatThrownBy(() -> mfa.offeringTo(SiteFixture.deafTo(mod)).round())
                .isInstanceOf(PeerUnreachable.class);
        Map<Long, String> before = there(Set.of(0L));
        assertThat(before).hasSize(1);
        mod.custody.hold(ALL_OF_THE_LINK, ALICE);
        tell();
        confirm();
        assertThat(open()).isEmpty();
        assertThat(there(Set.of(0L))).isEmpty();
        Sql.execute(mfaDatabase, FORGET_ROOTS);
        Sql.execute(modDatabase, FORGET_ROOTS);
        release(mod, ALL_OF_THE_LINK);
        tell();
        confirm();

        assertThat(here()).isEqualTo(before).isEqualTo(there());
    }

    @Test
    void withItsStoreAnEndLosesThemAndThePeerErasesThem() throws SQLException {
        UUID before = agree();
        fillPool(1);
        modLosesItsStore();
        assertThat(kept()).isZero();
        fillPool(1);
        assertThat(here()).as("the old epoch is gone").isEmpty();
        UUID after = agree();
        fillPool(1);

        assertThat(after).isNotEqualTo(before);
        assertThat(epochs()).last().isEqualTo(after);
        assertThat(here()).hasSize(1).isEqualTo(there());
    }

    @Test
    void keepsItsDataKeyInUse() throws SQLException {
        agree();
        fillPool(1);
        UUID own = UUID.randomUUID();
        Sql.execute(mfaDatabase, "update block set second_key = '" + own + "' where second is not null");

        assertThat(mfa.store.retirement().dataKeysInUse()).contains(own);
    }

    private static String corrupt(String column) {
        return column + " = set_byte(" + column + ", 20, 255 - get_byte(" + column + ", 20))";
    }

    @Test
    void aRootThatCannotBeOpenedIsForgottenAndQuantumKeyGoesOn() throws SQLException {
        agree();
        Sql.execute(mfaDatabase, "update epoch set " + corrupt("root"));
        fillPool(1);
        assertThat(open()).hasSize(1);
        assertThat(here()).isEmpty();
        assertThat(mfa.alarms).singleElement().asString().startsWith("WRAPPED_BYTES_UNREADABLE");
        assertThat(mod.alarms).isEmpty();

        later(REKEY);
        UUID next = agree();
        Sql.execute(modDatabase, "update epoch set " + corrupt("root"));
        fillPool(1);
        assertThat(open())
                .as("the offer cannot be made again without its epoch")
                .hasSize(1);
        assertThat(mod.alarms).anyMatch(alarm -> alarm.startsWith("WRAPPED_BYTES_UNREADABLE"));
        fillPool(1);
        assertThat(open()).hasSize(2);
        assertThat(here()).isEmpty();
        assertThat(Sql.ask(mfaDatabase, "select id from epoch where root is not null"))
                .containsExactly(next.toString());
    }

    @Test
    void aBlockOfWhichItCannotBeOpenedIsDestroyed() throws SQLException {
        agree();
        fillPool(1);
        Sql.execute(mfaDatabase, "update block set " + corrupt("second") + " where second is not null");
        long row = open().getFirst().row();

        assertThatThrownBy(() -> mfa.store.open().second(row)).isInstanceOf(StoreUnavailable.class);
        assertThat(mfa.alarms).singleElement().asString().startsWith("WRAPPED_BYTES_UNREADABLE");
        confirm();
        assertThat(opened()).isZero();
        assertThat(kept()).isZero();
    }
}

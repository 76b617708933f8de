package dk.kronborg.kms;

import static dk.kronborg.kms.TwoSites.MFA;
import static dk.kronborg.kms.TwoSites.MOD;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.custody.BlockSelection;
import dk.kronborg.kms.custody.CustodyLedger;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.mode.ModeKeeper;
import dk.kronborg.kms.mode.Terms;
import dk.kronborg.topology.identity.LinkId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The mode of a pool follows its blocks on a real database, and is on disk before it holds. */
class ModeKeeperTest extends TwoSitesTest {

    private static final PoolId POOL = new PoolId(MFA, MOD);
    private static final int CAPACITY = 10;

    private boolean pqc = true;

    private ModeKeeper keeper(SiteFixture site) {
        return new ModeKeeper(
                POOL,
                CAPACITY,
                () -> pqc,
                site.store.modes(site.incarnation),
                Terms.DEFAULT,
                site.store.runningTime(),
                site.alarm);
    }

    private void pass(ModeKeeper keeper, Duration time) {
        pass(keeper, time, Duration.ofSeconds(1));
    }

    private void pass(ModeKeeper keeper, Duration time, Duration step) {
        for (Duration passed = step; passed.compareTo(time) <= 0; passed = passed.plus(step)) {
            mfa.nanos.addAndGet(step.toNanos());
            keeper.look();
        }
    }

    private ModeKeeper normal() {
        ModeKeeper keeper = keeper(mfa);
        keeper.look();
        fillPool(CAPACITY);
        pass(keeper, Duration.ofSeconds(601));
        assertThat(keeper.mode()).isEqualTo(Mode.QKD_NORMAL);
        return keeper;
    }

    /** Was, mode and cause of every change. */
    private List<String> changes() throws SQLException {
        return Sql.ask(mfaDatabase, "select was || ' ' || mode from mode_change where was is not null order by id");
    }

    @Test
    void nothingIsGivenBeforeTheFirstBlock() throws SQLException {
        pqc = false;
        ModeKeeper keeper = keeper(mfa);
        pass(keeper, Duration.ofMinutes(1));

        assertThat(keeper.mode()).isEqualTo(Mode.BLOCKED);
        assertThat(changes()).isEmpty();
        assertThat(mfa.alarms).isEmpty();
        fillPool(1);
        keeper.look();
        assertThat(keeper.mode()).isEqualTo(Mode.RECOVERING);
    }

    @Test
    void followsAStoreThatEmptiesAndFillsAgain() throws SQLException {
        ModeKeeper keeper = normal();
        sites.deliver(mfa, 9 * TwoSites.KEYS_IN_BLOCK + TwoSites.KEYS_IN_BLOCK / 2);
        pass(keeper, Duration.ofSeconds(11));
        assertThat(keeper.mode()).isEqualTo(Mode.FALLBACK_PQC);
        assertThat(mfa.alarms).anyMatch(alarm -> alarm.startsWith("QUANTUM_KEYS_SHORT KME-MFA->KME-MOD: FALLBACK_PQC"));

        fillPool(CAPACITY - 1);
        pass(keeper, Duration.ofSeconds(1000));
        assertThat(keeper.mode()).isEqualTo(Mode.RECOVERING);
        pass(keeper, Duration.ofSeconds(700));
        assertThat(keeper.mode()).isEqualTo(Mode.QKD_NORMAL);
        assertThat(changes())
                .containsExactly(
                        "BLOCKED RECOVERING",
                        "RECOVERING QKD_NORMAL",
                        "QKD_NORMAL FALLBACK_PQC",
                        "FALLBACK_PQC RECOVERING",
                        "RECOVERING QKD_NORMAL");
    }

    @Test
    void blocksInQuarantineAreNoneAtOnce() {
        ModeKeeper keeper = normal();
        mfa.custody.hold(
                new BlockSelection(List.of(), Optional.of(new LinkId("MFA-MOD")), Optional.empty(), Optional.empty()),
                new CustodyLedger.Order("operator-1", "suspicion"));
        keeper.look();

        assertThat(keeper.mode()).isEqualTo(Mode.FALLBACK_PQC);
    }

    @Test
    void goesOnAfterARestartAndAnewWithAnotherStore() throws Exception {
        ModeKeeper keeper = normal();
        assertThat(keeper(mfa).mode()).isEqualTo(Mode.QKD_NORMAL);
        restart();
        assertThat(keeper(mfa).mode()).isEqualTo(keeper.mode());

        mfa.close();
        mfaDatabase = TwoSites.freshDatabase(cluster, "mfa");
        mfa = sites.mfa(mfaDatabase);
        assertThat(keeper(mfa).mode()).isEqualTo(Mode.BLOCKED);
    }

    @Test
    void ofTwoProcessesOneChangesAndTheOtherFollows() throws Exception {
        ModeKeeper keeper = normal();
        try (SiteFixture other = sites.mfa(mfaDatabase)) {
            other.nanos.set(mfa.nanos.get());
            ModeKeeper follower = keeper(other);
            sites.deliver(mfa, 9 * TwoSites.KEYS_IN_BLOCK + TwoSites.KEYS_IN_BLOCK / 2);
            pass(keeper, Duration.ofSeconds(11));
            follower.look();

            assertThat(follower.mode()).isEqualTo(Mode.FALLBACK_PQC);
            assertThat(changes()).hasSize(3);
        }
    }

    @Test
    void blocksThatComeSeldomAreNoSignOfAFailure() throws SQLException {
        ModeKeeper keeper = keeper(mfa);
        for (int block = 0; block < CAPACITY - 1; block++) {
            fillPool(1);
            pass(keeper, Duration.ofSeconds(90), Duration.ofSeconds(5));
            assertThat(keeper.mode()).isIn(Mode.RECOVERING, Mode.QKD_NORMAL);
        }
        assertThat(keeper.mode()).isEqualTo(Mode.QKD_NORMAL);
        assertThat(changes()).containsExactly("BLOCKED RECOVERING", "RECOVERING QKD_NORMAL");

        pass(keeper, Duration.ofMinutes(10), Duration.ofSeconds(5));
        assertThat(keeper.mode()).as("no block at all").isEqualTo(Mode.FALLBACK_PQC);
    }
}

package dk.kronborg.kms.mode;

import static dk.kronborg.kms.mode.Mode.BLOCKED;
import static dk.kronborg.kms.mode.Mode.FALLBACK_PQC;
import static dk.kronborg.kms.mode.Mode.QKD_NORMAL;
import static dk.kronborg.kms.mode.Mode.QKD_RESERVE;
import static dk.kronborg.kms.mode.Mode.RECOVERING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.mode.Evidence.News;
import dk.kronborg.kms.pool.StoreGauge;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every edge at its limit and one second before, with the default terms. */
class ModeStateTest {

    private static final Terms TERMS = Terms.DEFAULT;

    /** The pool stays in its mode for all but the last of these seconds. */
    private static void changesAfter(WatchedPool pool, long seconds, Mode to) {
        Mode from = pool.mode();
        pool.run(seconds - 1);
        assertThat(pool.mode()).as("one second before").isEqualTo(from);
        pool.run(1);
        assertThat(pool.mode()).as("at the limit").isEqualTo(to);
    }

    @Nested
    class Blocked {

        private final WatchedPool pool = new WatchedPool(TERMS);

        @Test
        void untilTheFirstQuantumKeyEndsTheStart() {
            pool.run(5000);
            assertThat(pool.mode()).isEqualTo(BLOCKED);

            pool.usable = 1;
            pool.supplying = true;
            changesAfter(pool, 1, RECOVERING);
        }

        @Test
        void forAMomentAlthoughThereIsPqc() {
            pool.pqc = true;
            pool.look();
            assertThat(pool.mode()).isEqualTo(BLOCKED);
            changesAfter(pool, TERMS.doubt(), FALLBACK_PQC);
        }

        @Test
        void noLongerWhenPqcComesLate() {
            pool.run(500);
            pool.pqc = true;
            changesAfter(pool, 1, FALLBACK_PQC);
        }

        @Test
        void isLeftForTheFallbackAtOnceWhenThereIsPqcAgain() {
            WatchedPool dry = WatchedPool.fallen();
            dry.usable = 0;
            dry.pqc = false;
            changesAfter(dry, 1, BLOCKED);
            dry.pqc = true;
            changesAfter(dry, 1, FALLBACK_PQC);
            dry.pqc = false;
            changesAfter(dry, TERMS.dwell(), BLOCKED);
            assertThat(dry.state.repeated()).as("falls since").isZero();
        }

        @Test
        void isLeftForTheFallbackWhenThereAreQuantumKeysAgain() {
            WatchedPool dry = WatchedPool.fallen();
            dry.usable = 0;
            dry.pqc = false;
            dry.run(1);
            dry.usable = 1;
            dry.supplying = true;
            changesAfter(dry, 1, FALLBACK_PQC);
        }
    }

    @Nested
    class Normal {

        private final WatchedPool pool = WatchedPool.normal();

        @Test
        void isRationedWhenTheStoreIsLow() {
            pool.usable = 250;
            pool.run(1000);
            assertThat(pool.mode()).as("at the mark").isEqualTo(QKD_NORMAL);

            pool.usable = 249;
            pool.run(1);
            changesAfter(pool, TERMS.doubt(), QKD_RESERVE);
        }

        @Test
        void isRationedWhenNoBlockComesThoughThereIsRoom() {
            pool.supplying = false;
            changesAfter(pool, TERMS.doubt(), QKD_RESERVE);
        }

        @Test
        void doesNotMissBlocksWhileTheStoreIsFull() {
            pool.supplying = false;
            pool.usable = WatchedPool.CAPACITY;
            pool.run(100_000);
            assertThat(pool.mode()).isEqualTo(QKD_NORMAL);

            pool.usable--;
            changesAfter(pool, TERMS.doubt(), QKD_RESERVE);
        }

        @Test
        void isRationedAtOnceWhenOthersSuspectSomething() {
            pool.news = News.SUSPECT;
            changesAfter(pool, 1, QKD_RESERVE);
        }

        @Test
        void fallsAtOnceBelowTheReserveWithoutSupply() {
            pool.usable = 99;
            pool.supplying = false;
            changesAfter(pool, TERMS.doubt(), FALLBACK_PQC);
        }

        @Test
        void fallsBelowTheReserveWithSupplyToo() {
            pool.usable = 99;
            pool.run(1);
            changesAfter(pool, TERMS.doubt(), FALLBACK_PQC);
        }

        @Test
        void fallsAtOnceWhenQuarantined() {
            pool.quarantined = true;
            changesAfter(pool, 1, FALLBACK_PQC);
        }

        /** Normal again for 599 s is too short to be rationed for less than a drained store. */
        @Test
        void isKeptForTheDwellTime() {
            pool.supplying = false;
            pool.runUntil(QKD_RESERVE);
            pool.supplying = true;
            pool.runUntil(QKD_NORMAL);

            pool.supplying = false;
            pool.run(TERMS.dwell() - 1);
            assertThat(pool.mode()).isEqualTo(QKD_NORMAL);
            pool.run(1);
            assertThat(pool.mode()).as("lost for long by now").isEqualTo(FALLBACK_PQC);
        }
    }

    @Nested
    class Reserve {

        private final WatchedPool pool = WatchedPool.normal();

        private void rationForLong() {
            pool.usable = 200;
            pool.runUntil(QKD_RESERVE);
            pool.run(5000);
            assertThat(pool.mode()).as("low with supply").isEqualTo(QKD_RESERVE);
        }

        @ParameterizedTest
        @CsvSource({"250, 300", "499, 300", "500, 10"})
        void endsWhenTheStoreHasBeenWellForSoLong(long usable, long seconds) {
            rationForLong();
            pool.usable = usable;
            pool.run(1);
            changesAfter(pool, seconds, QKD_NORMAL);
        }

        @Test
        void doesNotEndWhileTheStoreIsLow() {
            rationForLong();
            pool.usable = 249;
            pool.run(5000);
            assertThat(pool.mode()).isEqualTo(QKD_RESERVE);
        }

        @Test
        void beginsItsHoldAnewAfterEveryInterruption() {
            rationForLong();
            pool.usable = 300;
            pool.run(TERMS.recovered());
            pool.usable = 249;
            pool.run(1);
            pool.usable = 300;
            pool.run(1);
            changesAfter(pool, TERMS.recovered(), QKD_NORMAL);
        }

        @Test
        void isKeptForTheDwellTime() {
            pool.supplying = false;
            pool.runUntil(QKD_RESERVE);
            pool.supplying = true;
            pool.usable = 600;
            changesAfter(pool, TERMS.dwell(), QKD_NORMAL);
        }

        @ParameterizedTest
        @CsvSource({"300, 300", "600, 10"})
        void lastsUntilOthersHaveBeenSilentForSoLong(long usable, long seconds) {
            pool.usable = usable;
            pool.news = News.SUSPECT;
            pool.run(5000);
            assertThat(pool.mode()).isEqualTo(QKD_RESERVE);
            pool.news = News.NONE;
            changesAfter(pool, seconds, QKD_NORMAL);
        }

        @Test
        void fallsWhenThePathIsLost() {
            pool.supplying = false;
            changesAfter(pool, TERMS.doubt(), QKD_RESERVE);
            long fall = pool.now;
            changesAfter(pool, TERMS.lost() - TERMS.doubt(), FALLBACK_PQC);
            assertThat(pool.state.fall()).as("it is one fall").hasValue(fall);
            assertThat(pool.state.repeated()).isZero();
        }

        @Test
        void endsSlowlyAfterFallsThatFollowedEachOther() {
            rationForLong();
            pool.usable = 900;
            pool.runUntil(QKD_NORMAL);
            pool.run(TERMS.dwell());
            rationForLong();
            pool.usable = 900;
            pool.run(1);
            changesAfter(pool, 2 * TERMS.recovered(), QKD_NORMAL);
        }

        @Test
        void fallsAtOnceBelowTheReserveWhenLowAlready() {
            rationForLong();
            pool.usable = 100;
            pool.run(1000);
            assertThat(pool.mode()).as("at the mark").isEqualTo(QKD_RESERVE);
            pool.usable = 99;
            changesAfter(pool, 1, FALLBACK_PQC);
        }

        @Test
        void fallsAtOnceWhenQuarantined() {
            rationForLong();
            pool.quarantined = true;
            changesAfter(pool, 1, FALLBACK_PQC);
        }

        @Test
        void thatOthersBroughtAboutDoesNotHastenTheFall() {
            pool.news = News.SUSPECT;
            pool.run(1);
            pool.supplying = false;
            changesAfter(pool, TERMS.dwell(), FALLBACK_PQC);
        }
    }

    @Nested
    class Fallback {

        private final WatchedPool pool = WatchedPool.fallen();

        @Test
        void endsWhenTheStoreHasBeenHighForSoLong() {
            pool.run(5000);
            pool.supplying = true;
            pool.usable = 499;
            pool.run(5000);
            assertThat(pool.mode()).as("below the high mark").isEqualTo(FALLBACK_PQC);

            pool.usable = 500;
            pool.run(1);
            changesAfter(pool, TERMS.recovered(), RECOVERING);
        }

        @Test
        void isKeptForTheDwellTime() {
            pool.supplying = true;
            pool.usable = 900;
            changesAfter(pool, TERMS.dwell(), RECOVERING);
        }

        @Test
        void isNotHeldUpByOthers() {
            pool.supplying = true;
            pool.usable = 900;
            pool.news = News.SUSPECT;
            changesAfter(pool, TERMS.dwell(), RECOVERING);
        }

        @Test
        void doesNotEndWhileQuarantined() {
            pool.supplying = true;
            pool.usable = 900;
            pool.quarantined = true;
            pool.run(5000);
            assertThat(pool.mode()).isEqualTo(FALLBACK_PQC);
            pool.quarantined = false;
            pool.run(1);
            changesAfter(pool, TERMS.recovered(), RECOVERING);
        }

        /** Who may have no other keys lives on what is above the reserve. */
        @Test
        void doesWithoutPqcWhileThereAreQuantumKeys() {
            pool.usable = 400;
            pool.pqc = false;
            pool.run(100_000);
            assertThat(pool.mode()).isEqualTo(FALLBACK_PQC);
        }

        @Test
        void isBlockedWithoutAnyKeys() {
            pool.pqc = false;
            pool.run(1000);
            assertThat(pool.mode()).isEqualTo(FALLBACK_PQC);
            pool.usable = 0;
            changesAfter(pool, 1, BLOCKED);
        }

        @Test
        void isBlockedThoughTheStoreIsFullOfBlocksThatAreHeld() {
            pool.pqc = false;
            pool.usable = 0;
            pool.fullOfHeld = true;
            changesAfter(pool, 1, BLOCKED);
        }

        @Test
        void isNotBlockedWhileKeysAreSpentAsTheyCome() {
            pool.pqc = false;
            pool.supplying = true;
            pool.usable = 0;
            pool.run(5000);
            assertThat(pool.mode()).isEqualTo(FALLBACK_PQC);
            pool.supplying = false;
            changesAfter(pool, TERMS.doubt(), BLOCKED);
        }

        @Test
        void isBlockedWhenQuarantinedWithoutPqc() {
            WatchedPool normal = WatchedPool.normal();
            normal.pqc = false;
            normal.quarantined = true;
            changesAfter(normal, 1, FALLBACK_PQC);
            changesAfter(normal, 1, BLOCKED);
        }

        @Test
        void ofAStartEndsWithTheFirstQuantumKey() {
            WatchedPool start = new WatchedPool(TERMS);
            start.pqc = true;
            start.runUntil(FALLBACK_PQC);
            start.run(5000);
            start.usable = 1;
            start.supplying = true;
            changesAfter(start, 1, RECOVERING);
        }

        /** Falls that follow each other within a day double the time that all must be well. */
        @Test
        void lastsLongerAfterEveryFall() {
            assertThat(recovery()).isEqualTo(300);
            for (long seconds : List.of(600L, 1200L, 2400L, 3600L, 3600L)) {
                fallAgain();
                assertThat(recovery()).isEqualTo(seconds);
            }
        }

        @ParameterizedTest
        @CsvSource({"86399, 600", "86400, 300"})
        void forgetsAFallAfterADay(long between, long seconds) {
            long fall = pool.state.fall().orElseThrow();
            recovery();
            pool.runUntil(QKD_NORMAL);
            pool.run(fall + between - TERMS.doubt() - pool.now);
            pool.supplying = false;
            pool.usable = 50;
            pool.runUntil(FALLBACK_PQC);

            assertThat(pool.now - fall).isEqualTo(between);
            assertThat(pool.state.repeated()).isEqualTo(between == 86_399 ? 1 : 0);
            assertThat(recovery()).isEqualTo(seconds);
        }

        @Test
        void forgetsFallsThatAreADayAgoWhenItEnds() {
            recovery();
            fallAgain();
            assertThat(pool.state.repeated()).isEqualTo(1);
            pool.run(TERMS.forgotten());
            assertThat(recovery()).isEqualTo(TERMS.recovered());
        }

        private void fallAgain() {
            pool.supplying = false;
            pool.usable = 50;
            pool.runUntil(FALLBACK_PQC);
        }

        /** Seconds from when all is well, the dwell time being over, to the way back. */
        private long recovery() {
            pool.run(TERMS.dwell());
            pool.supplying = true;
            pool.usable = 900;
            pool.run(1);
            return pool.runUntil(RECOVERING);
        }
    }

    @Nested
    class Recovering {

        private WatchedPool recovering() {
            WatchedPool pool = WatchedPool.fallen();
            pool.supplying = true;
            pool.usable = 900;
            pool.runUntil(RECOVERING);
            return pool;
        }

        @Test
        void isOverAfterTheDwellTime() {
            changesAfter(recovering(), TERMS.dwell(), QKD_NORMAL);
        }

        @Test
        void takesTheDwellTimeWithoutAnInterruption() {
            WatchedPool pool = recovering();
            pool.run(TERMS.dwell() - 2);
            pool.usable = 249;
            pool.run(1);
            pool.usable = 250;
            pool.run(1);
            changesAfter(pool, TERMS.dwell(), QKD_NORMAL);
        }

        @Test
        void endsInTheReserveWhileOthersSuspectSomething() {
            WatchedPool pool = recovering();
            pool.news = News.SUSPECT;
            changesAfter(pool, TERMS.dwell(), QKD_RESERVE);
        }

        @Test
        void fallsAtOnceBelowTheReserveWithoutSupply() {
            WatchedPool pool = recovering();
            pool.usable = 99;
            pool.supplying = false;
            changesAfter(pool, TERMS.doubt(), FALLBACK_PQC);
        }

        @Test
        void fallsWhenThePathIsLostAfterTheDwellTime() {
            WatchedPool pool = recovering();
            pool.supplying = false;
            changesAfter(pool, TERMS.dwell(), FALLBACK_PQC);
        }

        @Test
        void fallsWhenThePathIsLost() {
            WatchedPool pool = recovering();
            pool.usable = 200;
            pool.run(5000);
            assertThat(pool.mode()).as("low with supply").isEqualTo(RECOVERING);
            pool.supplying = false;
            changesAfter(pool, TERMS.lost(), FALLBACK_PQC);
        }

        @Test
        void fallsAtOnceWhenQuarantined() {
            WatchedPool pool = recovering();
            pool.quarantined = true;
            changesAfter(pool, 1, FALLBACK_PQC);
        }

        /** A start is no failure: what is there is delivered while the store fills. */
        @Test
        void ofAStartBearsAStoreBelowTheReserveAsLongAsBlocksCome() {
            WatchedPool pool = new WatchedPool(TERMS);
            pool.supplying = true;
            pool.usable = 1;
            pool.run(5000);
            assertThat(pool.mode()).isEqualTo(RECOVERING);
            pool.usable = 250;
            pool.run(1);
            changesAfter(pool, TERMS.dwell(), QKD_NORMAL);
        }
    }

    @Test
    void isPatientWithLinksWhoseBlocksComeSeldom() {
        Terms slow = TERMS.withBlocksApart(40);

        assertThat(slow).isEqualTo(new Terms(TERMS.marks(), 40, 60, 300, 600, 3600, 86_400));
        assertThat(TERMS.withBlocksApart(10)).isEqualTo(TERMS);
        assertThat(TERMS.withBlocksApart(5000))
                .isEqualTo(new Terms(TERMS.marks(), 5000, 5020, 5000, 600, 5000, 86_400));
        WatchedPool pool = new WatchedPool(slow);
        pool.usable = 400;
        pool.run(10_000, at -> at.supplying = at.now % 40 == 0);
        assertThat(pool.changes).extracting(WatchedPool.Change::to).containsExactly(RECOVERING, QKD_NORMAL);
    }

    /** A site that crashed may go on from a little before what it stored. */
    @Test
    void takesMarksThatLieAheadForNow() {
        WatchedPool pool = WatchedPool.normal();
        pool.supplying = false;
        pool.usable = 200;
        pool.runUntil(QKD_RESERVE);
        pool.now -= 100;
        pool.look();

        assertThat(pool.state.since()).isEqualTo(pool.now);
        assertThat(pool.state.alive()).isEqualTo(pool.now);
        assertThat(pool.state.low()).hasValue(pool.now);
        assertThat(pool.state.fall()).hasValue(pool.now);
    }

    @Test
    void hasAFormToBeStoredIn() {
        ModeState state = WatchedPool.fallen().state;

        assertThat(state.text())
                .isEqualTo("MODE=FALLBACK_PQC SINCE=" + state.since() + " COURSE=FALLING FRESH=false ALIVE="
                        + state.alive() + " LOW=" + state.low().orElseThrow()
                        + " SOUND=- HIGH=- WARNED=- FALL=" + state.since() + " REPEATED=0");
        assertThat(ModeState.ofText(state.text())).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    MODE=BLOCKED                                                                                      | has the members
                    MODE=OFF SINCE=0 COURSE=RISING FRESH=true ALIVE=0 LOW=- SOUND=- HIGH=- WARNED=- FALL=- REPEATED=0 | member MODE of the state of a mode is "MODE=OFF"
                    MODE=BLOCKED SINCE=- COURSE=RISING FRESH=true ALIVE=0 LOW=- SOUND=- HIGH=- WARNED=- FALL=- REPEATED=0 | member SINCE
                    MODE=BLOCKED SINCE=-1 COURSE=RISING FRESH=true ALIVE=0 LOW=- SOUND=- HIGH=- WARNED=- FALL=- REPEATED=0 | not negative, got since -1
                    MODE=BLOCKED SINCE=0 COURSE=RISING FRESH=yes ALIVE=0 LOW=- SOUND=- HIGH=- WARNED=- FALL=- REPEATED=0 | member FRESH
                    MODE=BLOCKED SINCE=0 COURSE=RISING FRESH=true ALIVE=0 LOW=-5 SOUND=- HIGH=- WARNED=- FALL=- REPEATED=0 | not negative, got -5
                    MODE=BLOCKED SINCE=0 COURSE=RISING FRESH=true ALIVE=0 HIGH=- SOUND=- LOW=- WARNED=- FALL=- REPEATED=0 | member LOW
                    MODE=BLOCKED SINCE=0 COURSE=RISING FRESH=true ALIVE=0 LOW=- SOUND=- HIGH=- WARNED=- FALL=- REPEATED=-1 | repeated -1
                    """)
    void refusesAFormThatIsNotItsOwn(String text, String fault) {
        assertThatThrownBy(() -> ModeState.ofText(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 30, 300, 600, 3600, 86400, 'doubt is 1 to 315360000 s, got 0'",
        "10, 9, 300, 600, 3600, 86400, 'lost is 10 to 315360000 s, got 9'",
        "10, 30, 9, 600, 3600, 86400, 'recovered is 10 to'",
        "10, 30, 300, 0, 3600, 86400, 'dwell is 1 to'",
        "10, 30, 300, 600, 299, 86400, 'recoveredAtMost is 300 to'",
        "10, 30, 300, 600, 3600, 0, 'forgotten is 1 to'",
        "10, 30, 300, 315360001, 3600, 86400, 'got 315360001'",
    })
    void refusesTermsOutOfRange(long t1, long t2, long t3, long t4, long most, long forgotten, String fault) {
        StoreGauge.Marks marks = TERMS.marks();
        assertThatThrownBy(() -> new Terms(marks, t1, t2, t3, t4, most, forgotten))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE / 100 + 1})
    void refusesEvidenceOutOfRange(long units) {
        assertThatThrownBy(() -> evidence(units, 1, OptionalLong.empty()))
                .hasMessageContaining("got " + units + " of 1");
        assertThatThrownBy(() -> evidence(1, units, OptionalLong.empty())).hasMessageContaining("got 1 of " + units);
        assertThatThrownBy(() -> evidence(0, 0, OptionalLong.empty())).hasMessageContaining("got 0 of 0");
        assertThatThrownBy(() -> evidence(0, 1, OptionalLong.of(-1))).hasMessageContaining("a block at -1 s");
    }

    private static Evidence evidence(long usable, long capacity, OptionalLong supplied) {
        return new Evidence(usable, capacity, false, supplied, false, false, News.NONE);
    }
}

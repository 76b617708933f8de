package dk.kronborg.kms.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.topology.identity.KmeId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Demand and shares on a clock that the test sets. */
class LinkSharesTest {

    private static final PoolId LINK = pool("MID", "MOD");
    private static final PoolId MODEST = pool("MFA", "MOD");
    private static final PoolId GREEDY = pool("AUT", "MOD");
    private static final long BLOCK = LinkShares.padBits(8192);
    /** The link makes so much for each of these bits that relays may have. */
    private static final double MADE = 1 / 0.9;

    private double weight = 1;
    private double guaranteed;
    private final AtomicLong now = new AtomicLong(Duration.ofSeconds(-100).toNanos());
    private final DemandMeter meter = new DemandMeter(now::get);
    private final LinkShares shares = new LinkShares(
            LINK, pool -> pool.equals(GREEDY) ? weight : 1, pool -> pool.equals(MODEST) ? guaranteed : 0, now::get);
    private double produced;

    private static PoolId pool(String from, String to) {
        return new PoolId(new KmeId("KME-" + from), new KmeId("KME-" + to));
    }

    private void later(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** Time passes, and relays may have so many bits of what the link makes meanwhile. */
    private void later(Duration time, double bitsPerSecond) {
        for (long second = 0; second < time.toSeconds(); second += 5) {
            later(Duration.ofSeconds(5));
            produced += 5 * bitsPerSecond * MADE;
            shares.divide(Math.round(produced));
        }
    }

    /** Asks for a new block. */
    private Optional<String> ask(PoolId pool, long bits) {
        shares.asked(pool, UUID.randomUUID(), bits);
        return shares.take(pool, bits, true);
    }

    /** How many blocks of so many bits it gets that asks for so many at once. */
    private int granted(PoolId pool, int blocks, long bits) {
        int granted = 0;
        for (int i = 0; i < blocks; i++) {
            granted += ask(pool, bits).isEmpty() ? 1 : 0;
        }
        return granted;
    }

    /** How many blocks of 1000 bits each got. */
    private record Got(int greedy, int modest) {}

    /**
     * What each gets in eight minutes, after three in which shares settle.
     *
     * @param bitsPerSecond that relays may have
     * @param here          bits that SAEs here ask for every 10 s
     * @param greedy        blocks that the greedy one asks for every 10 s
     * @param modest        blocks that the modest one asks for after that
     */
    private Got got(double bitsPerSecond, long here, int greedy, int modest) {
        later(Duration.ofMinutes(1), bitsPerSecond);
        Got sum = new Got(0, 0);
        for (int round = 0; round < 60; round++) {
            if (here > 0) {
                shares.askedHere(here);
            }
            later(Duration.ofSeconds(10), bitsPerSecond);
            Got now = new Got(granted(GREEDY, greedy, 1000), granted(MODEST, modest, 1000));
            if (round >= 12) {
                sum = new Got(sum.greedy + now.greedy, sum.modest + now.modest);
            }
        }
        return sum;
    }

    @Test
    void demandIsAMeanOverAMinute() {
        UUID block = UUID.randomUUID();
        meter.asked(MODEST, block, 550);
        meter.asked(MODEST, block, 550);
        meter.asked(GREEDY, 5500);
        later(Duration.ofSeconds(30));
        meter.asked(MODEST, block, 550);
        meter.asked(GREEDY, 5500);
        // The last 5 s have only just begun.
        assertThat(meter.rates()).isEqualTo(Map.of(MODEST, 10.0, GREEDY, 200.0));
        later(Duration.ofSeconds(30));
        assertThat(meter.rates()).isEqualTo(Map.of(GREEDY, 100.0));
        // It is still wanted: it counts again.
        meter.asked(MODEST, block, 550);
        assertThat(meter.rates()).isEqualTo(Map.of(MODEST, 10.0, GREEDY, 100.0));
        later(Duration.ofMinutes(2));
        assertThat(meter.rates()).isEmpty();
    }

    @Test
    void nobodyIsHeldBackBeforeTheRateIsKnown() {
        shares.divide(0);
        later(Duration.ofSeconds(15), 0);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(GREEDY, BLOCK)).isEmpty();
        }
        later(Duration.ofSeconds(5), 0);
        assertThat(ask(GREEDY, BLOCK))
                .hasValue("KME-AUT->KME-MOD has used up its share of the link to KME-MOD: 0 of 0 bit/s,"
                        + " and it asks for " + Math.round(4 * BLOCK / 55.0));
    }

    @Test
    void nobodyIsHeldBackWhileThereIsEnough() {
        later(Duration.ofMinutes(1), 0);
        assertThat(ask(GREEDY, BLOCK)).isEmpty();
        assertThat(ask(GREEDY, BLOCK)).isPresent();
        assertThat(shares.take(GREEDY, BLOCK, false)).isEmpty();
    }

    /** Whoever asks for less than his share gets it all, and whoever asks for more gets the rest. */
    @Test
    void sharesAreMaxMinFair() {
        Got got = got(3000, 0, 100, 10);

        assertThat(got.modest).isEqualTo(480);
        assertThat(got.greedy).isCloseTo(48 * 20, within(24));
    }

    @Test
    void sharesAreByWeight() {
        weight = 3;

        Got got = got(4000, 0, 100, 100);

        assertThat(got.greedy).isCloseTo(48 * 30, within(24));
        assertThat(got.modest).isCloseTo(48 * 10, within(24));
    }

    /** They are given what they ask for, and relays the rest. */
    @Test
    void saesHereComeFirst() {
        assertThat(got(3000, 20_000, 100, 0).greedy).isCloseTo(48 * 10, within(24));
    }

    /** Of the rest it gets its share, as if nothing was guaranteed to it. */
    @Test
    void whatIsGuaranteedComesBeforeShares() {
        weight = 9;
        guaranteed = 1000;

        Got got = got(2000, 0, 100, 100);

        assertThat(got.modest).isCloseTo(48 * 11, within(24));
        assertThat(got.greedy).isCloseTo(48 * 9, within(24));
    }

    @Test
    void whatIsGuaranteedComesBeforeSaesHere() {
        guaranteed = 1500;

        assertThat(got(2000, 20_000, 0, 100).modest).isCloseTo(48 * 15, within(24));
    }

    @Test
    void ofALinkThatMakesLessThanIsGuaranteedAllOfItIsGiven() {
        guaranteed = 4000;

        assertThat(got(2000, 0, 0, 100).modest).isCloseTo(48 * 20, within(24));
    }

    /** Of a link so slow that a large block takes minutes, small ones and large ones get on. */
    @Test
    void ofASlowLinkEveryBlockComesInTime() {
        later(Duration.ofMinutes(1), 200);
        int large = 0;
        int small = 0;
        for (int round = 0; round < 120; round++) {
            later(Duration.ofSeconds(30), 200);
            large += ask(GREEDY, BLOCK).isEmpty() ? 1 : 0;
            small += granted(MODEST, 10, LinkShares.padBits(2048));
        }
        // An hour of half the rate each, and what both had saved up.
        assertThat(large).isBetween(5, 7);
        assertThat(small).isBetween(22, 26);
    }

    @Test
    void whatWasGivenBackIsThere() {
        later(Duration.ofMinutes(1), 0);
        assertThat(ask(GREEDY, BLOCK)).isEmpty();
        shares.giveBack(GREEDY, BLOCK);
        assertThat(ask(GREEDY, BLOCK)).isEmpty();
        assertThat(ask(GREEDY, BLOCK)).isPresent();
    }
}

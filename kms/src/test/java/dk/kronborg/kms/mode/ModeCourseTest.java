package dk.kronborg.kms.mode;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.mode.Evidence.News;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.kms.policy.Decision.Choice;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.policy.Stock;
import dk.kronborg.topology.network.KeyPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modes over hours and days, however the evidence goes. */
class ModeCourseTest {

    private static final Terms TERMS = Terms.DEFAULT;
    private static final long DAY = 86_400;

    private record Edge(Mode from, Mode to) {}

    /**
     * A pool that lives through one thing after another, each for a while of any length.
     *
     * @param looks what is done at every look
     */
    private static WatchedPool wander(long seed, int things, Consumer<WatchedPool> looks) {
        Random random = new Random(seed);
        WatchedPool pool = new WatchedPool(TERMS);
        for (int i = 0; i < things; i++) {
            befall(pool, random);
            pool.run(random.nextInt(1, random.nextInt(3) == 0 ? 1000 : 50), looks);
        }
        return pool;
    }

    private static void befall(WatchedPool pool, Random random) {
        switch (random.nextInt(8)) {
            case 0, 1 -> pool.supplying = !pool.supplying;
            case 2, 3 ->
                pool.usable = List.of(0L, 99L, 100L, 249L, 250L, 499L, 500L, 900L, 1000L)
                        .get(random.nextInt(9));
            case 4 -> pool.quarantined = random.nextInt(3) == 0;
            case 5 -> pool.pqc = !pool.pqc;
            case 6 -> pool.news = random.nextBoolean() ? News.SUSPECT : News.NONE;
            default -> {
                pool.supplying = true;
                pool.usable = 800;
                pool.quarantined = false;
            }
        }
    }

    @Test
    void theDocumentListsTheEdgesThatThereAre() throws IOException {
        Set<Edge> listed = new HashSet<>();
        Pattern row = Pattern.compile("\\| `([A-Z_]+)` \\| `([A-Z_]+)` \\|.*");
        Files.readString(Path.of("..", "docs", "policies.md")).lines().forEach(line -> {
            var cells = row.matcher(line);
            if (cells.matches()) {
                listed.add(new Edge(Mode.valueOf(cells.group(1)), Mode.valueOf(cells.group(2))));
            }
        });

        Set<Edge> seen = new HashSet<>();
        for (long seed = 0; seed < 300; seed++) {
            wander(seed, 200, pool -> {}).changes.forEach(change -> seen.add(new Edge(change.from(), change.to())));
        }
        assertThat(listed).hasSize(11).isEqualTo(seen);
    }

    @Property(tries = 200)
    void aRestartAtAnyTimeChangesNothing(@ForAll long seed, @ForAll long restarts) {
        Random random = new Random(restarts);
        List<Mode> steady = new ArrayList<>();
        List<Mode> restarted = new ArrayList<>();

        ModeState end = wander(seed, 60, pool -> steady.add(pool.mode())).state;
        ModeState same = wander(seed, 60, pool -> {
                    restarted.add(pool.mode());
                    if (random.nextInt(20) == 0) {
                        pool.state = ModeState.ofText(pool.state.text());
                    }
                })
                .state;

        assertThat(restarted).isEqualTo(steady);
        assertThat(same).isEqualTo(end);
    }

    @Property(tries = 300)
    void aQuarantineIsObeyedAtOnce(@ForAll long seed) {
        wander(seed, 60, pool -> {
            boolean quarantined = pool.quarantined;
            pool.quarantined = true;
            ModeState next = pool.state.next(pool.evidence(), TERMS, pool.now);
            pool.quarantined = quarantined;
            assertThat(next.mode()).isIn(Mode.FALLBACK_PQC, Mode.BLOCKED);
        });
    }

    /** Whoever forges what is heard from outside gets nobody a key that would not have been given anyway. */
    @Property(tries = 300)
    void newsMakeNoModeMorePermissive(@ForAll long seed) {
        wander(seed, 60, pool -> {
            News news = pool.news;
            pool.news = News.NONE;
            Mode without = pool.state.next(pool.evidence(), TERMS, pool.now).mode();
            pool.news = News.SUSPECT;
            Mode with = pool.state.next(pool.evidence(), TERMS, pool.now).mode();
            pool.news = news;
            Stock stock = new Stock(pool.evidence().below(TERMS.marks().reserve()), pool.pqc);
            for (KeyPolicy policy : THOSE_WHO_NEED_QKD) {
                List<Making> more = served(policy, without, stock);
                List<Making> fewer = served(policy, with, stock);
                assertThat(more)
                        .as("%s, %s instead of %s", policy, with, without)
                        .containsAll(fewer);
                if (!fewer.isEmpty() && fewer.getFirst() == Making.PQC) {
                    assertThat(more.getFirst()).isEqualTo(Making.PQC);
                }
            }
        });
    }

    private static final List<KeyPolicy> THOSE_WHO_NEED_QKD = IntStream.range(0, 8)
            .mapToObj(flags -> new KeyPolicy(true, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0))
            .toList();

    private static List<Making> served(KeyPolicy policy, Mode mode, Stock stock) {
        return Decision.of(policy, mode, stock) instanceof Decision.Serve(List<Choice> choices)
                ? choices.stream().map(Choice::making).toList()
                : List.of();
    }

    @Property(tries = 100)
    void newsAloneNeverLeadToTheFallback(@ForAll long seed) {
        Random random = new Random(seed);
        WatchedPool pool = WatchedPool.normal();
        for (int i = 0; i < 500; i++) {
            pool.news = random.nextBoolean() ? News.SUSPECT : News.NONE;
            pool.run(random.nextInt(1, 1500));
        }

        assertThat(pool.changes)
                .isNotEmpty()
                .extracting(WatchedPool.Change::to)
                .containsOnly(Mode.QKD_NORMAL, Mode.QKD_RESERVE);
        assertThat(pool.state.fall()).as("nor make later returns slower").isEmpty();
        assertThat(pool.changes.size()).isLessThanOrEqualTo((int) (2 + 2 * pool.now / TERMS.dwell()));
    }

    /**
     * Most changes within a time: each fall, with what leads on from it and back, is four changes at most; until the next
     * one there is the dwell time, or the time that all must be well after it, if that is longer. The start is three.
     */
    private static int mostChanges(long seconds) {
        int falls = 0;
        for (long at = 0; at <= seconds; falls++) {
            at += Math.max(TERMS.dwell(), TERMS.recoveredAfter(falls));
        }
        return 4 * falls + 3;
    }

    private static void assertNoFlapping(WatchedPool pool) {
        assertThat(pool.changes.size()).isLessThanOrEqualTo(mostChanges(pool.now));
        for (int i = 1; i < pool.changes.size(); i++) {
            WatchedPool.Change before = pool.changes.get(i - 1);
            WatchedPool.Change after = pool.changes.get(i);
            boolean forced = after.to() == Mode.FALLBACK_PQC
                    && after.evidence().below(TERMS.marks().reserve());
            if (before.from() == after.to() && !forced) {
                assertThat(after.at() - before.at())
                        .as("%s, then %s", before, after)
                        .isGreaterThanOrEqualTo(TERMS.dwell());
            }
        }
    }

    @Test
    void theBoundIsOneFallAnHour() {
        assertThat(mostChanges(DAY)).isEqualTo(4 * 27 + 3);
    }

    /** Of a link that is up and down in turn; every period to a minute, then in steps of a twentieth. */
    @ParameterizedTest
    @CsvSource({"0, 0, 800", "2, 1, 1000", "20, 10, 500", "3, 2, 300", "50, 49, 50"})
    void aFlappingLinkDoesNotMakeTheModeFlap(long made, long spent, long stored) {
        int changed = 0;
        for (long period = 5; period <= 7200; period += Math.max(1, period / 20)) {
            WatchedPool pool = new WatchedPool(TERMS);
            pool.pqc = true;
            pool.usable = stored;
            long half = Math.ceilDiv(period, 2);
            long whole = period;
            pool.run(DAY, at -> {
                at.supplying = at.now % whole < half;
                long left = at.mode() == Mode.FALLBACK_PQC ? at.usable : Math.max(0, at.usable - spent);
                at.usable = Math.min(WatchedPool.CAPACITY, left + (at.supplying ? made : 0));
            });
            assertNoFlapping(pool);
            changed = Math.max(changed, pool.changes.size());
        }
        assertThat(changed).as("something happened").isGreaterThan(1);
    }

    /**
     * 10,000 disturbances of a pool that is well otherwise: of the store about a mark and of the supply at once, each for
     * a while about the times that count.
     *
     * @param disturbed seconds of a disturbance on an average
     * @param well      seconds until the next one on an average
     */
    @ParameterizedTest
    @CsvSource({
        "100, 10, 300",
        "100, 30, 1000",
        "100, 600, 600",
        "250, 10, 300",
        "250, 30, 1000",
        "500, 10, 300",
        "500, 30, 1000",
        "500, 600, 10"
    })
    void noiseDoesNotMakeTheModeFlap(long mark, int disturbed, int well) {
        WatchedPool pool = disturbed(mark, disturbed, well);

        assertThat(pool.changes).hasSizeGreaterThan(10);
        assertNoFlapping(pool);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 250, 500})
    void noiseThatIsAlwaysOverWithinTheTimeOfDoubtChangesNothing(long mark) {
        assertThat(disturbed(mark, 5, 30).changes).isEmpty();
    }

    private static WatchedPool disturbed(long mark, int disturbed, int well) {
        Random random = new Random(mark * disturbed + well);
        WatchedPool pool = WatchedPool.normal();
        for (int event = 0; event < 10_000; event++) {
            pool.usable = mark + random.nextLong(-20, 20);
            pool.supplying = random.nextInt(3) > 0;
            pool.run(random.nextInt(1, 2 * disturbed));
            pool.usable = 800;
            pool.supplying = true;
            pool.run(random.nextInt(1, 2 * well));
        }
        return pool;
    }
}

package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.checker.Checker;
import dk.kronborg.testbed.checker.Disturbance;
import dk.kronborg.testbed.checker.History;
import dk.kronborg.testbed.checker.Span;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Load and faults, each at least once and until both limits are reached, then peace until every key has been fetched or
 * refused, then the verdict.
 *
 * @param atLeast how long faults go on, at least
 * @param kills   how many processes are killed, at least
 * @param seed    decides which faults happen in which order; what the processes make of it differs from run to run
 */
public record Soak(Duration atLeast, int kills, long seed) {

    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(8);
    private static final Duration LONGEST_SETTLING = Duration.ofMinutes(3);
    private static final int LEAST_PEACE_MILLIS = 300;
    private static final int MOST_PEACE_MILLIS = 1500;

    public Soak {
        if (atLeast.isNegative() || kills < 0) {
            throw new IllegalArgumentException(
                    "a soak lasts 0 s or more with 0 kills or more, got " + atLeast + " and " + kills);
        }
    }

    /**
     * Runs on a network that was started {@linkplain RunningDemo#startWired wired}.
     *
     * @param progress is told each fault and how long it took until everybody was served again
     * @throws IOException if a process is not back in time, or the network cannot be handled
     */
    public SoakReport run(RunningDemo demo, Consumer<String> progress) throws IOException, InterruptedException {
        History history = new History();
        SplittableRandom random = new SplittableRandom(seed);
        long start = System.nanoTime();
        int done = 0;
        try (KeyLoad load = KeyLoad.start(demo.network(), history, random.split())) {
            Waiting.until(LONGEST_RECOVERY, () -> isServedSince(history, start), () -> "not everybody got first keys");
            Queue<Fault> faults = new ArrayDeque<>();
            int befallen = 0;
            while (befallen < Fault.values().length
                    || done < kills
                    || Span.since(start).seconds() < atLeast.toSeconds()) {
                if (faults.isEmpty()) {
                    faults.addAll(round(random));
                }
                // At a moment that nobody chose.
                Thread.sleep(random.nextInt(LEAST_PEACE_MILLIS, MOST_PEACE_MILLIS));
                Fault fault = faults.remove();
                progress.accept(befall(fault, demo, history));
                befallen++;
                done += fault.isKill() ? 1 : 0;
            }
            load.stopOrdering();
            Waiting.until(LONGEST_SETTLING, load::isSettled, () -> "not every key has been fetched or refused");
        }
        return new SoakReport(this, Span.since(start), history, done, Checker.check(history));
    }

    /** Each fault once, in an order of its own. */
    private static List<Fault> round(SplittableRandom random) {
        List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
        Collections.shuffle(faults, new Random(random.nextLong()));
        return faults;
    }

    private static String befall(Fault fault, RunningDemo demo, History history)
            throws IOException, InterruptedException {
        long from = System.nanoTime();
        fault.befall(demo, history);
        long undone = System.nanoTime();
        Waiting.until(
                LONGEST_RECOVERY,
                () -> isServedSince(history, undone),
                () -> "not everybody was served after " + fault.words());
        Span span = Span.since(from);
        history.add(new Disturbance(span, fault.words(), fault.isHarmless()));
        return String.format(
                "%-42s undone after %4.1f s, all served after %4.1f s",
                fault.words(), new Span(from, undone).seconds(), span.seconds());
    }

    private static boolean isServedSince(History history, long moment) {
        return KeyLoad.WITNESSES.stream()
                        .allMatch(sae -> history.hasOrderedSince(sae, moment) && history.hasFetchedSince(sae, moment))
                && history.hasFetchedSince(KeyLoad.DC2_1, moment);
    }
}

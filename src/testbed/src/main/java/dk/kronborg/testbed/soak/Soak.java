package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.checker.Checker;
import dk.kronborg.testbed.checker.Disturbance;
import dk.kronborg.testbed.checker.History;
import dk.kronborg.testbed.checker.Span;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Load and faults, each at least once and until both limits are reached, then peace until every key has been fetched or refused, then the
 * verdict.
 *
 * @param traffic who orders keys for whom
 * @param faults  what may befall
 * @param atLeast how long faults go on, at least
 * @param kills   how many processes are killed, at least
 * @param seed    decides which faults happen in which order; what the processes make of it differs from run to run
 */
public record Soak(Traffic traffic, List<Fault> faults, Duration atLeast, int kills, long seed) {

    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(8);
    private static final Duration LONGEST_SETTLING = Duration.ofMinutes(3);
    private static final int LEAST_PEACE_MILLIS = 300;
    private static final int MOST_PEACE_MILLIS = 1500;

    public Soak {
        faults = List.copyOf(faults);
        if (atLeast.isNegative() || kills < 0) {
            throw new IllegalArgumentException(
                    "a soak lasts 0 s or more with 0 kills or more, got " + atLeast + " and " + kills);
        }
    }

    /** Kills, stops and parts the processes of the network {@code quick}, started {@linkplain RunningDemo#startWired wired}. */
    public static Soak ofProcesses(Duration atLeast, int kills, long seed) {
        return new Soak(Traffic.QUICK, List.of(ProcessFault.values()), atLeast, kills, seed);
    }

    /** Cuts each of those links of a network in turn, while any two manned sites share keys. */
    public static Soak ofLinks(Network plan, Collection<LinkId> cut, long seed) {
        Traffic traffic = Traffic.betweenSites(plan);
        List<Fault> cuts = plan.links().stream()
                .filter(link -> cut.contains(link.id()))
                .<Fault>map(link -> new LinkCut(link, plan, traffic))
                .toList();
        return new Soak(traffic, cuts, Duration.ZERO, 0, seed);
    }

    /**
     * Runs on its network.
     *
     * @param progress is told each fault and how long it took until everybody was served again
     * @throws IOException if a process is not back in time, or the network cannot be handled
     */
    public SoakReport run(RunningDemo demo, Consumer<String> progress) throws IOException, InterruptedException {
        History history = new History();
        SplittableRandom random = new SplittableRandom(seed);
        awaitStores(demo.network());
        long start = System.nanoTime();
        int done = 0;
        try (KeyLoad load = KeyLoad.start(traffic, demo.network(), history, random.split())) {
            awaitService("first keys", history, start);
            Queue<Fault> waiting = new ArrayDeque<>(round(random));
            int befallen = 0;
            while (befallen < faults.size() || done < kills || Span.since(start).seconds() < atLeast.toSeconds()) {
                if (waiting.isEmpty()) {
                    waiting.addAll(round(random));
                }
                // At a moment that nobody chose.
                Thread.sleep(random.nextInt(LEAST_PEACE_MILLIS, MOST_PEACE_MILLIS));
                Fault fault = waiting.remove();
                progress.accept(befall(fault, demo, history));
                befallen++;
                done += fault.isKill() ? 1 : 0;
            }
            load.stopOrdering();
            Waiting.until(LONGEST_SETTLING, load::isSettled, () -> "not every key has been fetched or refused");
        }
        return new SoakReport(this, Span.since(start), history, done, Checker.check(history));
    }

    /** All pools begin empty and are filled at once, which is a load of its own: orders come when every one holds keys. */
    private void awaitStores(DemoNetwork network) throws IOException, InterruptedException {
        for (Traffic.Custom custom : traffic.customs()) {
            try (SaeClient master = network.client(custom.master())) {
                for (String slave : custom.slaves()) {
                    Waiting.until(
                            LONGEST_RECOVERY,
                            () -> hasKeys(master, slave),
                            () -> custom.master() + " has no keys for " + slave);
                }
            }
        }
    }

    private static boolean hasKeys(SaeClient master, String slave) {
        try {
            return master.status(slave).storedKeyCount() > 0;
        } catch (IOException e) {
            // Not yet.
            return false;
        }
    }

    /** Each fault once, in an order of its own. */
    private List<Fault> round(SplittableRandom random) {
        List<Fault> round = new ArrayList<>(faults);
        Collections.shuffle(round, new Random(random.nextLong()));
        return round;
    }

    private String befall(Fault fault, RunningDemo demo, History history) throws IOException, InterruptedException {
        long from = System.nanoTime();
        String remark = fault.befall(demo, history);
        long undone = System.nanoTime();
        awaitService("keys after " + fault.words(), history, undone);
        Span span = Span.since(from);
        history.add(new Disturbance(span, fault.words(), fault.isHarmless()));
        return String.format(
                "%-42s undone after %4.1f s, all served after %4.1f s%s",
                fault.words(), new Span(from, undone).seconds(), span.seconds(), remark);
    }

    private void awaitService(String what, History history, long moment) throws IOException, InterruptedException {
        Waiting.until(
                LONGEST_RECOVERY,
                () -> traffic.unservedSince(history, moment).isEmpty(),
                () -> what + ": " + traffic.unservedSince(history, moment) + " have none");
    }
}

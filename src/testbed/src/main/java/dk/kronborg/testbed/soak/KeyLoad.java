package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.checker.Answer;
import dk.kronborg.testbed.checker.History;
import dk.kronborg.testbed.checker.KeyPrint;
import dk.kronborg.testbed.client.DemoNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * SAEs at work. Masters order keys, alone and for two slaves, and hand the IDs to the
 * slaves, who fetch them at once or later, together or one by one, sometimes twice or from two threads at once, and
 * sometimes try those of others. A slave that gets no keys asks again, one by one, until it got each or was refused it.
 */
final class KeyLoad implements AutoCloseable {

    private static final int[] SIZES = {64, 128, 200, 256, 256, 256, 512, 1024, 4096};
    /** As many bits as a block of 8 KiB has. */
    private static final int LARGE_ORDER = 64;

    private static final int LARGE_KEY = 1024;
    private static final int PAUSE_OF_HUNGRY_MILLIS = 1000;
    private static final int FETCHING_THREADS = 3;
    private static final int LONGEST_DELAY_MILLIS = 4000;
    private static final int LEAST_RETRY_MILLIS = 200;

    /** A client that is refused for now comes back later, or it keeps the machine busy that is to recover. */
    private static final int BACK_OFF_MILLIS = 300;

    private final Traffic traffic;
    private final Map<String, RecordedSae> saes = new LinkedHashMap<>();
    private final Map<String, DelayQueue<Handed>> queues = new LinkedHashMap<>();
    private final ExecutorService masters = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService slaves = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong unsettled = new AtomicLong();
    private volatile boolean ordering = true;

    /**
     * IDs on their way to a slave.
     *
     * @param again whether they have been fetched before, to see that they are refused
     * @param due   on the clock of {@link System#nanoTime}
     */
    private record Handed(String slave, String master, List<UUID> ids, boolean again, long due) implements Delayed {

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private KeyLoad(Traffic traffic) {
        this.traffic = traffic;
    }

    static KeyLoad start(Traffic traffic, DemoNetwork network, History history, SplittableRandom random)
            throws IOException {
        KeyLoad load = new KeyLoad(traffic);
        KeyPrint.Maker prints = new KeyPrint.Maker();
        for (Map.Entry<String, String> sae : traffic.strangers().entrySet()) {
            for (String id : List.of(sae.getKey(), sae.getValue())) {
                if (!load.saes.containsKey(id)) {
                    load.saes.put(id, new RecordedSae(id, network.client(id), history, prints));
                    load.queues.put(id, new DelayQueue<>());
                }
            }
        }
        load.begin(random);
        return load;
    }

    private void begin(SplittableRandom random) {
        for (String slave : queues.keySet()) {
            for (int i = 0; i < FETCHING_THREADS; i++) {
                SplittableRandom own = random.split();
                slaves.execute(() -> fetch(queue(slave), own));
            }
        }
        for (Traffic.Custom custom : traffic.customs()) {
            for (int i = 0; i < custom.threads(); i++) {
                SplittableRandom own = random.split();
                masters.execute(() -> order(custom, own));
            }
        }
    }

    private RecordedSae sae(String id) {
        return Objects.requireNonNull(saes.get(id), id);
    }

    private DelayQueue<Handed> queue(String slave) {
        return Objects.requireNonNull(queues.get(slave), slave);
    }

    private void order(Traffic.Custom custom, SplittableRandom random) {
        try {
            while (ordering) {
                boolean hungry = traffic.hungry().contains(custom);
                Answer answer = hungry && random.nextBoolean()
                        ? sae(custom.master()).order(custom.slaves(), LARGE_ORDER, LARGE_KEY)
                        : orderAny(custom, random);
                if (answer instanceof Answer.Keys(var keys)) {
                    List<UUID> ids = keys.stream().map(Answer.Seen::id).toList();
                    custom.slaves().forEach(slave -> hand(slave, custom.master(), ids, random));
                } else {
                    Thread.sleep(BACK_OFF_MILLIS);
                }
                Thread.sleep(random.nextInt(hungry ? PAUSE_OF_HUNGRY_MILLIS : traffic.longestPauseMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer orderAny(Traffic.Custom custom, SplittableRandom random) {
        int number = 1 << Math.min(random.nextInt(8), random.nextInt(8));
        int bits = SIZES[Math.min(random.nextInt(SIZES.length), random.nextInt(SIZES.length))];
        return sae(custom.master()).order(custom.slaves(), number, bits);
    }

    private void hand(String slave, String master, List<UUID> ids, SplittableRandom random) {
        int delay = random.nextInt(10) == 0 ? random.nextInt(LONGEST_DELAY_MILLIS) : 0;
        switch (random.nextInt(10)) {
            case 0 -> each(slave, master, ids, delay);
            case 1 -> {
                // Two threads of the slave at once.
                put(slave, master, ids, false, delay);
                put(slave, master, ids, false, delay);
            }
            default -> put(slave, master, ids, false, delay);
        }
        if (random.nextInt(50) == 0) {
            String stranger = Objects.requireNonNull(traffic.strangers().get(slave));
            put(stranger, master, ids.subList(0, 1), true, delay);
        }
    }

    private void put(String slave, String master, List<UUID> ids, boolean again, int delayMillis) {
        unsettled.incrementAndGet();
        long due = System.nanoTime() + Duration.ofMillis(delayMillis).toNanos();
        queue(slave).add(new Handed(slave, master, ids, again, due));
    }

    private void each(String slave, String master, List<UUID> ids, int delayMillis) {
        ids.forEach(id -> put(slave, master, List.of(id), false, delayMillis));
    }

    private void fetch(DelayQueue<Handed> queue, SplittableRandom random) {
        try {
            while (true) {
                Handed handed = queue.take();
                Answer answer = sae(handed.slave).fetch(handed.master, handed.ids);
                if (!handed.again) {
                    follow(handed, answer, random);
                }
                unsettled.decrementAndGet();
                if (answer.mayHaveTaken()) {
                    Thread.sleep(BACK_OFF_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a slave does next about keys that it has asked for. */
    private void follow(Handed handed, Answer answer, SplittableRandom random) {
        if (answer instanceof Answer.Keys) {
            if (random.nextInt(20) == 0) {
                put(handed.slave, handed.master, handed.ids, true, random.nextInt(LONGEST_DELAY_MILLIS));
            }
        } else if (answer.mayHaveTaken()) {
            each(handed.slave, handed.master, handed.ids, LEAST_RETRY_MILLIS + random.nextInt(LEAST_RETRY_MILLIS));
        } else if (handed.ids.size() > 1) {
            // One that is gone is enough to refuse all.
            each(handed.slave, handed.master, handed.ids, 0);
        }
    }

    /** Orders no more; what has been ordered is still fetched. */
    void stopOrdering() {
        ordering = false;
        masters.close();
    }

    /** Whether every ID has been fetched or refused for good; only true for good after {@link #stopOrdering}. */
    boolean isSettled() {
        return unsettled.get() == 0;
    }

    @Override
    public void close() {
        ordering = false;
        Stream.of(masters, slaves).forEach(ExecutorService::shutdownNow);
        Stream.of(masters, slaves).forEach(ExecutorService::close);
        saes.values().forEach(RecordedSae::close);
    }
}

package dk.kronborg.testbed.checker;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Every request of a run with its answer, and what was done to the processes meanwhile. Thread-safe. */
public final class History {

    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private final Queue<Fetch> fetches = new ConcurrentLinkedQueue<>();
    private final Queue<Disturbance> disturbances = new ConcurrentLinkedQueue<>();
    private final Map<Pair, Long> latestOrder = new ConcurrentHashMap<>();
    private final Map<Pair, Long> latestFetch = new ConcurrentHashMap<>();

    private record Pair(String master, String slave) {}

    public void add(Order order) {
        orders.add(order);
        order.slaves().forEach(slave -> note(latestOrder, order.master(), slave, order.answer(), order.span()));
    }

    public void add(Fetch fetch) {
        fetches.add(fetch);
        note(latestFetch, fetch.master(), fetch.slave(), fetch.answer(), fetch.span());
    }

    public void add(Disturbance disturbance) {
        disturbances.add(disturbance);
    }

    private static void note(Map<Pair, Long> latest, String master, String slave, Answer answer, Span span) {
        if (answer instanceof Answer.Keys) {
            latest.merge(new Pair(master, slave), span.from(), (one, other) -> one - other > 0 ? one : other);
        }
    }

    /** Whether the master has got fresh keys, and the slave keys of the master, each by a request made after that moment. */
    public boolean isServedSince(String master, String slave, long moment) {
        Pair pair = new Pair(master, slave);
        return Stream.of(latestOrder, latestFetch)
                .map(latest -> latest.get(pair))
                .allMatch(latest -> latest != null && latest - moment > 0);
    }

    /** How many have ended. */
    public int requests() {
        return orders.size() + fetches.size();
    }

    public List<Order> orders() {
        return List.copyOf(orders);
    }

    public List<Fetch> fetches() {
        return List.copyOf(fetches);
    }

    public List<Disturbance> disturbances() {
        return List.copyOf(disturbances);
    }
}

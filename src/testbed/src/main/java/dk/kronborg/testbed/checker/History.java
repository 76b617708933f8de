package dk.kronborg.testbed.checker;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Every request of a run with its answer, and what was done to the processes meanwhile. Thread-safe. */
public final class History {

    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private final Queue<Fetch> fetches = new ConcurrentLinkedQueue<>();
    private final Queue<Disturbance> disturbances = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> latestOrder = new ConcurrentHashMap<>();
    private final Map<String, Long> latestFetch = new ConcurrentHashMap<>();

    public void add(Order order) {
        orders.add(order);
        note(latestOrder, order.master(), order.answer(), order.span());
    }

    public void add(Fetch fetch) {
        fetches.add(fetch);
        note(latestFetch, fetch.slave(), fetch.answer(), fetch.span());
    }

    public void add(Disturbance disturbance) {
        disturbances.add(disturbance);
    }

    private static void note(Map<String, Long> latest, String sae, Answer answer, Span span) {
        if (answer instanceof Answer.Keys) {
            latest.merge(sae, span.from(), (one, other) -> one - other > 0 ? one : other);
        }
    }

    /** Whether an SAE has got fresh keys by a request that it made after that moment. */
    public boolean hasOrderedSince(String master, long moment) {
        Long latest = latestOrder.get(master);
        return latest != null && latest - moment > 0;
    }

    /** Whether an SAE has fetched keys by a request that it made after that moment. */
    public boolean hasFetchedSince(String slave, long moment) {
        Long latest = latestFetch.get(slave);
        return latest != null && latest - moment > 0;
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

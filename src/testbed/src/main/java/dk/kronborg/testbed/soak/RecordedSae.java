package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.checker.Answer;
import dk.kronborg.testbed.checker.Fetch;
import dk.kronborg.testbed.checker.History;
import dk.kronborg.testbed.checker.KeyPrint;
import dk.kronborg.testbed.checker.Order;
import dk.kronborg.testbed.checker.Span;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.RefusedException;
import dk.kronborg.testbed.client.SaeClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * An SAE whose every request is recorded. By POST only: the JDK's client repeats a GET by itself when a connection
 * breaks, and the history would show one request where the KME saw two. Thread-safe.
 */
final class RecordedSae implements AutoCloseable {

    private static final String SHORTAGE = "not enough keys";

    private final String id;
    private final SaeClient client;
    private final History history;
    private final KeyPrint.Maker prints;

    RecordedSae(String id, SaeClient client, History history, KeyPrint.Maker prints) {
        this.id = id;
        this.client = client;
        this.history = history;
        this.prints = prints;
    }

    private interface Request {
        List<DeliveredKey> send() throws IOException;
    }

    /** Asks for fresh keys; the first slave is the one in the path. */
    Answer order(List<String> slaves, int number, int bits) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("number", number, "size", bits));
        if (slaves.size() > 1) {
            body.put("additional_slave_SAE_IDs", slaves.subList(1, slaves.size()));
        }
        long from = System.nanoTime();
        Answer answer = answer(() -> client.newKeys(slaves.getFirst(), body));
        history.add(new Order(Span.since(from), id, Set.copyOf(slaves), number, bits, answer));
        return answer;
    }

    /** Asks for keys by their IDs. */
    Answer fetch(String master, List<UUID> ids) {
        long from = System.nanoTime();
        Answer answer = answer(() -> client.keys(master, ids));
        history.add(new Fetch(Span.since(from), id, master, ids, answer));
        return answer;
    }

    private Answer answer(Request request) {
        try {
            List<Answer.Seen> seen = new ArrayList<>();
            for (DeliveredKey key : request.send()) {
                seen.add(new Answer.Seen(key.id(), prints.of(key.bytes()), key.links()));
                key.destroy();
            }
            return new Answer.Keys(seen);
        } catch (RefusedException e) {
            return e.status() == 503 && e.body().contains(SHORTAGE)
                    ? new Answer.Shortage()
                    : new Answer.Refused(e.status());
        } catch (IOException e) {
            return new Answer.None();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}

package dk.kronborg;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SAEs that take keys all the time, in every way of asking, and hold each of them against the policy of its pair: not below
 * it, the same at both ends, of a suite and an epoch that the two KMEs agreed on. Ends with {@link #close}.
 */
final class PolicyWatch implements AutoCloseable {

    /** All keys are of what the pair asks for at least, whatever the request says. */
    static final List<String> REQUESTS = List.of(
            "{}",
            optional("PQC"),
            mandatory("PQC"),
            optional("LOCAL"),
            mandatory("LOCAL"),
            mandatory("QKD"),
            mandatory("HYBRID"),
            "{\"extension_optional\":[{\"abc_policy\":{\"min_grade\":\"PQC\"}}]}",
            "{\"extension_mandatory\":[{\"abc_policy\":{\"min_grade\":\"PQC\"}}]}");

    private static final long PAUSE_MILLIS = 100;

    /**
     * SAEs that may share keys by this policy.
     *
     * @param grades    of their keys while quantum keys can be had
     * @param mayBePqc  whether they may rest on post-quantum cryptography alone, if the answer says that they are degraded
     */
    record Pair(String master, String slave, String policy, Set<String> grades, boolean mayBePqc) {

        /** What is permitted if the request asks for a grade, too. */
        private Set<String> grades(String request) {
            return request.contains("HYBRID") ? Set.of("HYBRID") : grades;
        }

        /** A request for quantum keys that must be, or for hybrid ones, takes away the fallback. */
        private boolean mayBePqc(String request) {
            return mayBePqc && !request.contains("\"QKD\"") && !request.contains("HYBRID");
        }
    }

    /**
     * What one request was told.
     *
     * @param grade  of the first key, "" if there is none
     * @param reason why keys are degraded or refused, "" if neither is
     */
    record Told(int status, String grade, String mode, boolean degraded, String reason) {}

    private final DemoNetwork network;
    private final PeerAttacker attacker;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> tally = new ConcurrentHashMap<>();
    private final List<Thread> threads;

    PolicyWatch(DemoNetwork network, PeerAttacker attacker, List<Pair> pairs) {
        this.network = network;
        this.attacker = attacker;
        this.threads = pairs.stream()
                .map(pair -> Thread.ofVirtual().start(() -> watch(pair)))
                .toList();
    }

    private static String optional(String grade) {
        return "{\"extension_optional\":[{\"qci_policy\":{\"min_grade\":\"" + grade + "\"}}]}";
    }

    /** A request for one key that must be of that grade. */
    static String mandatory(String grade) {
        return "{\"extension_mandatory\":[{\"qci_policy\":{\"min_grade\":\"" + grade + "\"}}]}";
    }

    /** What was wrong with keys so far: nothing, if all is well. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** How many keys and refusals there were, by pair. */
    Map<String, Long> tally() {
        return new TreeMap<>(tally);
    }

    private void watch(Pair pair) {
        try (SaeClient master = network.client(pair.master);
                SaeClient slave = network.client(pair.slave)) {
            for (int turn = 0; !ended.get(); turn++) {
                ask(pair, master, slave, REQUESTS.get(turn % REQUESTS.size()));
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            if (!ended.get()) {
                faults.add(pair + ": " + e);
            }
        }
    }

    /** Asks once, and holds the answer against the policy as all others. */
    Told ask(Pair pair, String request) throws IOException {
        try (SaeClient master = network.client(pair.master);
                SaeClient slave = network.client(pair.slave)) {
            return ask(pair, master, slave, request);
        }
    }

    /** Asks for 128 keys so many times, until a request is refused; what the last one was told. */
    Told take(Pair pair, int times) throws IOException {
        try (SaeClient master = network.client(pair.master);
                SaeClient slave = network.client(pair.slave)) {
            Told told = ask(pair, master, slave, "{\"number\":128}");
            for (int turn = 1; turn < times && told.status == 200; turn++) {
                told = ask(pair, master, slave, "{\"number\":128}");
            }
            return told;
        }
    }

    private Told ask(Pair pair, SaeClient master, SaeClient slave, String request) throws IOException {
        Answer answer = post(master, pair.slave, "enc_keys", request);
        JsonNode json = answer.json();
        JsonNode container = json.path("key_container_extension");
        Told told = new Told(
                answer.status(),
                json.at("/keys/0/key_extension/qci_provenance/grade").asText(),
                container.path("qci_mode").asText(),
                container.path("qci_degraded").asBoolean(),
                answer.status() == 200
                        ? container.path("qci_reason").asText()
                        : json.at("/details/0/qci_reason").asText());
        String name = pair.master + " -> " + pair.slave + " (" + pair.policy + "): ";
        if (answer.status() == 200) {
            json.path("keys").forEach(key -> {
                judge(pair, request, told, key.at("/key_extension/qci_provenance"));
                tally.merge(name + key.at("/key_extension/qci_provenance/grade").asText(), 1L, Long::sum);
            });
            sameAtTheOtherEnd(pair, slave, json.path("keys"));
        } else {
            tally.merge(
                    name + (told.reason.isEmpty() ? answer.status() : answer.status() + " " + told.reason),
                    1L,
                    Long::sum);
            require(
                    answer.status() == 503 || answer.status() == 400,
                    pair + " was answered " + answer.status() + " to " + request);
        }
        return told;
    }

    private void judge(Pair pair, String request, Told told, JsonNode provenance) {
        String grade = provenance.path("grade").asText();
        String about = pair + " got " + provenance + ", " + told + ", for " + request;
        boolean isDegraded = grade.equals("PQC") && told.degraded && told.reason.startsWith("QKD_");
        require(
                pair.grades(request).contains(grade) || (pair.mayBePqc(request) && isDegraded),
                "below policy: " + about);
        require(told.degraded == grade.equals("PQC"), "not told that it is degraded: " + about);
        require(provenance.has("qkd") == !grade.equals("PQC"), "grade and provenance differ: " + about);
        if (grade.equals("QKD")) {
            require(!provenance.has("pqc"), "grade and provenance differ: " + about);
        } else {
            JsonNode pqc = provenance.path("pqc");
            require(pqc.path("suite").asText().equals(PeerAttacker.STRONG), "of a weaker suite: " + about);
            require(
                    attacker.exchanges().stream()
                            .map(PeerAttacker.Exchange::epoch)
                            .map(UUID::toString)
                            .anyMatch(pqc.path("epoch").asText()::equals),
                    "of an epoch that was never agreed on: " + about);
        }
    }

    private void sameAtTheOtherEnd(Pair pair, SaeClient slave, JsonNode keys) throws IOException {
        StringBuilder ids = new StringBuilder();
        keys.forEach(key -> ids.append(ids.isEmpty() ? "" : ",")
                .append("{\"key_ID\":")
                .append(key.path("key_ID"))
                .append('}'));
        Answer fetched = post(slave, pair.master, "dec_keys", "{\"key_IDs\":[" + ids + "]}");
        require(
                fetched.status() == 200 && fetched.json().path("keys").equals(keys),
                pair + ": the slave did not get the same keys, but was answered " + fetched.status());
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            faults.add(otherwise);
        }
    }

    private static Answer post(SaeClient caller, String other, String method, String body) throws IOException {
        return caller.answer(
                "POST",
                "/api/v1/keys/" + other + "/" + method,
                body.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json",
                "Accept",
                "application/json");
    }

    @Override
    public void close() {
        ended.set(true);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

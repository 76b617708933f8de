package dk.kronborg.testbed.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How old the events of some devices are when they are seen, counted from when they were due: with an event, all that its
 * device reported before it is seen.
 */
final class AgeSample {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long LONGEST = TimeUnit.MINUTES.toMicros(5);

    private final Map<String, Deque<Due>> unseen = new HashMap<>();
    private final Histogram micros = new Histogram(LONGEST, 3);
    private final double perSecond;

    /** The place of an event among those of its device, and its number among all. */
    private record Due(long mark, int number) {}

    /**
     * A sample of events that are sent at that rate.
     *
     * @param links how many links are looked at
     * @param mark  what of an event, as JSON, grows from one to the next of a device
     */
    AgeSample(List<ProducerRecord<String, byte[]>> events, double perSecond, int links, ToLongFunction<JsonNode> mark)
            throws IOException {
        this.perSecond = perSecond;
        Set<String> sampled =
                events.stream().map(ProducerRecord::key).distinct().limit(links).collect(Collectors.toSet());
        for (int number = 0; number < events.size(); number++) {
            if (sampled.contains(events.get(number).key())) {
                JsonNode event = MAPPER.readTree(events.get(number).value());
                unseen.computeIfAbsent(event.path("device_id").asText(), device -> new ArrayDeque<>())
                        .add(new Due(mark.applyAsLong(event), number));
            }
        }
    }

    Set<String> devices() {
        return Set.copyOf(unseen.keySet());
    }

    /** A device is seen up to that mark now. */
    void seen(String device, long mark, long sinceStart) {
        Deque<Due> due = unseen.getOrDefault(device, new ArrayDeque<>());
        while (!due.isEmpty() && due.peek().mark() <= mark) {
            double age = sinceStart - due.poll().number() * 1e9 / perSecond;
            micros.recordValue(Math.clamp((long) (age / 1e3), 1, LONGEST));
        }
    }

    boolean isComplete() {
        return unseen.values().stream().allMatch(Deque::isEmpty);
    }

    /** Microseconds. */
    Histogram ages() {
        return micros;
    }
}

package dk.kronborg.linkmonitor.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to which time all that arrived on a topic has been taken in, by whichever process of the group. Silence is measured
 * up to there: a centre that is behind, or whose broker is away, takes no link for silent that is not.
 *
 * <p>Looks where the partitions end, and waits until the group's offsets, which are committed after storing, have passed
 * that. One thread looks, any may ask.
 */
public final class IntakeHorizon {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_LOOKS = 600;

    private record Look(Instant at, Map<TopicPartition, Long> ends) {}

    private final Admin broker;
    private final String topic;
    private final String group;
    private final Deque<Look> looks = new ArrayDeque<>();
    private volatile Optional<Instant> horizon = Optional.empty();

    public IntakeHorizon(Admin broker, String topic, String group) {
        this.broker = broker;
        this.topic = topic;
        this.group = group;
    }

    /** As it was found last; nothing until all is taken in that waited at the first look, however long it did. */
    public Optional<Instant> horizon() {
        return horizon;
    }

    /**
     * Looks at the broker.
     *
     * @return whether it answered
     */
    public boolean look(Instant now) throws InterruptedException {
        try {
            List<TopicPartition> partitions = partitions();
            // A look that was not passed for so long tells no more than the next one.
            if (looks.size() < MOST_LOOKS) {
                looks.addLast(new Look(now, offsets(partitions, OffsetSpec.latest())));
            }
            Map<TopicPartition, Long> earliest = offsets(partitions, OffsetSpec.earliest());
            Map<TopicPartition, OffsetAndMetadata> committed = broker.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            while (!looks.isEmpty() && passed(looks.getFirst(), earliest, committed)) {
                horizon = Optional.of(looks.removeFirst().at());
            }
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private List<TopicPartition> partitions() throws InterruptedException, ExecutionException, TimeoutException {
        return broker
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .values()
                .stream()
                .flatMap(described -> described.partitions().stream()
                        .map(partition -> new TopicPartition(described.name(), partition.partition())))
                .toList();
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, ListOffsetsResultInfo> found = broker.listOffsets(
                        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which)))
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return found.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static boolean passed(
            Look look, Map<TopicPartition, Long> earliest, Map<TopicPartition, OffsetAndMetadata> committed) {
        return look.ends().entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = committed.get(end.getKey());
            long done = Math.max(offset == null ? 0 : offset.offset(), earliest.getOrDefault(end.getKey(), 0L));
            return done >= end.getValue();
        });
    }
}

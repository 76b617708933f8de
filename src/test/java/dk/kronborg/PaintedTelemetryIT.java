package dk.kronborg;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import dk.kronborg.testbed.client.DemoNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * P7, what an operator sees of it: from the time that a driver gave a report to Kafka, which the record says, until the
 * browser has painted the link's row with it.
 */
@ExtendWith({RunningNetwork.class, Chromium.class})
class PaintedTelemetryIT {

    private static final String TOPIC = "qkd.telemetry.v1";
    private static final int REPORTS = 200;

    /** Two frames after a row has changed, the change is on the screen. */
    private static final String WATCH = """
            () => {
              window.painted = {};
              const note = (row) => {
                const seen = row.dataset.measured.split(" ");
                requestAnimationFrame(() => requestAnimationFrame(() => {
                  for (const time of seen) {
                    window.painted[row.dataset.link + " " + time] ??= Date.now();
                  }
                }));
              };
              new MutationObserver((changes) => changes.forEach((change) => note(change.target)))
                .observe(document.querySelector("kronborg-link-table tbody"),
                         { subtree: true, attributeFilter: ["data-measured"] });
            }
            """;

    private final DemoNetwork network;

    PaintedTelemetryIT(DemoNetwork network) {
        this.network = network;
    }

    private record Report(String link, String device, Instant measuredAt, long producedAt) {
        String row() {
            return link + ' ' + measuredAt;
        }
    }

    @Test
    void aReportIsPaintedSoonAfterItWasProduced(OperatorBrowser browser) throws IOException {
        Page page = browser.open("");
        assertThat(page.locator("tr[data-link]")).hasCount(network.links().size());
        page.evaluate(WATCH);
        long begin = System.currentTimeMillis();
        await().atMost(Duration.ofMinutes(5)).until(() -> painted(page).size() >= REPORTS);

        List<Report> reports = reports(begin, System.currentTimeMillis());
        Map<String, Instant> newest = new HashMap<>();
        reports.forEach(report -> newest.merge(report.link(), report.measuredAt(), PaintedTelemetryIT::later));
        // What a newer report of the link has overtaken need not be shown; what is the newest must be.
        await().atMost(Duration.ofMinutes(5))
                .until(() ->
                        newest.entrySet().stream().allMatch(link -> isPainted(page, link.getKey(), link.getValue())));

        Map<String, Long> painted = painted(page);
        List<Long> ages = reports.stream()
                .filter(report -> painted.containsKey(report.row()))
                .map(report -> Objects.requireNonNull(painted.get(report.row())) - report.producedAt())
                .sorted()
                .toList();
        String figures = String.format(
                Locale.ROOT,
                "P7: %d reports painted, p50 %d ms, p99 %d ms, %d overtaken",
                ages.size(),
                ages.get(ages.size() / 2),
                ages.get(ages.size() * 99 / 100),
                reports.size() - ages.size());
        Files.writeString(Path.of("target", "p7.txt"), figures + '\n');

        assertThat(ages.size()).as(figures).isGreaterThan(REPORTS / 2);
    }

    /** Whether that report of the link was painted, or a newer one. */
    private static boolean isPainted(Page page, String link, Instant measuredAt) {
        return painted(page).keySet().stream()
                .filter(row -> row.startsWith(link + ' '))
                .map(row -> Instant.parse(row.substring(link.length() + 1)))
                .anyMatch(painted -> !painted.isBefore(measuredAt));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** When which report was painted, by link and time of measurement. */
    private static Map<String, Long> painted(Page page) {
        Map<String, Long> times = new HashMap<>();
        CentreApi.parse((String) page.evaluate("() => JSON.stringify(window.painted)"))
                .properties()
                .forEach(entry -> {
                    String measured = entry.getKey().substring(entry.getKey().indexOf(' ') + 1);
                    if (!measured.equals("null")) {
                        times.put(
                                entry.getKey().substring(0, entry.getKey().indexOf(' '))
                                        + ' '
                                        + Instant.parse(measured),
                                entry.getValue().asLong());
                    }
                });
        return times;
    }

    /** What drivers produced between these times. */
    private List<Report> reports(long from, long to) {
        List<Report> reports = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> bus = new KafkaConsumer<>(
                Map.of("bootstrap.servers", network.kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = bus.partitionsFor(TOPIC).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            bus.assign(partitions);
            bus.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = bus.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> bus.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> told : bus.poll(Duration.ofSeconds(1))) {
                    if (told.timestamp() >= from && told.timestamp() <= to) {
                        report(told).ifPresent(reports::add);
                    }
                }
            }
        }
        return reports;
    }

    /** Other tests put there what is no report. */
    private static Optional<Report> report(ConsumerRecord<byte[], byte[]> told) {
        String text = new String(told.value(), StandardCharsets.UTF_8);
        if (!text.startsWith("{")) {
            return Optional.empty();
        }
        JsonNode event = CentreApi.parse(text);
        return Optional.of(new Report(
                new String(told.key(), StandardCharsets.UTF_8),
                event.path("device_id").asText(),
                Instant.parse(event.path("measured_at").asText()),
                told.timestamp()));
    }
}

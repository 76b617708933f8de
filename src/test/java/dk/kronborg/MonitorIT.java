package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dk.kronborg.linkmonitor.health.Circumstances;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.intake.Judgement;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import dk.kronborg.linkmonitor.json.LinkHealthJson;
import dk.kronborg.testbed.bench.Bench;
import dk.kronborg.testbed.kafka.KafkaBroker;
import dk.kronborg.testbed.launcher.RunningCentre;
import dk.kronborg.testbed.network.Fleet;
import dk.kronborg.testbed.process.Directories;
import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.testbed.simulator.Phenomenon;
import dk.kronborg.testbed.simulator.Target;
import dk.kronborg.testbed.simulator.TimeLapse;
import dk.kronborg.topology.identity.LinkId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The centre by itself: two processes of it, their servers, and the devices of many links. */
class MonitorIT {

    private static final int LINKS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path APPLICATION = Path.of(System.getProperty("kronborg.application"));

    /** Reports that come in real time, all of which the broker must have taken in the end. */
    private static final class Devices implements AutoCloseable {

        private final TimeLapse devices = new TimeLapse(Fleet.ring(LINKS), 1, Instant.now());
        private final List<TelemetryRecord> reported = new ArrayList<>();
        private final List<Future<RecordMetadata>> sent = new ArrayList<>();
        private final Producer<String, byte[]> bus;

        Devices(RunningCentre centre) {
            this.bus = new KafkaProducer<>(
                    Map.of("bootstrap.servers", centre.bootstrapServers(), "delivery.timeout.ms", 180_000),
                    new StringSerializer(),
                    new ByteArraySerializer());
        }

        void send(String key, byte[] record) {
            sent.add(bus.send(new ProducerRecord<>(KafkaBroker.TELEMETRY, key, record)));
        }

        void reportUntilNow() {
            devices.advance(Instant.now(), (at, link, event) -> {
                RecordPlace place = new RecordPlace(KafkaBroker.TELEMETRY, 0, reported.size(), at);
                reported.add(new TelemetryRecord(place, link.value().getBytes(StandardCharsets.UTF_8), event));
                send(link.value(), event);
            });
        }

        void awaitTaken() throws Exception {
            for (Future<RecordMetadata> each : sent) {
                each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }

        @Override
        public void close() {
            bus.close(Duration.ZERO);
        }
    }

    @Test
    void losesAndDoublesNothingWhoeverIsKilled() throws Exception {
        Path directory = place("monitor");
        TimeLapse plan = new TimeLapse(Fleet.ring(LINKS), 1, Instant.now());
        try (RunningCentre centre = RunningCentre.start(plan.network(), directory, APPLICATION)) {
            centre.startReplica();
            try (Devices devices = new Devices(centre)) {
                List<GuardedProcess> victims = List.of(
                        centre.replicas().getFirst().process(),
                        centre.kafka(),
                        centre.replicas().getLast().process(),
                        centre.postgres());
                List<Instant> backAgain = new ArrayList<>();
                for (GuardedProcess victim : victims) {
                    reportUntilStored(centre, devices, stored(centre) + 1000);
                    victim.restart();
                    backAgain.add(Instant.now());
                    devices.reportUntilNow();
                }
                reportUntilStored(centre, devices, stored(centre) + 1000);
                devices.awaitTaken();
                long reported = devices.reported.size();
                await().atMost(PATIENCE).until(() -> stored(centre) == reported);

                assertThat(number(centre, "select count(*) from telemetry_event"))
                        .isEqualTo(reported);
                assertThat(number(centre, "select count(distinct event_id) from telemetry_event"))
                        .isEqualTo(reported);
                assertThat(number(centre, "select coalesce(sum(events), 0) from signed_batch"))
                        .isEqualTo(reported);
                assertThat(number(centre, "select coalesce(sum(count), 0) from refusal_count"))
                        .isZero();
                Map<LinkId, LinkHealth> kept = kept(centre);
                Map<LinkId, LinkHealth> undisturbed = replayed(devices, List.of());
                // Without a broker for half a minute, a link may be found silent before what waited comes in.
                Map<LinkId, LinkHealth> foundSilent = replayed(devices, backAgain);
                undisturbed.forEach((link, health) -> assertThat(learnt(kept.get(link)))
                        .as("%s was moved by every event once, as if nothing had happened", link)
                        .isIn(learnt(health), learnt(foundSilent.get(link))));
                System.out.printf("%d events, four kill -9 amid them: all stored once%n", reported);
            }
        }
    }

    private static void reportUntilStored(RunningCentre centre, Devices devices, long events) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            devices.reportUntilNow();
            return stored(centre) >= events;
        });
    }

    /** What of the health of a link counts every event. */
    private static Object learnt(@Nullable LinkHealth health) {
        return health == null ? "nothing" : List.of(health.baselines(), health.guards());
    }

    private static Map<LinkId, LinkHealth> kept(RunningCentre centre) throws SQLException {
        Map<LinkId, LinkHealth> links = new TreeMap<>();
        try (var connection =
                        DriverManager.getConnection("jdbc:" + centre.database().uri());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select document from link_health")) {
            while (rows.next()) {
                LinkHealth health = LinkHealthJson.read(rows.getBytes(1));
                links.put(health.link(), health);
            }
        }
        return links;
    }

    /** The health of all links after all that was reported, and after a look for silence at each of these times. */
    private static Map<LinkId, LinkHealth> replayed(Devices devices, List<Instant> looks) {
        TelemetryGate gate = new TelemetryGate(new JsonEventReader(), devices.devices::network, Clock.systemUTC());
        LinkMonitor monitor = new LinkMonitor(devices.devices::network, (link, at) -> Circumstances.usual(link));
        Map<LinkId, LinkHealth> links = new TreeMap<>();
        Deque<Instant> ahead = new ArrayDeque<>(looks);
        for (TelemetryRecord record : devices.reported) {
            Instant at = record.place().appendedAt();
            while (!ahead.isEmpty() && ahead.getFirst().isBefore(at)) {
                Instant look = ahead.removeFirst();
                links.replaceAll((link, health) ->
                        monitor.silent(health, look).orElseThrow().after());
            }
            Judgement.Genuine genuine = (Judgement.Genuine) gate.judge(record);
            LinkId link = genuine.event().link();
            LinkHealth before = links.computeIfAbsent(link, id -> LinkHealth.neverHeard(id, Instant.EPOCH));
            links.put(
                    link,
                    monitor.after(before, genuine.event(), at).orElseThrow().after());
        }
        return links;
    }

    @Test
    void aFloodUnderOneLinksNameCostsTheOthersNothing() throws Exception {
        TimeLapse plan = new TimeLapse(Fleet.ring(LINKS), 1, Instant.now());
        try (RunningCentre centre = RunningCentre.start(plan.network(), place("flooded"), APPLICATION);
                Devices devices = new Devices(centre)) {
            reportUntilStored(centre, devices, 1000);
            List<LinkId> links =
                    plan.network().links().stream().map(link -> link.id()).toList();
            String flooded = links.getFirst().value();
            byte[] junk = "{\"schema\": \"qkd.telemetry/1\"}".getBytes(StandardCharsets.UTF_8);
            int records = 200 * LINKS;
            for (int number = 0; number < records; number++) {
                devices.send(flooded, junk);
            }
            devices.devices.befall(new Target.OneLink(links.getLast()), new Phenomenon.Cut());

            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
                devices.reportUntilNow();
                return number(
                                centre,
                                "select count(*) from alarm where kind = 'FIBRE_CUT' and resource = 'link:"
                                        + links.getLast() + "'")
                        == 1;
            });
            devices.awaitTaken();
            await().atMost(PATIENCE)
                    .until(() -> number(centre, "select coalesce(sum(count), 0) from refusal_count") >= records);

            assertThat(number(centre, "select coalesce(sum(count), 0) from refusal_count where reason <> 'TOO_MANY'"))
                    .as("records that were looked at")
                    .isBetween(1L, 2000L);
            long others = devices.reported.stream()
                    .filter(record -> !record.keyText().equals(flooded))
                    .count();
            await().atMost(PATIENCE)
                    .until(() -> number(
                                    centre,
                                    "select count(*) from telemetry_event e join link_end l on l.id = e.end_id"
                                            + " where l.link_id <> '" + flooded + "'")
                            == others);
            assertThat(number(centre, "select count(*) from alarm where kind = 'TELEMETRY_REFUSED'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void theBenchOfTelemetryWorks(@TempDir Path directory) throws IOException {
        Path written = Bench.probe(place("bench"), APPLICATION, List.of("P6"), directory);

        var figures =
                CentreApi.parse(Files.readString(Path.of(written + ".json"))).path("figures");
        assertThat(figures.findValuesAsText("goal")).containsExactly("P6", "P6", "P6", "P7");
        figures.forEach(
                figure -> assertThat(figure.path("rounds").path(0).path("ours").asDouble())
                        .as(figure.toString())
                        .isPositive());
    }

    private static Path place(String name) throws IOException {
        Path directory = Path.of("target", name).toAbsolutePath();
        Directories.delete(directory);
        return Files.createDirectories(directory);
    }

    /** Events that are stored; a database that is away just now has stored what it had. */
    private static long stored(RunningCentre centre) {
        try {
            return number(centre, "select coalesce(sum(last_seq + 1), 0) from device_boot");
        } catch (SQLException e) {
            return 0;
        }
    }

    private static long number(RunningCentre centre, String query) throws SQLException {
        try (var connection =
                        DriverManager.getConnection("jdbc:" + centre.database().uri());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}

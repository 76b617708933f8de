package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.FiniteSizeKeyRate;
import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.QuantumChannel;
import dk.kronborg.topology.network.Link;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SimulatedLinkTest {

    private static final Instant START = Instant.parse("2026-07-02T08:00:00Z");
    private static final Duration STEP = Duration.ofMillis(250);

    private final RecordingOutlets tx = new RecordingOutlets();
    private final RecordingOutlets rx = new RecordingOutlets();
    private final SplittableRandom random = new SplittableRandom(42);
    private Instant now = START;

    private SimulatedLink start(Link link) {
        return new SimulatedLink(
                link, driver(link, End.TX, tx), driver(link, End.RX, rx), new SecureRandom(), random, this::id, START);
    }

    private Driver driver(Link link, End end, RecordingOutlets outlets) {
        try {
            TelemetrySigner signer = new TelemetrySigner(
                    KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate(), "key-1");
            return new Driver(link, end, signer, outlets, outlets, this::id);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private void run(SimulatedLink link, Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plus(STEP);
            link.advance(now);
        }
    }

    private void both(Consumer<RecordingOutlets> check) {
        Stream.of(tx, rx).forEach(check);
    }

    @Test
    void makesIdenticalBlocksAtBothEndsAtTheModelledRate() {
        Link metro = Links.metro();
        SimulatedLink link = start(metro);

        run(link, Duration.ofMinutes(2));

        double model = 0.1
                * FiniteSizeKeyRate.of(
                                metro.cvQkd().orElseThrow(),
                                new QuantumChannel(new LossDb(1.9).transmittance(), 0.01),
                                FailureProbabilities.DEFAULT)
                        .rate(metro.cvQkd().orElseThrow())
                        .bitsPerSecond();
        double made =
                tx.blocks.stream().mapToDouble(block -> block.length() * 8.0).sum() / 120;
        assertThat(made / model).isCloseTo(1, within(0.001));
        assertThat(rx.blocks).hasSameSizeAs(tx.blocks);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < tx.blocks.size(); i++) {
            assertThat(rx.blocks.get(i).id()).isEqualTo(tx.blocks.get(i).id());
            assertThat(rx.blocks.get(i).hex()).isEqualTo(tx.blocks.get(i).hex());
            ids.add(tx.blocks.get(i).id());
        }
        assertThat(ids).hasSameSizeAs(tx.blocks);
        assertThat(tx.blocks).allMatch(block -> block.length() == BlockSize.MOST);
        assertThat(tx.blocks.get(0).hex()).isNotEqualTo(tx.blocks.get(1).hex());
    }

    @Test
    void keyTricklesRatherThanComingInBursts() {
        SimulatedLink link = start(Links.metro());
        run(link, Duration.ofSeconds(10));
        int before = tx.blocks.size();

        run(link, STEP);

        assertThat(tx.blocks.size() - before).isBetween(1, 6);
    }

    @Test
    void aSlowLinkMakesSmallerBlocksRatherThanLetKeysWait() {
        SimulatedLink link = start(Links.of(50, 10, 1_000_000_000L, 0.01));

        run(link, Duration.ofMinutes(1));

        assertThat(tx.blocks)
                .hasSizeBetween(9, 13)
                .allSatisfy(block -> assertThat(block.length())
                        .isBetween(BlockSize.LEAST, BlockSize.MOST - 8)
                        .matches(size -> size % 8 == 0));
    }

    @Test
    void blockSizesKeepTheContractAtEveryRate() {
        for (double rate : new double[] {0, 1, 1791, 1792, 1800, 13_000, 13_260, 13_261, 1e6, 1e12}) {
            assertThat(BlockSize.forRate(rate)).isBetween(1120, 8288).matches(size -> size % 8 == 0);
        }
        assertThat(BlockSize.forRate(1e6)).isEqualTo(8288);
        assertThat(BlockSize.forRate(0)).isEqualTo(1120);
    }

    @Test
    void reportsBothEndsEveryTwoSecondsAndEveryCompletedBlock() {
        SimulatedLink link = start(Links.metro());

        run(link, Duration.ofSeconds(60));

        both(end -> {
            assertThat(end.events).hasSize(30);
            assertThat(end.events.stream()
                            .filter(event -> !event.get("block_id").isNull()))
                    .hasSize(6)
                    .allSatisfy(event ->
                            assertThat(event.get("interval_s").asDouble()).isEqualTo(10));
            assertThat(end.events)
                    .extracting(event -> event.get("seq").asLong())
                    .isSorted()
                    .doesNotHaveDuplicates();
        });
        assertThat(blockIds(tx)).isEqualTo(blockIds(rx)).doesNotHaveDuplicates();
        assertThat(tx.lastEvent().get("role").asText()).isEqualTo("TRANSMITTER");
        assertThat(tx.lastEvent().get("device_id").asText()).isEqualTo("MFA-MOD-TX");
        assertThat(rx.lastEvent().get("role").asText()).isEqualTo("RECEIVER");
        assertThat(rx.lastEvent().get("device_id").asText()).isEqualTo("MFA-MOD-RX");
        assertThat(rx.lastEvent().get("boot_id")).isNotEqualTo(tx.lastEvent().get("boot_id"));
    }

    @Test
    void reportsEveryBlockThoughTheStepsAreLate() {
        SimulatedLink link = start(Links.of(2, 1.9, 100_000_000L, 0.1));

        while (now.isBefore(START.plusSeconds(60))) {
            now = now.plusMillis(310);
            link.advance(now);
        }

        both(end -> assertThat(blockIds(end)).hasSize(60).doesNotHaveDuplicates());
    }

    private static List<String> blockIds(RecordingOutlets end) {
        return end.events.stream()
                .map(event -> event.get("block_id"))
                .filter(id -> !id.isNull())
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void measuresWhatIsThere() {
        SimulatedLink link = start(Links.metro());

        run(link, Duration.ofSeconds(10));

        both(end -> {
            JsonNode metrics = end.lastEvent().get("metrics");
            assertThat(metrics.get("channel_loss_db").asDouble()).isCloseTo(1.9, within(0.01));
            assertThat(metrics.get("excess_noise_snu").asDouble()).isCloseTo(0.01, within(0.001));
            assertThat(metrics.get("excess_noise_sigma_snu").asDouble()).isBetween(1e-5, 1e-3);
            assertThat(metrics.get("skr_bps").asDouble())
                    .isCloseTo(link.status().keyRateBps(), within(10_000.0));
            assertThat(metrics.get("eskr_bps").asDouble())
                    .isEqualTo(metrics.get("skr_bps").asDouble());
            assertThat(metrics.get("block_symbols").asLong()).isEqualTo(1_000_000_000);
            assertThat(end.lastEvent().get("device_state").asText()).isEqualTo("KEY_EXCHANGE");
            assertThat(end.lastEvent().get("alarms")).isEmpty();
            assertThat(end.lastEvent().at("/security/proof").asText()).isEqualTo("finite-size-collective");
            assertThat(end.lastEvent().at("/security/epsilon_total").asDouble()).isEqualTo(4e-10);
        });
    }

    @Test
    void aCutFibreStopsTheKeyAndIsReported() {
        SimulatedLink link = start(Links.metro());
        run(link, Duration.ofSeconds(10));
        link.befall(new Phenomenon.Cut());
        both(RecordingOutlets::forget);

        run(link, Duration.ofSeconds(20));

        both(end -> {
            assertThat(end.blocks).isEmpty();
            assertThat(end.events).hasSize(10);
            assertThat(end.lastEvent().get("device_state").asText()).isEqualTo("NO_SIGNAL");
            assertThat(end.lastEvent().at("/metrics/skr_bps").asDouble()).isZero();
            assertThat(end.lastEvent().get("metrics").has("transmittance")).isFalse();
            assertThat(end.lastEvent().at("/alarms/0/severity").asText()).isEqualTo("critical");
        });
        link.clear();
        run(link, Duration.ofSeconds(10));
        both(end -> assertThat(end.blocks).isNotEmpty());
    }

    @Test
    void noiseAboveTheLimitStopsTheKeyAndIsMeasured() {
        SimulatedLink link = start(Links.metro());
        link.befall(new Phenomenon.Noise(0.49));

        run(link, Duration.ofSeconds(10));

        both(end -> {
            assertThat(end.blocks).isEmpty();
            assertThat(end.lastEvent().get("device_state").asText()).isEqualTo("NO_KEY");
            assertThat(end.lastEvent().at("/metrics/excess_noise_snu").asDouble())
                    .isCloseTo(0.5, within(0.01));
            assertThat(end.lastEvent().at("/metrics/skr_bps").asDouble()).isZero();
        });
    }

    @Test
    void aBendIsMeasuredAsLoss() {
        SimulatedLink link = start(Links.metro());
        link.befall(new Phenomenon.Bend(3));

        run(link, Duration.ofSeconds(10));

        both(end -> {
            assertThat(end.lastEvent().at("/metrics/channel_loss_db").asDouble())
                    .isCloseTo(4.9, within(0.01));
            assertThat(end.lastEvent().at("/metrics/excess_noise_snu").asDouble())
                    .isCloseTo(0.01, within(0.002));
            assertThat(end.blocks).isNotEmpty();
        });
    }

    @Test
    void silenceStopsTelemetryAndNothingElse() {
        SimulatedLink link = start(Links.metro());
        link.befall(new Phenomenon.Silence(Optional.empty()));

        run(link, Duration.ofSeconds(30));

        both(end -> {
            assertThat(end.events).isEmpty();
            assertThat(end.blocks).isNotEmpty();
        });
    }

    @Test
    void aDeadDeviceIsSilentAndTheOtherSaysSo() {
        SimulatedLink link = start(Links.metro());
        run(link, Duration.ofSeconds(4));
        JsonNode before = tx.lastEvent();
        both(RecordingOutlets::forget);

        link.befall(new Phenomenon.Dead(End.TX));
        run(link, Duration.ofSeconds(10));

        assertThat(tx.discards).isOne();
        assertThat(tx.events).isEmpty();
        assertThat(rx.discards).isZero();
        assertThat(rx.lastEvent().get("device_state").asText()).isEqualTo("NO_PEER");
        both(end -> assertThat(end.blocks).isEmpty());

        link.clear();
        run(link, Duration.ofSeconds(2));

        assertThat(tx.lastEvent().get("boot_id")).isNotEqualTo(before.get("boot_id"));
        assertThat(tx.events.getFirst().get("seq").asLong()).isZero();
        assertThat(rx.lastEvent().get("seq").asLong()).isGreaterThan(5);
    }

    @Test
    void disagreeingEndsHoldOtherBytesUnderTheSameIdAndReportAnotherLoss() {
        SimulatedLink link = start(Links.metro());
        link.befall(new Phenomenon.Disagree());

        run(link, Duration.ofSeconds(10));

        assertThat(tx.blocks).hasSameSizeAs(rx.blocks).isNotEmpty();
        for (int i = 0; i < tx.blocks.size(); i++) {
            assertThat(rx.blocks.get(i).id()).isEqualTo(tx.blocks.get(i).id());
            assertThat(rx.blocks.get(i).length()).isEqualTo(tx.blocks.get(i).length());
            assertThat(rx.blocks.get(i).hex()).isNotEqualTo(tx.blocks.get(i).hex());
        }
        assertThat(rx.lastEvent().at("/metrics/channel_loss_db").asDouble()
                        - tx.lastEvent().at("/metrics/channel_loss_db").asDouble())
                .isGreaterThan(0.5);
    }

    @Test
    void stopsAtBothEndsWhenOneQueueIsFull() {
        SimulatedLink link = start(Links.metro());
        rx.room = 7;

        run(link, Duration.ofSeconds(20));

        both(end -> {
            assertThat(end.blocks).hasSize(7);
            assertThat(end.lastEvent().get("device_state").asText()).isEqualTo("OUTPUT_BLOCKED");
            // The channel is as good as ever: what an operator watches must not look like a fault.
            assertThat(end.lastEvent().at("/metrics/skr_bps").asDouble()).isPositive();
            assertThat(end.lastEvent().at("/metrics/eskr_bps").asDouble()).isZero();
            assertThat(end.lastEvent().get("alarms")).isEmpty();
        });

        rx.room = Integer.MAX_VALUE;
        int before = tx.blocks.size();
        run(link, STEP);

        // What was not made in the meantime is not made up for.
        assertThat(tx.blocks.size() - before).isLessThan(8);
    }

    @Test
    void goesOnInTheOtherDirectionAtBothEndsWhenOneQueueOfOneEndIsFull() {
        SimulatedLink link = start(Links.metro());
        tx.full.add(BlockDirection.FROM_SMALLER);

        run(link, Duration.ofSeconds(20));

        assertThat(tx.blocks)
                .isNotEmpty()
                .isEqualTo(rx.blocks)
                .extracting(block -> BlockDirection.of(UUID.fromString(block.id())))
                .containsOnly(BlockDirection.FROM_GREATER);
        both(end -> {
            JsonNode metrics = end.lastEvent().get("metrics");
            assertThat(end.lastEvent().get("device_state").asText()).isEqualTo("KEY_EXCHANGE");
            assertThat(metrics.get("eskr_bps").asDouble()
                            / metrics.get("skr_bps").asDouble())
                    .isBetween(0.2, 0.8);
        });

        rx.full.add(BlockDirection.FROM_GREATER);
        both(RecordingOutlets::forget);
        run(link, Duration.ofSeconds(20));

        both(end -> {
            assertThat(end.blocks).isEmpty();
            assertThat(end.lastEvent().get("device_state").asText()).isEqualTo("OUTPUT_BLOCKED");
        });
    }

    @Test
    void aClockThatJumpsMakesNeitherABurstNorAnError() {
        SimulatedLink link = start(Links.metro());
        run(link, Duration.ofSeconds(4));
        double perSecond = link.status().keyRateBps() / 8 / BlockSize.MOST;
        both(RecordingOutlets::forget);

        now = now.plus(Duration.ofHours(3));
        link.advance(now);
        assertThat((double) tx.blocks.size()).isLessThanOrEqualTo(5 * perSecond + 1);

        now = now.minus(Duration.ofHours(6));
        both(RecordingOutlets::forget);
        run(link, Duration.ofSeconds(30));
        both(end -> {
            assertThat(end.blocks).isNotEmpty();
            assertThat(end.events).isNotEmpty();
            assertThat(blockIds(end)).isNotEmpty();
        });
    }
}

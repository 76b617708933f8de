package dk.kronborg.linkmonitor.keyrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.CvQkdParameters.Detection;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The model against the vectors of an independent implementation, in full double precision. */
class PublishedVectorsTest {

    /** What double arithmetic allows: the rates themselves are differences of numbers near 1. */
    private static final double RELATIVE = 1e-10;

    private static List<JsonNode> vectors(String kind) throws IOException {
        try (InputStream file = PublishedVectorsTest.class.getResourceAsStream("/skr-vectors.json")) {
            JsonNode all = new ObjectMapper().readTree(Objects.requireNonNull(file, "skr-vectors.json"));
            return StreamSupport.stream(all.get(kind).spliterator(), false).toList();
        }
    }

    static Stream<JsonNode> asymptotic() throws IOException {
        return vectors("asymptotic").stream();
    }

    static Stream<JsonNode> finiteSize() throws IOException {
        return vectors("finite_size").stream();
    }

    @Test
    void holdsEveryVector() throws IOException {
        assertThat(vectors("asymptotic")).hasSize(46);
        assertThat(vectors("finite_size")).hasSize(48);
    }

    @ParameterizedTest
    @MethodSource("asymptotic")
    void computesTheAsymptoticRate(JsonNode vector) {
        JsonNode in = vector.get("in_");
        CvQkdParameters setup = Systems.of(
                in.get("VA").asDouble(),
                in.get("eta").asDouble(),
                in.get("vel").asDouble(),
                in.get("beta").asDouble(),
                detection(in),
                in.get("trusted").asBoolean() ? DetectorTrust.TRUSTED : DetectorTrust.UNTRUSTED,
                2);
        QuantumChannel channel = new QuantumChannel(
                new ChannelTransmittance(in.get("T").asDouble()), in.get("xi").asDouble());

        AsymptoticKeyRate rate = AsymptoticKeyRate.of(setup, channel);

        assertClose(rate.snr(), vector.get("snr"));
        assertClose(rate.mutualInformation(), vector.get("I_AB"));
        assertClose(rate.holevoBound(), vector.get("chi_BE"));
        assertClose(rate.bitsPerSymbol(), vector.get("K"));
        assertClose(rate.eigenvalues().nu1(), vector.get("nu").get(0));
        assertClose(rate.eigenvalues().nu2(), vector.get("nu").get(1));
        assertClose(rate.eigenvalues().nu3(), vector.get("nu").get(2));
        assertClose(rate.eigenvalues().nu4(), vector.get("nu").get(3));
    }

    @ParameterizedTest
    @MethodSource("finiteSize")
    void computesTheFiniteSizeRate(JsonNode vector) {
        long block = vector.get("N").asLong();
        CvQkdParameters setup = Systems.of(4, 0.6, 0.05, 0.95, detection(vector), DetectorTrust.TRUSTED, block);
        assertThat(setup.disclosedSymbols()).isEqualTo(vector.get("m").asLong());
        FailureProbabilities probabilities = new FailureProbabilities(
                vector.get("eps_pe").asDouble(),
                vector.get("eps_smooth").asDouble(),
                vector.get("eps_pa").asDouble(),
                1e-10);

        FiniteSizeKeyRate rate = FiniteSizeKeyRate.of(
                setup, Systems.channel(0.2 * vector.get("fibre_km").asDouble(), 0.01), probabilities);

        assertClose(rate.bitsPerSymbol(), vector.get("k"));
        assertClose(rate.estimation().worstCase().transmittance().value(), vector.get("Tmin"));
        assertClose(rate.estimation().worstCase().excessNoiseSnu(), vector.get("xi_max"));
        assertClose(rate.correction(), vector.get("delta"));
    }

    @Test
    void computesTheWorkedFiniteSizeExample() {
        CvQkdParameters setup =
                Systems.of(4, 0.6, 0.05, 0.95, Detection.HETERODYNE, DetectorTrust.TRUSTED, 100_000_000);

        FiniteSizeKeyRate rate = FiniteSizeKeyRate.of(setup, Systems.channel(4, 0.01), FailureProbabilities.DEFAULT);

        assertThat(rate.estimation().worstCase().transmittance().value()).isCloseTo(0.39734373554, within(1e-10));
        assertThat(rate.estimation().worstCase().excessNoiseSnu()).isCloseTo(0.01808431715, within(1e-10));
        assertThat(rate.correction()).isCloseTo(0.00579226094, within(1e-10));
        assertThat(rate.worstHolevoBound()).isCloseTo(0.39881210409, within(1e-10));
    }

    @Test
    void computesTheEigenvaluesOfTwentyKilometresAndOneDecibel() {
        QuantumChannel channel = Systems.channel(5, 0.01);

        SymplecticEigenvalues heterodyne = AsymptoticKeyRate.of(Systems.standard(Detection.HETERODYNE), channel)
                .eigenvalues();
        SymplecticEigenvalues homodyne = AsymptoticKeyRate.of(Systems.standard(Detection.HOMODYNE), channel)
                .eigenvalues();

        assertThat(heterodyne.nu1()).isCloseTo(3.735932979, within(5e-10)).isEqualTo(homodyne.nu1());
        assertThat(heterodyne.nu2()).isCloseTo(1.004006321, within(5e-10)).isEqualTo(homodyne.nu2());
        assertThat(heterodyne.nu3()).isCloseTo(3.010835863, within(5e-10));
        assertThat(heterodyne.nu4()).isCloseTo(1.001488212, within(5e-10));
        assertThat(homodyne.nu3()).isCloseTo(3.111508508, within(5e-10));
        assertThat(homodyne.nu4()).isCloseTo(1.001487785, within(5e-10));
    }

    @ParameterizedTest
    @CsvSource({"1, 66379.634", "10, 23707.438", "50, 1970.168", "100, 170.145", "120, 65.922"})
    void computesTheRateInBitPerSecond(double kilometres, double kilobitPerSecond) {
        CvQkdParameters setup = Systems.standard(Detection.HETERODYNE);

        SecretKeyRate rate = AsymptoticKeyRate.of(setup, Systems.channel(0.2 * kilometres, 0.01))
                .rate(setup, 1);

        assertThat(rate.bitsPerSecond() / 1000).isCloseTo(kilobitPerSecond, within(5e-4));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0.2325, 0.2354", "2, 0.1998, 0.2020", "3, 0.1761, 0.1783", "4, 0.1579, 0.1602",
        "5, 0.1434, 0.1457", "6, 0.1317, 0.1338", "8, 0.1137, 0.1154", "10, 0.1007, 0.1018",
        "12, 0.0908, 0.0915", "15, 0.0796, 0.0799", "20, 0.0666, 0.0667"
    })
    void findsTheNullKeyNoise(double lossDb, double heterodyne, double homodyne) {
        ChannelTransmittance transmittance = new LossDb(lossDb).transmittance();

        assertThat(NullKeyNoise.asymptotic(Systems.standard(Detection.HETERODYNE), transmittance)
                        .orElseThrow()
                        .snu())
                .isCloseTo(heterodyne, within(6e-5));
        assertThat(NullKeyNoise.asymptotic(Systems.standard(Detection.HOMODYNE), transmittance)
                        .orElseThrow()
                        .snu())
                .isCloseTo(homodyne, within(6e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "10, 1e6, 5.6e-3", "10, 1e7, 1.8e-3", "10, 1e8, 5.6e-4",
        "25, 1e6, 1.1e-2", "25, 1e7, 3.5e-3", "25, 1e8, 1.1e-3",
        "50, 1e6, 3.5e-2", "50, 1e7, 1.1e-2", "50, 1e8, 3.5e-3"
    })
    void knowsHowFarAnExcessNoiseReadingScatters(double kilometres, double symbols, double sigma) {
        ParameterEstimation estimation = ParameterEstimation.of(
                Systems.standard(Detection.HETERODYNE), Systems.channel(0.2 * kilometres, 0.01), (long) symbols, 1e-10);

        assertThat(estimation.excessNoiseSigma() / sigma).isCloseTo(1, within(0.05));
    }

    private static Detection detection(JsonNode vector) {
        return switch (vector.get("detection").asText()) {
            case "hom" -> Detection.HOMODYNE;
            case "het" -> Detection.HETERODYNE;
            case String other -> throw new IllegalArgumentException(other);
        };
    }

    private static void assertClose(double computed, JsonNode published) {
        double expected = published.asDouble();
        assertThat(computed).isCloseTo(expected, within(RELATIVE * Math.abs(expected)));
    }
}

package dk.kronborg.topology.map.json;

import static dk.kronborg.topology.map.TestCentre.ANNA;
import static dk.kronborg.topology.map.TestCentre.BENT;
import static dk.kronborg.topology.map.TestCentre.CENTRE;
import static dk.kronborg.topology.map.TestCentre.MFA;
import static dk.kronborg.topology.map.TestCentre.NOW;
import static dk.kronborg.topology.map.TestCentre.VERIFIER;
import static dk.kronborg.topology.map.TestCentre.fault;
import static dk.kronborg.topology.map.TestCentre.first;
import static dk.kronborg.topology.map.TestCentre.laxer;
import static dk.kronborg.topology.map.TestCentre.next;
import static dk.kronborg.topology.map.TestCentre.pins;
import static dk.kronborg.topology.map.TestCentre.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.map.HeadWatch;
import dk.kronborg.topology.map.Judgement;
import dk.kronborg.topology.map.MapFault;
import dk.kronborg.topology.map.RunningMap;
import dk.kronborg.topology.map.SignedHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapJsonTest {

    private static final RunningMap RUNNING = running(first());
    private static final String MAP =
            MapJson.write(next(first(), laxer(), ANNA, BENT).forKme(MFA, Optional.of(2L)));
    private static final String HEAD = MapJson.write(first().head(NOW).signedBy(CENTRE));

    /** Keys and signatures: long, and all their bytes are alike. */
    private static final Pattern OPAQUE = Pattern.compile("[A-Za-z0-9+/=]{1000,}");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Judgement judged(byte[] received) {
        return MapJson.judge(VERIFIER, Optional.of(RUNNING), pins(MFA), received);
    }

    /** Every bit; of keys and signatures, one bit of every third byte, in turn the lowest, the next and so on. */
    private static IntStream flips(String text) {
        BitSet opaque = new BitSet();
        Matcher found = OPAQUE.matcher(text);
        while (found.find()) {
            opaque.set(found.start(), found.end());
        }
        return IntStream.range(0, 8 * utf8(text).length)
                .filter(bit -> !opaque.get(bit / 8) || (bit / 8 % 3 == 0 && bit / 24 % 8 == bit % 8));
    }

    private static byte[] flipped(String text, int bit) {
        byte[] bytes = utf8(text);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return bytes;
    }

    @Test
    void isCanonicalAsAnotherImplementationSeesIt() throws Exception {
        assertThat(new JsonCanonicalizer(MAP).getEncodedString()).isEqualTo(MAP);
        assertThat(new JsonCanonicalizer(HEAD).getEncodedString()).isEqualTo(HEAD);
        assertThat(judged(utf8(MAP))).isInstanceOf(Judgement.Accepted.class);
        assertThat(MapJson.write(MapJson.readMap(utf8(MAP)))).isEqualTo(MAP);
    }

    @Test
    void noBitOfAMapCanBeFlipped() {
        assertThat(flips(MAP).count()).isGreaterThan(30_000);
        flips(MAP)
                .parallel()
                .forEach(bit ->
                        assertThat(judged(flipped(MAP, bit))).as("bit %d", bit).isInstanceOf(Judgement.Refused.class));
    }

    @Test
    void noBitOfAHeadCanBeFlipped() {
        HeadWatch watch = HeadWatch.begun(NOW);
        flips(HEAD).parallel().forEach(bit -> {
            SignedHead read;
            try {
                read = MapJson.readHead(flipped(HEAD, bit));
            } catch (MalformedException e) {
                return;
            }
            assertThat(watch.judge(first().newest(), read, NOW))
                    .as("bit %d", bit)
                    .isInstanceOf(HeadWatch.Seen.Refused.class);
        });
    }

    @Test
    void whatIsCutOffIsMalformed() {
        byte[] map = utf8(MAP);
        IntStream.range(0, map.length)
                .filter(length -> length < 6000 || length % 7 == 0 || length > map.length - 2000)
                .parallel()
                .forEach(length -> assertThat(fault(judged(Arrays.copyOf(map, length))))
                        .as("length %d", length)
                        .isEqualTo(MapFault.MALFORMED));
        byte[] head = utf8(HEAD);
        IntStream.range(0, head.length)
                .parallel()
                .forEach(length -> assertThatThrownBy(() -> MapJson.readHead(Arrays.copyOf(head, length)))
                        .isInstanceOf(MalformedException.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"chain\" -> { \"chain\"",
                "\"index\":1 -> \"index\":1.0",
                "\"index\":1 -> \"index\":1,\"index\":1",
                "\"index\":1 -> \"index\":1,\"jndex\":1",
                "\"index\":1 -> \"index\":4294967297",
                "\"index\":1 -> \"index\":\"1\"",
                "\"index\":1, -> ",
                "\"version\":2} -> \"version\":9007199254740992}",
                "\"version\":2} -> \"version\":2e0}",
                "2026-07-02T12:00:00Z -> 2026-07-02T12:00:00.0001Z",
                "2026-07-02T12:00:00Z -> 2026-07-02T12:00:00.000Z",
                "2026-07-02T12:00:00Z -> yesterday",
                "kronborg-network-slice/1 -> kronborg-network-slice/2",
                "kronborg-network-security/1 -> kronborg-network-map/1",
                "KME-MFA -> KME-\\u004dFA",
                "\"retired\":[] -> \"retired\":null",
                "\"name\":\"anna\" -> \"name\":\"dora\""
            })
    void everythingHasOneForm(String change) {
        String[] words = change.split(" -> ", -1);
        assertThat(MAP).contains(words[0]);

        assertThat(fault(judged(utf8(MAP.replaceFirst(Pattern.quote(words[0]), Matcher.quoteReplacement(words[1]))))))
                .isEqualTo(MapFault.MALFORMED);
    }

    @Test
    void whatIsNoJsonIsMalformed() {
        for (String text :
                new String[] {"", "null", "[]", "{}", "{", "\"x\"", MAP + MAP, MAP + " ", "\u0000", "\uFEFF" + MAP}) {
            assertThat(fault(judged(utf8(text)))).isEqualTo(MapFault.MALFORMED);
        }
        assertThat(fault(judged(new byte[] {(byte) 0xff, (byte) 0xfe}))).isEqualTo(MapFault.MALFORMED);
    }

    @Test
    void depthAndSizeHaveLimits() {
        assertThatCode(() -> StrictTree.read(utf8(nested(StrictTree.MOST_DEPTH)), 1000))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> StrictTree.read(utf8(nested(StrictTree.MOST_DEPTH + 1)), 1000))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("levels");
        assertThatCode(() -> StrictTree.read(utf8("{\"a\":1}"), 7)).doesNotThrowAnyException();
        assertThatThrownBy(() -> StrictTree.read(utf8("{\"a\":1}"), 6))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("at most 6 bytes");
        assertThat(fault(judged(new byte[MapJson.MOST_BYTES + 1]))).isEqualTo(MapFault.MALFORMED);
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }
}

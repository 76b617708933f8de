package dk.kronborg.linkmonitor.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Ring;
import dk.kronborg.topology.network.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which links work touches, and when. */
class PlannedWorkTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    private final Network network = Ring.network();

    private static PlannedWork work(String resource, Duration length) {
        return new PlannedWork(
                UUID.randomUUID(), Resource.parse(resource), NOON, NOON.plus(length), "splicing", "anna", NOON);
    }

    private List<String> touched(String resource, Instant at) {
        PlannedWork work = work(resource, Duration.ofHours(1));
        return network.links().stream()
                .filter(link -> work.covers(link, network, at))
                .map(link -> link.id().value())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            link:A-B          | A-B
            device:A-B-TX     | A-B
            cable:NORTH       | B-C C-D
            kme:KME-A         | A-B E-A
            site:B            | A-B B-C
            site:KME-B        |
            centre:telemetry  |
            """)
    void touchesTheLinksOfWhatItIsOn(String resource, String links) {
        assertThat(touched(resource, NOON)).containsExactly(links == null ? new String[0] : links.split(" "));
    }

    @Test
    void lastsFromItsBeginningUpToItsEnd() {
        assertThat(touched("link:A-B", NOON.minusMillis(1))).isEmpty();
        assertThat(touched("link:A-B", NOON)).isNotEmpty();
        assertThat(touched("link:A-B", NOON.plusSeconds(3600).minusMillis(1))).isNotEmpty();
        assertThat(touched("link:A-B", NOON.plusSeconds(3600))).isEmpty();
    }

    @Test
    void endsAfterItBeginsAndWithinAWeek() {
        assertThat(work("link:A-B", Duration.ofDays(7)).ends()).isEqualTo(NOON.plus(Duration.ofDays(7)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> work("link:A-B", Duration.ofDays(7).plusMillis(1)))
                .withMessageContaining("at most 7 days later");
        assertThatIllegalArgumentException().isThrownBy(() -> work("link:A-B", Duration.ZERO));
    }
}

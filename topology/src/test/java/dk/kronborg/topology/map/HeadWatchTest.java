package dk.kronborg.topology.map;

import static dk.kronborg.topology.map.TestCentre.CENTRE;
import static dk.kronborg.topology.map.TestCentre.NOW;
import static dk.kronborg.topology.map.TestCentre.STRANGER;
import static dk.kronborg.topology.map.TestCentre.division;
import static dk.kronborg.topology.map.TestCentre.first;
import static dk.kronborg.topology.map.TestCentre.next;
import static dk.kronborg.topology.map.TestCentre.plain;
import static dk.kronborg.topology.map.TestCentre.renamed;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.map.HeadWatch.HeadFault;
import dk.kronborg.topology.map.HeadWatch.Seen;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeadWatchTest {

    private static final MapHistory ONE = first();
    private static final MapHistory TWO = next(ONE, renamed());
    private static final HeadWatch BEGUN = HeadWatch.begun(NOW);

    private static SignedHead head(MapHistory history, Instant time) {
        return history.head(time).signedBy(CENTRE);
    }

    private static HeadWatch believed(Seen seen) {
        return switch (seen) {
            case Seen.Current(HeadWatch watch) -> watch;
            case Seen.Behind(HeadWatch watch, long newest) -> watch;
            case Seen.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static HeadFault fault(Seen seen) {
        if (seen instanceof Seen.Refused(HeadFault fault, String detail)) {
            assertThat(detail).isNotBlank();
            return fault;
        }
        throw new AssertionError("not refused: " + seen);
    }

    @Test
    void showsWhatIsNewest() {
        assertThat(BEGUN.judge(ONE.newest(), head(ONE, NOW), NOW)).isInstanceOf(Seen.Current.class);
        assertThat(BEGUN.judge(ONE.newest(), head(TWO, NOW), NOW))
                .isEqualTo(new Seen.Behind(new HeadWatch(Optional.of(TWO.head(NOW)), NOW), 2));
    }

    @Test
    void isStaleAfterFiveMinutesWithoutNews() {
        HeadWatch watch = believed(BEGUN.judge(ONE.newest(), head(ONE, NOW.plusSeconds(30)), NOW.plusSeconds(30)));

        assertThat(BEGUN.isStale(NOW.plusSeconds(300))).isFalse();
        assertThat(BEGUN.isStale(NOW.plusMillis(300_001))).isTrue();
        assertThat(watch.isStale(NOW.plusSeconds(330))).isFalse();
        assertThat(watch.isStale(NOW.plusMillis(330_001))).isTrue();
    }

    /** A head that was held back is believed, and shows how old the news is. */
    @Test
    void anOldHeadIsNoFreshNews() {
        Instant later = NOW.plusSeconds(1000);
        HeadWatch watch = believed(BEGUN.judge(ONE.newest(), head(ONE, NOW.plusSeconds(30)), later));

        assertThat(watch.isStale(later)).isTrue();
    }

    @Test
    void neverGoesBack() {
        HeadWatch watch = believed(BEGUN.judge(TWO.newest(), head(TWO, NOW), NOW));

        assertThat(fault(watch.judge(TWO.newest(), head(TWO, NOW), NOW))).isEqualTo(HeadFault.REPEATED);
        assertThat(fault(watch.judge(TWO.newest(), head(TWO, NOW.minusMillis(1)), NOW)))
                .isEqualTo(HeadFault.REPEATED);
        assertThat(fault(watch.judge(TWO.newest(), head(ONE, NOW.plusSeconds(30)), NOW)))
                .isEqualTo(HeadFault.OLDER);
        assertThat(fault(BEGUN.judge(TWO.newest(), head(ONE, NOW), NOW))).isEqualTo(HeadFault.OLDER);
        assertThat(HeadFault.REPEATED.isAlarmed()).isFalse();
        assertThat(HeadFault.OLDER.isAlarmed()).isTrue();
    }

    /** It came on a slower way than the version that runs. */
    @Test
    void takesWhatWasSignedBeforeForARepetition() {
        MapHead early = ONE.head(TWO.newest().issuedAt().minusMillis(1));

        assertThat(fault(BEGUN.judge(TWO.newest(), early.signedBy(CENTRE), NOW)))
                .isEqualTo(HeadFault.REPEATED);
        HeadWatch watch = believed(BEGUN.judge(ONE.newest(), head(TWO, NOW), NOW));
        assertThat(fault(watch.judge(ONE.newest(), head(ONE, NOW), NOW))).isEqualTo(HeadFault.REPEATED);
    }

    /** Though the map that it announces has not come yet. */
    @Test
    void doesNotGoBackBehindWhatWasAnnounced() {
        MapHistory three = next(TWO, plain());
        HeadWatch watch = believed(BEGUN.judge(ONE.newest(), head(three, NOW), NOW));

        assertThat(fault(watch.judge(ONE.newest(), head(TWO, NOW.plusSeconds(30)), NOW)))
                .isEqualTo(HeadFault.OLDER);
    }

    @Test
    void showsTwoHistories() {
        MapHistory other = next(ONE, division(yaml -> yaml.replace("Ministry of", "House of")));
        HeadWatch announced = believed(BEGUN.judge(ONE.newest(), head(TWO, NOW), NOW));

        assertThat(fault(BEGUN.judge(TWO.newest(), head(other, NOW), NOW))).isEqualTo(HeadFault.FORK);
        assertThat(fault(announced.judge(ONE.newest(), head(other, NOW.plusSeconds(30)), NOW)))
                .isEqualTo(HeadFault.FORK);
    }

    @Test
    void believesTheCentreOnly() {
        MapHead said = ONE.head(NOW);
        MapHead foreign = new MapHead(new DomainId("SE.QCI"), 1, said.hash(), NOW);

        assertThat(fault(BEGUN.judge(ONE.newest(), said.signedBy(STRANGER), NOW)))
                .isEqualTo(HeadFault.UNKNOWN_KEY);
        assertThat(fault(BEGUN.judge(ONE.newest(), foreign.signedBy(CENTRE), NOW)))
                .isEqualTo(HeadFault.FOREIGN_DOMAIN);
        assertThat(fault(BEGUN.judge(
                        ONE.newest(),
                        new SignedHead(
                                said,
                                ONE.head(NOW.plusSeconds(1)).signedBy(CENTRE).signature()),
                        NOW)))
                .isEqualTo(HeadFault.FORGED);
    }

    /** One head of the far future would stand before all that come after it, and hide that no news comes. */
    @Test
    void isOfTheFutureByAMinuteAtMost() {
        assertThat(BEGUN.judge(ONE.newest(), head(ONE, NOW.plusSeconds(60)), NOW))
                .isInstanceOf(Seen.Current.class);
        assertThat(fault(BEGUN.judge(ONE.newest(), head(ONE, NOW.plusMillis(60_001)), NOW)))
                .isEqualTo(HeadFault.FUTURE);
    }
}

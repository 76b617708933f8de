package dk.kronborg.topology.map;

import static dk.kronborg.topology.map.TestCentre.officers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.identity.OfficerId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuthoritiesTest {

    private static Pin pin(int number) {
        return Pin.of(new byte[] {(byte) (number >> 8), (byte) number});
    }

    private static List<Pin> pins(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(AuthoritiesTest::pin)
                .toList();
    }

    private static List<Officer> people(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Officer(new OfficerId("officer-" + i), pin(10_000 + i)))
                .toList();
    }

    private static void refused(int centre, int officers, int retired) {
        assertThatThrownBy(() -> new Authorities(pins(0, centre), people(officers), pins(20_000, retired)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got");
    }

    @Test
    void areSoManyAndNoMore() {
        assertThatCode(() -> new Authorities(pins(0, 1), people(2), List.of())).doesNotThrowAnyException();
        assertThatCode(() -> new Authorities(pins(0, 8), people(16), pins(20_000, 512)))
                .doesNotThrowAnyException();
        refused(0, 2, 0);
        refused(9, 2, 0);
        refused(1, 1, 0);
        refused(1, 17, 0);
        refused(1, 2, 513);
    }

    @Test
    void noKeyAndNoNameStandsTwice() {
        Officer same = new Officer(new OfficerId("other"), people(1).getFirst().key());
        Officer namesake = new Officer(people(1).getFirst().name(), pin(7));
        for (List<Officer> bad : List.of(
                List.of(people(1).getFirst(), same),
                List.of(people(1).getFirst(), namesake),
                List.of(people(1).getFirst(), new Officer(new OfficerId("centre"), pin(0))))) {
            assertThatThrownBy(() -> new Authorities(pins(0, 1), bad, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("twice");
        }
        assertThatThrownBy(() -> new Authorities(
                        pins(0, 1), people(2), List.of(people(1).getFirst().key())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retired");
    }

    @Test
    void aSuccessorFollowsAndItsOrderIsOne() {
        Authorities before = new Authorities(pins(0, 2), people(3), pins(20_000, 2));
        Authorities after = before.successor(pins(1, 2), people(2).reversed());

        assertThat(after.faultAfter(before)).isEqualTo(Optional.empty());
        assertThat(after.retired()).isSorted().containsExactlyInAnyOrder(pin(0), pin(10_002), pin(20_000), pin(20_001));
        assertThat(after.officers()).isEqualTo(people(2));
        assertThat(before.successor(before.centre(), before.officers())).isEqualTo(before);
        assertThat(TestCentre.AUTHORITIES.officers())
                .isEqualTo(officers(TestCentre.ANNA, TestCentre.BENT, TestCentre.CARL));
    }
}

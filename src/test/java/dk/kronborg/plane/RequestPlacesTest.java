package dk.kronborg.plane;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.identity.Identity;
import org.junit.jupiter.api.Test;

class RequestPlacesTest {

    private static int takeAll(RequestPlaces places, Identity identity) {
        int taken = 0;
        while (places.take(identity)) {
            taken++;
        }
        return taken;
    }

    @Test
    void leavesRoomForNewcomers() {
        RequestPlaces places = new RequestPlaces(100);
        assertThat(takeAll(places, RunningPlanes.sae("GREEDY-1"))).isEqualTo(50);
        assertThat(takeAll(places, RunningPlanes.sae("GREEDY-2"))).isEqualTo(25);
        assertThat(places.take(RunningPlanes.sae("HONEST"))).isTrue();
        assertThat(places.taken()).isEqualTo(76);
    }

    @Test
    void takesBackWhatWasGiven() {
        RequestPlaces places = new RequestPlaces(2);
        Identity one = RunningPlanes.sae("SAE-1");
        assertThat(takeAll(places, one)).isEqualTo(1);
        places.give(one);
        assertThat(places.taken()).isZero();
        assertThat(takeAll(places, one)).isEqualTo(1);
        assertThat(takeAll(places, RunningPlanes.sae("SAE-2"))).isEqualTo(1);
        assertThat(places.take(RunningPlanes.sae("SAE-3"))).isFalse();
    }
}

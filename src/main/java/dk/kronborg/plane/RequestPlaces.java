package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import java.util.HashMap;
import java.util.Map;

/**
 * Places for the requests that are under way on a plane. One identity gets a place only while it holds fewer than are
 * free: alone it can hold half of them, two can hold a third each, and there is always room for one that has none.
 */
final class RequestPlaces {

    private final int all;
    private final Map<Identity, Integer> held = new HashMap<>();
    private int taken;

    RequestPlaces(int all) {
        this.all = all;
    }

    /** Takes a place, or says no. */
    synchronized boolean take(Identity identity) {
        int own = held.getOrDefault(identity, 0);
        if (own >= all - taken) {
            return false;
        }
        held.put(identity, own + 1);
        taken++;
        return true;
    }

    /** Gives a place back. */
    synchronized void give(Identity identity) {
        held.computeIfPresent(identity, (key, own) -> own == 1 ? null : own - 1);
        taken--;
    }

    synchronized int taken() {
        return taken;
    }
}

package dk.kronborg.plane;

import java.time.Duration;

/** The ranges of a plane's limits. */
final class PlaneLimits {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST = 1_000_000;
    private static final int FEWEST_BYTES = 256;

    private PlaneLimits() {}

    /** @throws IllegalStateException if a limit is out of its range; the message names setting and range */
    static void check(String name, PlaneSettings.Plane plane) {
        String prefix = "kronborg.plane." + name + '.';
        inRange(prefix + "port", plane.port(), 1, 65_535);
        inRange(prefix + "most-connections", plane.mostConnections(), 1, MOST);
        inRange(prefix + "most-connections-per-identity", plane.mostConnectionsPerIdentity(), 1, MOST);
        inRange(prefix + "most-requests", plane.mostRequests(), 1, MOST);
        inRange(prefix + "most-line-bytes", plane.mostLineBytes(), FEWEST_BYTES, MOST);
        inRange(prefix + "most-header-bytes", plane.mostHeaderBytes(), FEWEST_BYTES, MOST);
        inRange(prefix + "handshake-timeout", plane.handshakeTimeout());
        inRange(prefix + "request-timeout", plane.requestTimeout());
        inRange(prefix + "idle-timeout", plane.idleTimeout());
    }

    private static void inRange(String setting, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalStateException(setting + " is from " + least + " to " + most + ", got " + value);
        }
    }

    private static void inRange(String setting, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
            throw new IllegalStateException(setting + " is from 1 ms to 1 h, got " + value);
        }
    }
}

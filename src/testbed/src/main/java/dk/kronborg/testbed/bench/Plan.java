package dk.kronborg.testbed.bench;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param rounds  measured rounds; each runs both arms once
 * @param warmUp  rounds before them that do not count
 * @param armTime how long an arm runs that runs for a time
 */
record Plan(int rounds, int warmUp, Duration armTime) {

    Plan {
        if (rounds < 1 || warmUp < 0 || armTime.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "a bench has at least one round and arms of 0.1 s, got " + rounds + ", " + warmUp + ", " + armTime);
        }
    }

    double armSeconds() {
        return armTime.toMillis() / 1000.0;
    }
}

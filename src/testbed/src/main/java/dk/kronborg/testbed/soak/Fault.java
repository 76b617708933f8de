package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.checker.History;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;

/** What is done to a network, one at a time. */
interface Fault {

    /** What it is called. */
    String words();

    /** Whether a process is killed. */
    default boolean isKill() {
        return false;
    }

    /** Whether deliveries to one slave must go on as if nothing had happened. */
    boolean isHarmless();

    /**
     * Lets it happen.
     *
     * @param history of all requests so far, which goes on
     * @return when whatever was killed, stopped or cut has been started, continued or mended; what there is to say of it
     * @throws IOException if it cannot be done, or what must follow does not
     */
    String befall(RunningDemo demo, History history) throws IOException, InterruptedException;
}

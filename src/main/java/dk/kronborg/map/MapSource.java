package dk.kronborg.map;

import java.io.IOException;
import java.util.Optional;

/** Where maps and heads come from. Nothing of what it gives is believed before it has been judged. */
interface MapSource {

    /**
     * The newest head.
     *
     * @throws IOException if none can be had now
     */
    byte[] head() throws IOException, InterruptedException;

    /**
     * The newest map for this KME.
     *
     * @param from the version after the one that runs; nothing if none runs
     * @throws IOException if none can be had now
     */
    byte[] map(Optional<Long> from) throws IOException, InterruptedException;
}

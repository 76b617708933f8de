package dk.kronborg.map;

import java.io.IOException;
import java.util.Optional;

/**
 * Where maps and heads come from, by its name in texts. Nothing of what it gives is believed before it has been judged. For one
 * thread, except that any may close it.
 */
public interface MapSource extends AutoCloseable {

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

    @Override
    void close();
}

package dk.kronborg.testbed.launcher;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been started and is to be ended, last started first. May be ended while something else still starts:
 * that is ended at once when it is handed in. Thread-safe.
 */
final class Started implements AutoCloseable {

    /** Something that ends when it is told to. */
    interface Part {
        void end();
    }

    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean ended;

    /**
     * Takes charge of something that has just been started.
     *
     * @throws DemoFailedException if all is being ended
     */
    void add(Part part) throws DemoFailedException {
        synchronized (this) {
            if (!ended) {
                parts.push(part);
                return;
            }
        }
        part.end();
        throw new DemoFailedException("the network is being stopped");
    }

    /** Ends everything; the second call does nothing. */
    @Override
    public void close() {
        while (true) {
            Part part;
            synchronized (this) {
                ended = true;
                part = parts.poll();
            }
            if (part == null) {
                return;
            }
            part.end();
        }
    }
}

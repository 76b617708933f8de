package dk.kronborg.linkmonitor.publication;

import java.util.List;

/** Connection of the one process that publishes to the bus. Of no more use after it threw. */
public interface Bus extends AutoCloseable {

    /**
     * Returns when the bus has them all for good, those of one key in their order.
     *
     * @throws HeldUpException if it may not have them
     */
    void deliver(List<OutgoingMessage> messages);

    @Override
    void close();
}

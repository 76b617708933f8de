package dk.kronborg.linkmonitor.intake;

import java.util.List;

/** Where judged records are kept for good. */
public interface TelemetryStore {

    /**
     * Stores a batch as a whole, in its order, and says what became of each record; storing the same batch again
     * changes nothing.
     *
     * @throws StoreUnavailableException if nothing was stored, or if it is not known whether it was: try again
     */
    List<Outcome> store(List<Judgement> batch);

    /** The store cannot be reached or refuses to work; whoever asked tries again later. */
    class StoreUnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public StoreUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}

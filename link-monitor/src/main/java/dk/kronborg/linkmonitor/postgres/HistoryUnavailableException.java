package dk.kronborg.linkmonitor.postgres;

/** The history cannot be read now; ask again later. */
public class HistoryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    HistoryUnavailableException(Throwable cause) {
        super("the history cannot be read: " + cause.getMessage(), cause);
    }
}

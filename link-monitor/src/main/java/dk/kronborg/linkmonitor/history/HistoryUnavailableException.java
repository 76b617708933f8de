package dk.kronborg.linkmonitor.history;

/** The history cannot be read now; ask again later. */
public class HistoryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public HistoryUnavailableException(Throwable cause) {
        super("the history cannot be read: " + cause.getMessage(), cause);
    }
}

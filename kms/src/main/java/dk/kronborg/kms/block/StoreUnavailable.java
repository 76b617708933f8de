package dk.kronborg.kms.block;

/** The database or the keys to it cannot be used now; what was under way may have happened or not. */
public class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreUnavailable(String message) {
        super(message);
    }

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}

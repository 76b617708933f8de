package dk.kronborg.kms.wrapping;

/** Wrapped bytes cannot be opened: changed, moved to another row, or their key is gone. */
public class WrappingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public WrappingException(String message, Throwable cause) {
        super(message, cause);
    }

    public WrappingException(String message) {
        super(message);
    }
}

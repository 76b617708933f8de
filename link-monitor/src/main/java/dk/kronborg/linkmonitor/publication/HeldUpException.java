package dk.kronborg.linkmonitor.publication;

/** What is to go out waits: the database or the broker is away. Try again later. */
public class HeldUpException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public HeldUpException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dk.kronborg.kms.confirmation;

/** The peer did not answer, or not as agreed. */
public class PeerUnreachable extends RuntimeException {

    private static final long serialVersionUID = 1;

    public PeerUnreachable(String message) {
        super(message);
    }

    public PeerUnreachable(String message, Throwable cause) {
        super(message, cause);
    }
}

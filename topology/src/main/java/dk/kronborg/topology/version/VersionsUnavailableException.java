package dk.kronborg.topology.version;

/** The versions of the network cannot be read or written now. */
public class VersionsUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public VersionsUnavailableException(Throwable cause) {
        super("the versions of the network cannot be reached", cause);
    }
}

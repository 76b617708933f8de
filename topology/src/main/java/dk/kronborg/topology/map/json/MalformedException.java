package dk.kronborg.topology.map.json;

/** Text is not what it should be; the message says what is wrong, and nothing was done. */
public class MalformedException extends Exception {

    private static final long serialVersionUID = 1;

    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dk.kronborg.linkmonitor.alarm;

/** What an operator wants of an alarm does not go with the state that it is in. */
public class AlarmConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public AlarmConflictException(String message) {
        super(message);
    }
}

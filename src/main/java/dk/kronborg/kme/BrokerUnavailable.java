package dk.kronborg.kme;

/** The broker did not take a record in time; whoever has news for it tries again. */
final class BrokerUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    BrokerUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}

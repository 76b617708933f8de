package dk.kronborg.etsi014;

import java.util.List;
import java.util.Map;

/** A request that cannot be answered as it is; carries the Error object to answer with. */
final class BadKeyRequest extends Exception {

    private static final long serialVersionUID = 1;

    private final transient ErrorJson error;

    BadKeyRequest(String message) {
        this(message, List.of());
    }

    BadKeyRequest(String message, List<Map<String, String>> details) {
        super(message, null, false, false);
        this.error = new ErrorJson(message, details);
    }

    ErrorJson error() {
        return error;
    }
}

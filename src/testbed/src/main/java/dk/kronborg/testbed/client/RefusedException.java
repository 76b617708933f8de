package dk.kronborg.testbed.client;

import java.io.IOException;

/** A KME's answer that is not 200: {@link #status()} is the HTTP status, the message has the answer's text. */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String body;

    RefusedException(String request, int status, String body) {
        super(request + " was answered " + status + (body.isBlank() ? "" : ": " + body));
        this.status = status;
        this.body = body;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The answer's body as it came; 014 sends none with 401. */
    public String body() {
        return body;
    }
}

package dk.kronborg.console;

import jakarta.ws.rs.core.Response;

/** A request that its sender can mend. */
public class RefusedRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Response.Status status;
    private final String detail;

    public RefusedRequestException(Response.Status status, String detail) {
        super(detail);
        this.status = status;
        this.detail = detail;
    }

    /** One that is wrong in itself. */
    public static RefusedRequestException invalid(String detail) {
        return new RefusedRequestException(Response.Status.BAD_REQUEST, detail);
    }

    Response.Status status() {
        return status;
    }

    String detail() {
        return detail;
    }
}

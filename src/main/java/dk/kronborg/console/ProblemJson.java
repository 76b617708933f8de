package dk.kronborg.console;

import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An error, RFC 9457. */
@Schema(name = "Problem")
public record ProblemJson(String type, String title, int status, String detail) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** The document as an answer. */
    public static Response response(Response.Status status, String detail) {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(new ProblemJson("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail))
                .build();
    }
}

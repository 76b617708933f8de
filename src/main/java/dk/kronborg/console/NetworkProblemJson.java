package dk.kronborg.console;

import dk.kronborg.topology.network.Fault;
import dk.kronborg.topology.network.InvalidNetworkException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A document that describes no network, RFC 9457, with all that is wrong with it. */
@Schema(name = "NetworkProblem")
public record NetworkProblemJson(
        String type,
        String title,
        int status,
        String detail,

        @Schema(description = "at most 1000, and one that says how many more there are")
        List<FaultJson> faults) {

    /** One fault. */
    @Schema(name = "NetworkFault")
    public record FaultJson(
            @Schema(
                    description = "line, column and path, as far as they are known",
                    examples = "line 5, column 64, at sites[0]")
            String place,

            String text) {

        static FaultJson of(Fault fault) {
            return new FaultJson(fault.place(), fault.text());
        }
    }

    static Response response(InvalidNetworkException e) {
        Response.Status status = Response.Status.BAD_REQUEST;
        return Response.status(status)
                .type(ProblemJson.MEDIA_TYPE)
                .entity(new NetworkProblemJson(
                        "about:blank",
                        status.getReasonPhrase(),
                        status.getStatusCode(),
                        "The document describes no network; nothing has changed.",
                        e.faults().stream().map(FaultJson::of).toList()))
                .build();
    }
}

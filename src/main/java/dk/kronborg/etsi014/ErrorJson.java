package dk.kronborg.etsi014;

import com.fasterxml.jackson.annotation.JsonInclude;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.plane.Exchange;
import java.util.List;
import java.util.Map;

/** The Error object, clause 6.5, Table 13; the texts the standard fixes are constants. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ErrorJson(String message, List<Map<String, String>> details) {

    static final String MULTIPLE_OF_8 = "size shall be a multiple of 8";
    static final String UNSUPPORTED_EXTENSION = "not all extension_mandatory parameters are supported";
    static final String UNMET_EXTENSION = "not all extension_mandatory request options could be met";
    static final String KEYS_NOT_FOUND = "one or more keys specified are not found on KME";

    private static final int RETRY_SECONDS = 1;

    static void badRequest(Exchange exchange, String message) {
        answer(exchange, 400, new ErrorJson(message, List.of()));
    }

    /** Shortage and trouble are not the caller's mistake: 503 invites a retry, 400 would not. */
    static void unavailable(Exchange exchange, String message) {
        unavailable(exchange, message, RETRY_SECONDS);
    }

    static void unavailable(Exchange exchange, String message, int retrySeconds) {
        exchange.header("retry-after", String.valueOf(retrySeconds));
        answer(exchange, 503, new ErrorJson(message, List.of()));
    }

    /** What there is may not serve: a shortage of what may, with the reason. */
    static void refused(Exchange exchange, Decision.Reason reason, long stored) {
        String message = switch (reason) {
            case PQC_UNAVAILABLE -> "the policy of this pair asks for post-quantum keys, which cannot be had";
            case QKD_UNAVAILABLE -> "not enough keys: quantum keys cannot be had, and what is stored is at its reserve";
            case QKD_SHORT, BLOCKED -> "not enough keys: " + stored + " of that size stored";
        };
        exchange.header("retry-after", String.valueOf(RETRY_SECONDS));
        answer(exchange, 503, new ErrorJson(message, List.of(Map.of("qci_reason", reason.name()))));
    }

    static void answer(Exchange exchange, int status, ErrorJson error) {
        exchange.endJson(status, "application/json", error);
    }
}

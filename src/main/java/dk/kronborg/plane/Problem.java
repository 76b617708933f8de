package dk.kronborg.plane;

/**
 * Why a request was refused, RFC 9457.
 *
 * @param title  of the kind of problem
 * @param detail the fault, the place, the allowed range
 */
public record Problem(String type, String title, int status, String detail) {

    /** A problem of no registered type. */
    public static void answer(Exchange exchange, int status, String title, String detail) {
        answer(exchange, "about:blank", status, title, detail);
    }

    /**
     * A problem that callers tell from others of the same status.
     *
     * @param type a URI
     */
    public static void answer(Exchange exchange, String type, int status, String title, String detail) {
        exchange.endJson(status, "application/problem+json", new Problem(type, title, status, detail));
    }

    /** There is no place for another request now. */
    public static void busy(Exchange exchange) {
        exchange.header("retry-after", "1");
        answer(exchange, 503, "Service Unavailable", "too many requests under way");
    }
}

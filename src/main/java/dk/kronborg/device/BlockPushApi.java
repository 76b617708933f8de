package dk.kronborg.device;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecurityProof;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.intake.BlockIntake;
import dk.kronborg.kms.intake.IntakeOutcome;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.plane.Problem;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key block push of the driver contract, docs/drivers.md: {@code PUT /qkd/v1/links/{link}/blocks/{block}}.
 * A 2xx means that the block is on disk.
 */
public final class BlockPushApi implements PlaneListener.Answering {

    private static final Pattern PATH = Pattern.compile("/qkd/v1/links/([^/]+)/blocks/([^/]+)");
    private static final Pattern BLOCK_ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final int RETRY_SECONDS = 1;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final BlockIntake intake;
    private final MeterRegistry metrics;

    public BlockPushApi(BlockIntake intake, MeterRegistry metrics) {
        this.intake = intake;
        this.metrics = metrics;
    }

    @Override
    public void busy(Exchange exchange) {
        count("busy");
        Problem.busy(exchange);
    }

    @Override
    public void answer(Exchange exchange) {
        Matcher path = PATH.matcher(String.valueOf(exchange.request().path()));
        if (!path.matches()) {
            Problem.answer(exchange, 404, "Not Found", "blocks are put to /qkd/v1/links/{link_id}/blocks/{block_id}");
        } else if (!HttpMethod.PUT.equals(exchange.request().method())) {
            exchange.header("allow", "PUT");
            Problem.answer(exchange, 405, "Method Not Allowed", "blocks are put, with PUT");
        } else if (exchange.request().getHeader("content-length") == null) {
            refuse(exchange, 411, "Length Required", "a block is sent with Content-Length");
        } else if (!"application/octet-stream".equals(exchange.request().getHeader("content-type"))) {
            refuse(exchange, 415, "Unsupported Media Type", "a block is application/octet-stream");
        } else {
            exchange.answerWithin(LONGEST);
            exchange.withBody(
                    BlockLayout.MAX_LENGTH,
                    () -> refuse(
                            exchange,
                            413,
                            "Content Too Large",
                            "a block has at most " + BlockLayout.MAX_LENGTH + " bytes"),
                    body -> receive(exchange, path.group(1), path.group(2), body),
                    failure -> unavailable(exchange));
        }
    }

    private void receive(Exchange exchange, String link, String block, byte[] body) {
        try (SecretBytes bytes = SecretBytes.owning(body)) {
            if (!BLOCK_ID.matcher(block).matches()) {
                throw new IllegalArgumentException("the block id is a UUID in lower case");
            }
            Provenance.OfLink claims = claims(exchange, new LinkId(link));
            DeviceId device = new DeviceId(exchange.caller().id());
            answer(exchange, intake.receive(device, UUID.fromString(block), claims, bytes));
        } catch (IllegalArgumentException e) {
            refuse(exchange, 400, "Bad Request", String.valueOf(e.getMessage()));
        } catch (StoreUnavailable e) {
            unavailable(exchange);
        }
    }

    private void answer(Exchange exchange, IntakeOutcome outcome) {
        switch (outcome) {
            case IntakeOutcome.Stored(boolean before) -> {
                count(before ? "repeated" : "stored");
                exchange.end(before ? 200 : 201);
            }
            case IntakeOutcome.Malformed(String fault) -> refuse(exchange, 400, "Bad Request", fault);
            case IntakeOutcome.UnknownLink _ -> refuse(exchange, 404, "Not Found", "there is no such link");
            case IntakeOutcome.NotAnEnd _ ->
                refuse(exchange, 403, "Forbidden", "this device is not the link's end at this KME");
            case IntakeOutcome.Conflict _ ->
                refuse(exchange, 409, "Conflict", "this block id was used before, for other bytes or other claims");
            case IntakeOutcome.Full _ -> {
                count("full");
                exchange.header("retry-after", String.valueOf(RETRY_SECONDS));
                Problem.answer(exchange, 503, "Service Unavailable", "the key store is full; keep the block");
            }
        }
    }

    private static Provenance.OfLink claims(Exchange exchange, LinkId link) {
        String epsilon = header(exchange, "qkd-epsilon-total");
        String produced = header(exchange, "qkd-produced-at");
        try {
            return new Provenance.OfLink(
                    link,
                    SecurityProof.ofWireName(header(exchange, "qkd-security-proof")),
                    Double.parseDouble(epsilon),
                    trust(header(exchange, "qkd-detector-trust")),
                    Instant.parse(produced));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Qkd-Epsilon-Total is a number above 0 and at most 1", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Qkd-Produced-At is a time such as 2026-07-02T12:00:00Z", e);
        }
    }

    private static DetectorTrust trust(String word) {
        return switch (word) {
            case "trusted", "untrusted" -> DetectorTrust.valueOf(word.toUpperCase(Locale.ROOT));
            default -> throw new IllegalArgumentException("Qkd-Detector-Trust is trusted or untrusted");
        };
    }

    private static String header(Exchange exchange, String name) {
        String value = exchange.request().getHeader(name);
        if (value == null) {
            throw new IllegalArgumentException("the header " + name + " is missing");
        }
        return value;
    }

    private void refuse(Exchange exchange, int status, String title, String detail) {
        count("refused_" + status);
        Problem.answer(exchange, status, title, detail);
    }

    private void unavailable(Exchange exchange) {
        count("unavailable");
        exchange.header("retry-after", String.valueOf(RETRY_SECONDS));
        Problem.answer(exchange, 503, "Service Unavailable", "the key store does not answer; keep the block");
    }

    private void count(String outcome) {
        metrics.counter("kronborg.device.blocks", "outcome", outcome).increment();
    }
}

package dk.kronborg.etsi014;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.FetchOutcome;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.delivery.KeyFetch;
import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.delivery.Service;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.policy.Decision;
import dk.kronborg.kms.report.Refusal;
import dk.kronborg.kms.report.RefusalTally;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.plane.Problem;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The three methods of clause 5 and 6: Get status, Get key, Get key with key IDs. The path names the other SAE;
 * the caller is whom its certificate speaks for.
 */
public final class KeyDeliveryApi implements PlaneListener.Answering {

    private static final Pattern PATH = Pattern.compile("/api/v1/keys/([^/]+)/(status|enc_keys|dec_keys)");
    private static final int DRAIN_SECONDS = 60;
    private static final int MOST_BYTES = 64 * 1024;
    /** A database that stands still blocks whoever waits for it, longer than encryptors do. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final String JSON = "application/json";

    private final KmeId here;
    private final Supplier<Network> network;
    private final KeyDelivery delivery;
    private final KeyFetch fetch;
    private final DeliveryLimits limits;
    private final RefusalTally refusals;
    private final MeterRegistry metrics;

    public KeyDeliveryApi(
            KmeId here,
            Supplier<Network> network,
            KeyDelivery delivery,
            KeyFetch fetch,
            DeliveryLimits limits,
            RefusalTally refusals,
            MeterRegistry metrics) {
        this.here = here;
        this.network = network;
        this.delivery = delivery;
        this.fetch = fetch;
        this.limits = limits;
        this.refusals = refusals;
        this.metrics = metrics;
    }

    @Override
    public void busy(Exchange exchange) {
        count("any", "busy");
        ErrorJson.unavailable(exchange, "too many requests under way");
    }

    @Override
    public void answer(Exchange exchange) {
        SaeId caller = new SaeId(exchange.caller().id());
        Matcher path = PATH.matcher(String.valueOf(exchange.request().path()));
        boolean post = HttpMethod.POST.equals(exchange.request().method());
        if (network.get().sae(caller).filter(sae -> sae.kme().equals(here)).isEmpty()) {
            // The certificate is ours, but the SAE is not, or no longer, registered here.
            exchange.end(401);
        } else if (!path.matches()) {
            Problem.answer(
                    exchange, 404, "Not Found", "keys are at /api/v1/keys/{SAE_ID}/status, enc_keys or dec_keys");
        } else if (!exchange.isGet() && (!post || path.group(2).equals("status"))) {
            exchange.header("allow", path.group(2).equals("status") ? "GET" : "GET, POST");
            Problem.answer(exchange, 405, "Method Not Allowed", path.group(2) + " has no such method");
        } else {
            exchange.answerWithin(LONGEST);
            exchange.withBody(
                    MOST_BYTES,
                    () -> Problem.answer(exchange, 413, "Content Too Large", "at most " + MOST_BYTES + " bytes"),
                    body -> answer(exchange, caller, path.group(1), path.group(2), body),
                    failure -> {
                        count(path.group(2), "failed");
                        ErrorJson.unavailable(exchange, "the request could not be carried out");
                    });
        }
    }

    private void answer(Exchange exchange, SaeId caller, String pathSae, String method, byte[] body) {
        try {
            SaeId other = sae(pathSae);
            if (other.equals(caller)) {
                throw new BadKeyRequest("the SAE ID in the path is the other SAE's, not the caller's");
            }
            switch (method) {
                case "status" -> status(exchange, caller, other);
                case "enc_keys" -> getKey(exchange, caller, other, body);
                default -> getKeyWithKeyIds(exchange, caller, other, body);
            }
        } catch (BadKeyRequest e) {
            count(method, "bad_request");
            ErrorJson.answer(exchange, 400, e.error());
        } catch (StoreUnavailable e) {
            count(method, "unavailable");
            ErrorJson.unavailable(exchange, "the key store does not answer");
        }
    }

    private static SaeId sae(String pathSegment) throws BadKeyRequest {
        try {
            // A plus sign in a path is a plus sign.
            return new SaeId(URLDecoder.decode(pathSegment.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new BadKeyRequest("the path names no SAE: " + e.getMessage());
        }
    }

    private static MultiMap query(Exchange exchange) throws BadKeyRequest {
        try {
            return exchange.request().params();
        } catch (IllegalArgumentException e) {
            throw new BadKeyRequest("the query is not well encoded");
        }
    }

    private void status(Exchange exchange, SaeId master, SaeId slave) throws BadKeyRequest {
        if (network.get().sae(slave).isEmpty()) {
            throw new BadKeyRequest("there is no SAE of that ID");
        }
        delivery.status(master, slave)
                .ifPresentOrElse(
                        status -> {
                            count("status", "ok");
                            exchange.endJson(200, JSON, StatusJson.of(status, master, slave, limits));
                        },
                        () -> notEntitled(exchange, "status"));
    }

    private void getKey(Exchange exchange, SaeId master, SaeId slave, byte[] body) throws BadKeyRequest {
        KeyRequest request =
                exchange.isGet() ? KeyRequest.ofQuery(query(exchange), limits) : KeyRequest.ofBody(body, limits);
        KeyOrder order = request.order(master, slave);
        switch (deliver(order)) {
            case DeliveryOutcome.Delivered(List<DeliveredKey> keys, Optional<Service> service) -> {
                if (deliver(exchange, "enc_keys", keys, Optional.of(ModeJson.of(service)))) {
                    countDelivered(order, keys);
                } else {
                    count(order, Refusal.TOO_LATE);
                }
            }
            case DeliveryOutcome.NoSuchTarget(String reason) -> throw new BadKeyRequest(reason);
            case DeliveryOutcome.NotEntitled _ -> notEntitled(exchange, "enc_keys");
            case DeliveryOutcome.NotEnoughKeys(long stored) -> {
                count("enc_keys", "not_enough_keys");
                count(order, Refusal.NOT_ENOUGH_KEYS);
                ErrorJson.unavailable(exchange, "not enough keys: " + stored + " of that size stored");
            }
            case DeliveryOutcome.Refused(Decision.Reason reason, long stored) -> {
                count("enc_keys", "refused_" + reason.name().toLowerCase(Locale.ROOT));
                count(order, Refusal.of(reason));
                ErrorJson.refused(exchange, reason, stored);
            }
            case DeliveryOutcome.Draining _ -> {
                count("enc_keys", "draining");
                count(order, Refusal.DRAINING);
                ErrorJson.unavailable(
                        exchange, "no fresh keys while this SAE is moved; keys can still be fetched", DRAIN_SECONDS);
            }
            case DeliveryOutcome.TooFast(int retryAfter) -> {
                count("enc_keys", "too_fast");
                count(order, Refusal.TOO_FAST);
                ErrorJson.unavailable(exchange, "this pair of SAEs has taken its share of keys", retryAfter);
            }
            case DeliveryOutcome.Unmet _ -> throw new BadKeyRequest(ErrorJson.UNMET_EXTENSION);
            case DeliveryOutcome.Unavailable(String reason) -> {
                count("enc_keys", "unavailable");
                count(order, Refusal.UNAVAILABLE);
                ErrorJson.unavailable(exchange, reason);
            }
        }
    }

    private DeliveryOutcome deliver(KeyOrder order) {
        try {
            return delivery.deliver(order);
        } catch (StoreUnavailable e) {
            count(order, Refusal.UNAVAILABLE);
            throw e;
        }
    }

    private void getKeyWithKeyIds(Exchange exchange, SaeId slave, SaeId master, byte[] body) throws BadKeyRequest {
        KeyIdsRequest request =
                exchange.isGet() ? KeyIdsRequest.ofQuery(query(exchange)) : KeyIdsRequest.ofBody(body, limits);
        switch (fetch.fetch(slave, master, request.ids())) {
            case FetchOutcome.Fetched(List<DeliveredKey> keys) -> deliver(exchange, "dec_keys", keys, Optional.empty());
            case FetchOutcome.NotFound _ -> throw new BadKeyRequest(ErrorJson.KEYS_NOT_FOUND);
            case FetchOutcome.NotEntitled _ -> notEntitled(exchange, "dec_keys");
            case FetchOutcome.TooManyGuesses(int retryAfter) -> {
                count("dec_keys", "too_many_guesses");
                ErrorJson.unavailable(exchange, "too many key IDs that do not exist", retryAfter);
            }
            case FetchOutcome.Unavailable _ -> {
                count("dec_keys", "unavailable");
                ErrorJson.unavailable(exchange, "the key store does not answer");
            }
        }
    }

    /** Returns whether that is the answer: keys that come too late are nobody's, and the failure is counted. */
    private boolean deliver(
            Exchange exchange, String method, List<DeliveredKey> keys, Optional<ModeJson> containerExtension) {
        byte[] container = KeyContainer.write(keys, network.get().domain(), containerExtension);
        boolean answered = exchange.end(200, JSON, container);
        if (answered) {
            count(method, "ok");
        }
        return answered;
    }

    /** A key for several targets counts for each of them. */
    private void countDelivered(KeyOrder order, List<DeliveredKey> keys) {
        Map<Grade, Long> grades = keys.stream()
                .collect(Collectors.groupingBy(key -> key.provenance().grade(), Collectors.counting()));
        for (SaeId target : order.targets()) {
            grades.forEach((grade, count) -> metrics.counter(
                            "kronborg.keys.delivered",
                            "initiator",
                            order.initiator().value(),
                            "target",
                            target.value(),
                            "grade",
                            grade.name())
                    .increment(count));
        }
    }

    /** For each target with which the initiator may share keys: nobody can make others be counted. */
    private void count(KeyOrder order, Refusal reason) {
        SaeId initiator = order.initiator();
        refusals.count(
                initiator,
                order.targets().stream()
                        .filter(target -> network.get().mayShareKeys(initiator, target))
                        .toList(),
                reason);
    }

    /** Table 4, 6 and 8 give 401 no body. */
    private void notEntitled(Exchange exchange, String method) {
        count(method, "not_entitled");
        exchange.end(401);
    }

    private void count(String method, String outcome) {
        metrics.counter("kronborg.etsi014.requests", "method", method, "outcome", outcome)
                .increment();
    }
}

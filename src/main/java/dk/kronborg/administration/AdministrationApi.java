package dk.kronborg.administration;

import com.fasterxml.jackson.core.JsonProcessingException;
import dk.kronborg.administration.AdministrationWire.Changed;
import dk.kronborg.administration.AdministrationWire.DrainOrder;
import dk.kronborg.administration.AdministrationWire.Keys;
import dk.kronborg.administration.AdministrationWire.Plain;
import dk.kronborg.administration.AdministrationWire.Requested;
import dk.kronborg.administration.AdministrationWire.Selection;
import dk.kronborg.administration.AdministrationWire.Status;
import dk.kronborg.administration.AdministrationWire.ZeroiseOrder;
import dk.kronborg.kms.balance.Balances;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.custody.Custody;
import dk.kronborg.kms.custody.CustodyLedger;
import dk.kronborg.kms.custody.CustodyLedger.Approval;
import dk.kronborg.kms.custody.CustodyLedger.Order;
import dk.kronborg.kms.delivery.Drain;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.plane.Problem;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The administration of one KME, docs/administration.md. Every order is noted with the operator's name, from the
 * certificate, before it is answered.
 */
public final class AdministrationApi implements PlaneListener.Answering {

    /** Orders that are carried out elsewhere in the process. */
    public interface Actions {

        /** Makes a new key-encryption key and wraps all data keys anew. */
        void rotate();

        /** Destroys every key of this site. */
        void zeroise(String cause);
    }

    private static final Logger LOG = Logger.getLogger(AdministrationApi.class);
    private static final String ROOT = "/administration/v1/";
    private static final Pattern APPROVAL = Pattern.compile(ROOT + "releases/([0-9]{1,18})/approval");
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_KEYS = 1000;

    private final KmeId here;
    private final SiteIncarnation site;
    private final Custody custody;
    private final CustodyLedger notes;
    private final Drain drain;
    private final Balances balances;
    private final Supplier<List<PlaneListener.Session>> sessions;
    private final Actions actions;
    private final Map<String, Consumer<Exchange>> orders = Map.of(
            "holds", this::hold,
            "releases", this::requestRelease,
            "voids", this::voidBlocks,
            "key-voids", this::voidKeys,
            "drains", this::drain,
            "rotations", this::rotate,
            "zeroisations", this::zeroise);

    public AdministrationApi(
            KmeId here,
            SiteIncarnation site,
            Custody custody,
            CustodyLedger notes,
            Drain drain,
            Balances balances,
            Supplier<List<PlaneListener.Session>> sessions,
            Actions actions) {
        this.here = here;
        this.site = site;
        this.custody = custody;
        this.notes = notes;
        this.drain = drain;
        this.balances = balances;
        this.sessions = sessions;
        this.actions = actions;
    }

    @Override
    public void busy(Exchange exchange) {
        Problem.busy(exchange);
    }

    @Override
    public void answer(Exchange exchange) {
        String path = String.valueOf(exchange.request().path());
        String name = path.startsWith(ROOT) ? path.substring(ROOT.length()) : "";
        Matcher approval = APPROVAL.matcher(path);
        boolean post = HttpMethod.POST.equals(exchange.request().method());
        if (name.equals("status") && exchange.isGet()) {
            carryOut(exchange, () -> status(exchange));
        } else if (approval.matches() && post) {
            long request = Long.parseLong(approval.group(1));
            carryOut(exchange, () -> approve(exchange, request));
        } else if (orders.containsKey(name) && post) {
            orders.get(name).accept(exchange);
        } else if (name.equals("status") || approval.matches() || orders.containsKey(name)) {
            exchange.header("allow", name.equals("status") ? "GET" : "POST");
            Problem.answer(exchange, 405, "Method Not Allowed", "status is read, orders are posted");
        } else {
            Problem.answer(exchange, 404, "Not Found", "see docs/administration.md for what there is");
        }
    }

    private void status(Exchange exchange) {
        List<AdministrationWire.Pool> pools =
                balances.read().stream().map(AdministrationWire.Pool::of).toList();
        List<AdministrationWire.Session> tls =
                sessions.get().stream().map(AdministrationWire.Session::of).toList();
        json(exchange, new Status(here.value(), site.id().toString(), drain.drained(), pools, tls));
    }

    private void hold(Exchange exchange) {
        read(
                exchange,
                Selection.class,
                order -> json(exchange, new Changed(custody.hold(order.selection(), by(exchange, order.reason())))));
    }

    private void requestRelease(Exchange exchange) {
        read(
                exchange,
                Selection.class,
                order -> json(
                        exchange,
                        new Requested(custody.requestRelease(order.selection(), by(exchange, order.reason())))));
    }

    private void approve(Exchange exchange, long request) {
        Approval approval = custody.approveRelease(request, operator(exchange));
        switch (approval) {
            case RELEASED -> exchange.end(204);
            case NO_SUCH_REQUEST -> Problem.answer(exchange, 404, "Not Found", "there is no request " + request);
            case APPROVED_BEFORE ->
                Problem.answer(exchange, 409, "Conflict", "request " + request + " was approved before");
            case SAME_PERSON ->
                Problem.answer(exchange, 403, "Forbidden", "a release is approved by another person than asked for it");
        }
    }

    private void voidBlocks(Exchange exchange) {
        read(
                exchange,
                Selection.class,
                order -> json(
                        exchange, new Changed(custody.voidBlocks(order.selection(), by(exchange, order.reason())))));
    }

    private void voidKeys(Exchange exchange) {
        read(exchange, Keys.class, order -> {
            if (order.keyIds().isEmpty() || order.keyIds().size() > MOST_KEYS) {
                throw new IllegalArgumentException("key_ids holds 1 to " + MOST_KEYS + " key IDs");
            }
            json(exchange, new Changed(custody.voidKeys(order.keyIds(), by(exchange, order.reason()))));
        });
    }

    private void drain(Exchange exchange) {
        read(exchange, DrainOrder.class, order -> {
            Optional<SaeId> sae = Optional.ofNullable(order.sae()).map(SaeId::new);
            String whom = sae.map(SaeId::value).orElse("everybody");
            notes.note(by(exchange, order.reason()), (order.drain() ? "drain " : "end drain of ") + whom);
            drain.set(sae, order.drain());
            exchange.end(204);
        });
    }

    private void rotate(Exchange exchange) {
        read(exchange, Plain.class, order -> {
            notes.note(by(exchange, order.reason()), "rotate key-encryption key");
            actions.rotate();
            exchange.end(204);
        });
    }

    private void zeroise(Exchange exchange) {
        read(exchange, ZeroiseOrder.class, order -> {
            if (!here.value().equals(order.kme())) {
                throw new IllegalArgumentException("to zeroise, kme names this KME, " + here);
            }
            String operator = operator(exchange);
            actions.zeroise("ordered by " + operator);
            exchange.end(204);
        });
    }

    private static Order by(Exchange exchange, @Nullable String reason) {
        return new Order(operator(exchange), AdministrationWire.reason(reason));
    }

    private static String operator(Exchange exchange) {
        return exchange.caller().id();
    }

    private static void json(Exchange exchange, Object answer) {
        exchange.endJson(200, "application/json", answer);
    }

    private static <T> void read(Exchange exchange, Class<T> type, Consumer<T> then) {
        withBody(exchange, body -> then.accept(Exchange.JSON.readValue(body, type)));
    }

    private static void carryOut(Exchange exchange, Runnable work) {
        withBody(exchange, nothing -> work.run());
    }

    private interface BodyReader {
        void read(byte[] body) throws IOException;
    }

    private static void withBody(Exchange exchange, BodyReader reader) {
        exchange.withBody(
                MOST_BYTES,
                () -> Problem.answer(exchange, 413, "Content Too Large", "at most " + MOST_BYTES + " bytes"),
                body -> {
                    try {
                        reader.read(body);
                    } catch (JsonProcessingException e) {
                        Problem.answer(exchange, 400, "Bad Request", e.getOriginalMessage());
                    } catch (IOException | IllegalArgumentException e) {
                        Problem.answer(exchange, 400, "Bad Request", String.valueOf(e.getMessage()));
                    } catch (StoreUnavailable e) {
                        LOG.warnf("an order could not be carried out: %s", e.getMessage());
                        Problem.answer(exchange, 503, "Service Unavailable", "the key store does not answer");
                    }
                },
                failure -> Problem.answer(exchange, 503, "Service Unavailable", "the order could not be carried out"));
    }
}

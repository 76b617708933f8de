package dk.kronborg.administration;

import dk.kronborg.administration.AdministrationWire.Changed;
import dk.kronborg.administration.AdministrationWire.DrainOrder;
import dk.kronborg.administration.AdministrationWire.Keys;
import dk.kronborg.administration.AdministrationWire.Plain;
import dk.kronborg.administration.AdministrationWire.Requested;
import dk.kronborg.administration.AdministrationWire.Rotated;
import dk.kronborg.administration.AdministrationWire.Selection;
import dk.kronborg.administration.AdministrationWire.Status;
import dk.kronborg.administration.AdministrationWire.ZeroiseOrder;
import dk.kronborg.kms.balance.Balances;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.custody.BlockSelection;
import dk.kronborg.kms.custody.Custody;
import dk.kronborg.kms.custody.CustodyLedger;
import dk.kronborg.kms.custody.CustodyLedger.Approval;
import dk.kronborg.kms.custody.CustodyLedger.Order;
import dk.kronborg.kms.delivery.Drain;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.report.Reports;
import dk.kronborg.kms.wrapping.KeyEncryptionKeyUnavailable;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.plane.Problem;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

        /**
         * Makes a new key-encryption key and wraps all data keys anew.
         *
         * @throws IllegalStateException if another rotation is under way
         */
        Wrapping.Rotation rotate();

        /**
         * Destroys every key of this site.
         *
         * @return what could not be done, for people; empty if all was
         */
        List<String> zeroise(String cause);
    }

    private static final Logger LOG = Logger.getLogger(AdministrationApi.class);
    private static final String ROOT = "/administration/v1/";
    private static final Pattern APPROVAL = Pattern.compile(ROOT + "releases/([0-9]{1,18})/approval");
    private static final Pattern REPORT = Pattern.compile(ROOT + "reports/([^/]+)");
    private static final int MOST_BYTES = 64 * 1024;

    private final KmeId here;
    private final Supplier<Network> network;
    private final SiteIncarnation site;
    private final Custody custody;
    private final CustodyLedger notes;
    private final Drain drain;
    private final Balances balances;
    private final Supplier<List<PlaneListener.Session>> sessions;
    private final Reports reports;
    private final AuditExport audit;
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
            Supplier<Network> network,
            SiteIncarnation site,
            Custody custody,
            CustodyLedger notes,
            Drain drain,
            Balances balances,
            Supplier<List<PlaneListener.Session>> sessions,
            Reports reports,
            AuditExport audit,
            Actions actions) {
        this.here = here;
        this.network = network;
        this.site = site;
        this.custody = custody;
        this.notes = notes;
        this.drain = drain;
        this.balances = balances;
        this.sessions = sessions;
        this.reports = reports;
        this.audit = audit;
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
        Matcher report = REPORT.matcher(path);
        boolean post = HttpMethod.POST.equals(exchange.request().method());
        if (name.equals("status") && exchange.isGet()) {
            carryOut(exchange, () -> status(exchange));
        } else if (report.matches() && exchange.isGet()) {
            carryOut(exchange, () -> report(exchange, report.group(1)));
        } else if (audit.has(name) && exchange.isGet()) {
            carryOut(exchange, () -> audit.answer(exchange, name));
        } else if (approval.matches() && post) {
            long request = Long.parseLong(approval.group(1));
            carryOut(exchange, () -> approve(exchange, request));
        } else if (orders.containsKey(name) && post) {
            orders.get(name).accept(exchange);
        } else if (isRead(name, report) || approval.matches() || orders.containsKey(name)) {
            exchange.header("allow", isRead(name, report) ? "GET" : "POST");
            Problem.answer(
                    exchange, 405, "Method Not Allowed", "status, reports and audit are read, orders are posted");
        } else {
            Problem.answer(exchange, 404, "Not Found", "see docs/administration.md for what there is");
        }
    }

    private boolean isRead(String name, Matcher report) {
        return name.equals("status") || report.matches() || audit.has(name);
    }

    private void status(Exchange exchange) {
        List<AdministrationWire.Pool> pools =
                balances.read().stream().map(AdministrationWire.Pool::of).toList();
        List<AdministrationWire.Session> tls =
                sessions.get().stream().map(AdministrationWire.Session::of).toList();
        List<AdministrationWire.Release> releases = notes.openRequests().stream()
                .map(AdministrationWire.Release::of)
                .toList();
        json(exchange, new Status(here.value(), site.id().toString(), drain.drained(), pools, releases, tls));
    }

    private void report(Exchange exchange, String month) {
        ReportQuery query = ReportQuery.of(month, exchange.request().params());
        Optional<SaeId> stranger = query.sae()
                .filter(id -> network.get()
                        .sae(id)
                        .filter(sae -> sae.kme().equals(here))
                        .isEmpty());
        if (stranger.isPresent()) {
            Problem.answer(exchange, 404, "Not Found", "no SAE of this KME is " + stranger.get());
        } else {
            json(exchange, ReportJson.of(reports.of(query.month(), query.sae())));
        }
    }

    private void hold(Exchange exchange) {
        read(
                exchange,
                Selection.class,
                order -> json(exchange, new Changed(custody.hold(selected(order), by(exchange, order.reason())))));
    }

    private BlockSelection selected(Selection order) {
        return order.selection(link ->
                network.get().link(link).flatMap(known -> known.otherKme(here)).isPresent());
    }

    private void requestRelease(Exchange exchange) {
        read(exchange, Selection.class, order -> {
            OptionalLong request = custody.requestRelease(selected(order), by(exchange, order.reason()));
            if (request.isPresent()) {
                json(exchange, new Requested(request.getAsLong()));
            } else {
                Problem.answer(exchange, 409, "Conflict", "none of these blocks is held by this KME");
            }
        });
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
                order ->
                        json(exchange, new Changed(custody.voidBlocks(selected(order), by(exchange, order.reason())))));
    }

    private void voidKeys(Exchange exchange) {
        read(
                exchange,
                Keys.class,
                order -> json(exchange, new Changed(custody.voidKeys(order.ids(), by(exchange, order.reason())))));
    }

    private void drain(Exchange exchange) {
        read(exchange, DrainOrder.class, order -> {
            Optional<SaeId> sae = Optional.ofNullable(order.sae()).map(SaeId::new);
            sae.filter(named -> network.get().sae(named).isEmpty()).ifPresent(unknown -> {
                throw new IllegalArgumentException("the network has no SAE " + unknown);
            });
            String whom = sae.map(SaeId::value).orElse("everybody");
            notes.note(by(exchange, order.reason()), (order.begins() ? "drain " : "end drain of ") + whom);
            drain.set(sae, order.begins());
            exchange.end(204);
        });
    }

    private void rotate(Exchange exchange) {
        read(exchange, Plain.class, order -> {
            notes.note(by(exchange, order.reason()), "rotate key-encryption key");
            try {
                json(exchange, Rotated.of(actions.rotate()));
            } catch (IllegalStateException e) {
                Problem.answer(exchange, 409, "Conflict", String.valueOf(e.getMessage()));
            }
        });
    }

    /** Noted in the mark on disk rather than in the database, which may be away and must not keep the keys alive. */
    private void zeroise(Exchange exchange) {
        read(exchange, ZeroiseOrder.class, order -> {
            if (!here.value().equals(order.kme())) {
                throw new IllegalArgumentException("to zeroise, kme names this KME, " + here);
            }
            Order by = by(exchange, order.reason());
            List<String> failures =
                    actions.zeroise("ordered by " + by.operator() + (by.reason().isEmpty() ? "" : ": " + by.reason()));
            if (failures.isEmpty()) {
                exchange.end(204);
            } else {
                Problem.answer(
                        exchange,
                        500,
                        "Internal Server Error",
                        "not everything could be destroyed: " + String.join("; ", failures));
            }
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
        withBody(exchange, body -> then.accept(OrderReader.read(body, type)));
    }

    private static void carryOut(Exchange exchange, Runnable work) {
        withBody(exchange, nothing -> work.run());
    }

    private static void withBody(Exchange exchange, Consumer<byte[]> then) {
        exchange.withBody(
                MOST_BYTES,
                () -> Problem.answer(exchange, 413, "Content Too Large", "at most " + MOST_BYTES + " bytes"),
                body -> {
                    try {
                        then.accept(body);
                    } catch (IllegalArgumentException e) {
                        Problem.answer(exchange, 400, "Bad Request", String.valueOf(e.getMessage()));
                    } catch (KeyEncryptionKeyUnavailable e) {
                        Problem.answer(exchange, 503, "Service Unavailable", String.valueOf(e.getMessage()));
                    } catch (StoreUnavailable e) {
                        LOG.warnf("an order could not be carried out: %s", e.getMessage());
                        Problem.answer(exchange, 503, "Service Unavailable", "the key store does not answer");
                    }
                },
                failure -> Problem.answer(exchange, 503, "Service Unavailable", "the order could not be carried out"));
    }
}

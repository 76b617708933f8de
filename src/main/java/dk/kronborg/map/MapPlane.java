package dk.kronborg.map;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.plane.PlaneSettings;
import dk.kronborg.plane.Planes;
import dk.kronborg.plane.Problem;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.json.MapJson;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The centre's map plane: each KME gets its own slice and no other, and whoever is a KME the newest head. */
public final class MapPlane implements PlaneListener.Answering, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(MapPlane.class);

    /** In the settings. */
    private static final String NAME = "map";

    private final Supplier<Optional<MapHistory>> published;
    private final HeadSigner heads;
    private final Planes planes;
    private final PlaneListener listener;

    /**
     * Opens the plane.
     *
     * @param published what is published now
     * @throws IllegalStateException if {@code kronborg.plane.map} is not set, or unusable; the message says how
     */
    public MapPlane(
            Vertx vertx,
            PlaneSettings settings,
            MeterRegistry metrics,
            DomainId domain,
            Supplier<Optional<MapHistory>> published,
            HeadSigner heads,
            Clock clock) {
        this.published = published;
        this.heads = heads;
        Alarms logged = (kind, subject, detail) -> LOG.errorf("%s %s: %s", kind, subject, detail);
        this.planes = Planes.open(vertx, settings, logged, metrics, clock);
        this.listener = planes.listen(NAME, domain, Identity.Role.KME, this);
    }

    @Override
    public void busy(Exchange exchange) {
        Problem.busy(exchange);
    }

    @Override
    public void answer(Exchange exchange) {
        if (!exchange.isGet()) {
            Problem.answer(exchange, 405, "Method Not Allowed", "maps are only read");
            return;
        }
        switch (String.valueOf(exchange.request().path())) {
            case MapWire.HEAD -> work(exchange, history -> MapJson.write(heads.head(history)));
            case MapWire.MAP -> map(exchange);
            default -> Problem.answer(exchange, 404, "Not Found", "there is " + MapWire.HEAD + " and " + MapWire.MAP);
        }
    }

    private void map(Exchange exchange) {
        Optional<Long> from;
        try {
            from = Optional.ofNullable(exchange.request().getParam(MapWire.FROM))
                    .map(MapPlane::version);
        } catch (IllegalArgumentException e) {
            Problem.answer(exchange, 400, "Bad Request", String.valueOf(e.getMessage()));
            return;
        }
        KmeId kme = new KmeId(exchange.caller().id());
        work(exchange, history -> MapJson.write(history.forKme(kme, from)));
    }

    private static long version(String text) {
        try {
            long version = Long.parseLong(text);
            if (version > 0) {
                return version;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(MapWire.FROM + " is the number of a version, from 1");
    }

    private interface Writing {
        String of(MapHistory history);
    }

    private void work(Exchange exchange, Writing writing) {
        exchange.work(
                () -> {
                    Optional<MapHistory> history = published.get();
                    if (history.isEmpty()) {
                        Problem.answer(exchange, 503, "Service Unavailable", "no map has been published yet");
                        return;
                    }
                    try {
                        byte[] text = writing.of(history.get()).getBytes(StandardCharsets.UTF_8);
                        exchange.end(200, "application/json", text);
                    } catch (IllegalArgumentException e) {
                        Problem.answer(exchange, 404, "Not Found", String.valueOf(e.getMessage()));
                    }
                },
                failure -> Problem.answer(exchange, 503, "Service Unavailable", "try again"));
    }

    @Override
    public void close() {
        listener.close();
        planes.close();
    }
}

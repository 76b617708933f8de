package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.Reach;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.health.Circumstances;
import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.health.PlannedWork;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.json.ThresholdJson;
import dk.kronborg.linkmonitor.store.KeyDemand;
import dk.kronborg.linkmonitor.store.StoreForecast;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.threshold.Quantity;
import dk.kronborg.linkmonitor.threshold.Threshold;
import dk.kronborg.linkmonitor.threshold.ThresholdSet;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** What people decided about links, and what is usual for them, as it was read last. May be used by several threads. */
public final class PostgresSurroundings implements LinkMonitor.Surroundings {

    /** Work that began is looked up for events that come late. */
    private static final Duration KEPT_AFTER_END = Duration.ofHours(1);

    private record Known(
            List<PlannedWork> work,
            Map<String, ThresholdSet> thresholds,
            Map<String, Double> usualKeyRates,
            Map<LinkId, Double> demand) {}

    private static final Duration LEARNT_EVERY = Duration.ofMinutes(10);

    /** As often as KMEs report. */
    private static final Duration DEMAND_EVERY = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final Supplier<Network> network;
    private Instant usualKeyRatesAt = Instant.EPOCH;
    private Instant demandAt = Instant.EPOCH;
    private volatile Known known = new Known(List.of(), Map.of(), Map.of(), Map.of());

    public PostgresSurroundings(DataSource dataSource, Supplier<Network> network) {
        this.dataSource = dataSource;
        this.network = network;
    }

    /**
     * Reads anew; until then what was read before holds.
     *
     * @throws HistoryUnavailableException if that did not succeed
     */
    public synchronized void refresh(Instant now) {
        Network present = network.get();
        try (Connection connection = dataSource.getConnection()) {
            Map<String, Double> usual = known.usualKeyRates();
            if (Duration.between(usualKeyRatesAt, now).compareTo(LEARNT_EVERY) >= 0) {
                usual = usualKeyRates(connection, now);
                usualKeyRatesAt = now;
            }
            Map<LinkId, Double> demand = known.demand();
            if (Duration.between(demandAt, now).compareTo(DEMAND_EVERY) >= 0) {
                demand = demand(connection, present, now);
                demandAt = now;
            }
            known = new Known(work(connection, now), thresholds(connection, present), usual, demand);
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }

    @Override
    public Circumstances of(Link link, Instant at) {
        Known now = known;
        ThresholdSet thresholds = now.thresholds().get(link.id().value());
        Double usual = now.usualKeyRates().get(link.id().value());
        Double demand = now.demand().get(link.id());
        return new Circumstances(
                isWorkedOn(link, network.get(), at),
                usual == null ? OptionalDouble.empty() : OptionalDouble.of(usual),
                demand == null ? OptionalDouble.empty() : OptionalDouble.of(demand),
                thresholds == null ? ThresholdSet.of(link.technology()) : thresholds);
    }

    /**
     * Whether work goes on then on a KME or its site; for a store that no link fills, on one of those that share it; for
     * anything else, that touches a link which it reaches.
     */
    public boolean workGoesOn(Resource resource, Instant at) {
        Network present = network.get();
        Set<KmeId> sharing = Reach.sharing(present, resource);
        if (resource.kind() == Resource.Kind.KME || !sharing.isEmpty()) {
            List<PlannedWork> work = known.work();
            return present.kmes().stream()
                    .filter(kme -> sharing.contains(kme.id())
                            || resource.equals(
                                    new Resource(Resource.Kind.KME, kme.id().value())))
                    .anyMatch(kme -> work.stream().anyMatch(each -> each.covers(kme, at)));
        }
        return Reach.of(present, resource).stream().anyMatch(link -> isWorkedOn(link, present, at));
    }

    private boolean isWorkedOn(Link link, Network present, Instant at) {
        return known.work().stream().anyMatch(work -> work.covers(link, present, at));
    }

    /** Work that is going on or to come, or has just ended, the first to begin first. */
    static List<PlannedWork> work(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select id, resource, begins_at, ends_at, reason, operator, announced_at from planned_work
                 where ends_at > ? and cancelled_at is null order by begins_at, id
                """)) {
            statement.setObject(1, Rows.utc(now.minus(KEPT_AFTER_END)));
            List<PlannedWork> work = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    work.add(new PlannedWork(
                            rows.getObject("id", UUID.class),
                            Resource.parse(rows.getString("resource")),
                            time(rows, "begins_at"),
                            time(rows, "ends_at"),
                            rows.getString("reason"),
                            rows.getString("operator"),
                            time(rows, "announced_at")));
                }
            }
            return work;
        }
    }

    private static Instant time(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    private Map<String, ThresholdSet> thresholds(Connection connection, Network present) throws SQLException {
        Map<String, List<Threshold>> own = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                        select link_id, quantity, document from
                            (select distinct on (link_id, quantity) link_id, quantity, document from link_threshold
                              order by link_id, quantity, id desc) as newest
                         where document is not null
                        """);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                own.computeIfAbsent(rows.getString("link_id"), link -> new ArrayList<>())
                        .add(ThresholdJson.parse(rows.getString("document"))
                                .toDomain(Quantity.valueOf(rows.getString("quantity"))));
            }
        }
        Map<String, ThresholdSet> sets = new HashMap<>();
        for (Link link : present.links()) {
            List<Threshold> others = own.get(link.id().value());
            if (others != null) {
                sets.put(link.id().value(), ThresholdSet.of(link.technology()).with(others));
            }
        }
        return sets;
    }

    /** What the links have to make, by the newest reports of stores and of links. */
    private Map<LinkId, Double> demand(Connection connection, Network present, Instant now) throws SQLException {
        Instant since = now.minus(Freshness.UNKNOWN_AFTER);
        List<StoreForecast> forecasts = KeyStoreTable.all(connection).stream()
                .map(KeyStoreTable.Known::forecast)
                .filter(forecast -> forecast.report().reportedAt().isAfter(since))
                .toList();
        return KeyDemand.of(present, forecasts, KeyDemand.isShared(present) ? keyRates(connection, since) : Map.of());
    }

    private static Map<LinkId, Double> keyRates(Connection connection, Instant since) throws SQLException {
        Map<LinkId, Double> rates = new HashMap<>();
        for (LinkHealth health : LinkHealthTable.all(connection)) {
            health.receiver()
                    .reading()
                    .filter(reading -> reading.measuredAt().isAfter(since))
                    .ifPresent(reading -> reading.metrics()
                            .get(Metric.SECRET_KEY_RATE)
                            .ifPresent(rate -> rates.put(health.link(), rate)));
        }
        return rates;
    }

    /** By link, the median of the quarters of an hour at this hour of the days before, a week at most. */
    private static Map<String, Double> usualKeyRates(Connection connection, Instant now) throws SQLException {
        Map<String, Double> rates = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select link_id, percentile_cont(0.5) within group (order by skr_bps_sum / skr_bps_count) as usual
                  from rollup_15m join link_end on link_end.id = rollup_15m.end_id
                 where side = 'RECEIVER' and skr_bps_count > 0 and start >= ? and start < ?
                   and extract(hour from start at time zone 'UTC') = ?
                 group by link_id having count(*) >= 4
                """)) {
            statement.setObject(1, Rows.utc(now.minus(Duration.ofDays(7))));
            statement.setObject(2, Rows.utc(now.minus(Duration.ofHours(22))));
            statement.setInt(3, Rows.utc(now).getHour());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getDouble("usual") > 0) {
                        rates.put(rows.getString("link_id"), rows.getDouble("usual"));
                    }
                }
            }
        }
        return rates;
    }
}

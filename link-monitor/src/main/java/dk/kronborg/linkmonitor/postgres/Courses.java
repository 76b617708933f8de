package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.LinkHistory.TrendPoint;
import dk.kronborg.linkmonitor.history.Resolution;
import dk.kronborg.linkmonitor.history.Series;
import dk.kronborg.linkmonitor.history.SeriesQuery;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.LinkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the course of metrics from roll-ups as far as these go, and from finer ones and in the end the readings beyond:
 * each level up to its first step that is due. One statement reads marks and values, so that no value is missing or
 * counted twice while it is being rolled up.
 */
final class Courses {

    /** All ends, and up to where each level is rolled up for them. The least of nothing and something is something. */
    private static final String HORIZONS = """
            with span as (select ?::timestamptz as first, ?::timestamptz as last),
                 due as (
                 select end_id, min(start) filter (where level = 'MINUTE') as minute,
                        min(start) filter (where level = 'QUARTER') as quarter,
                        min(start) filter (where level = 'DAY') as day
                   from rollup_due group by end_id),
                 horizon as (
                 select e.id, e.link_id, e.side, least(own.minute, common.minute, 'infinity') as minute,
                        least(own.quarter, common.quarter, 'infinity') as quarter,
                        least(own.day, common.day, 'infinity') as day
                   from link_end e
                   left join due own on own.end_id = e.id
                   left join due common on common.end_id = 0),
                 rolled as (
                 select id, link_id, side, minute,
                        date_bin('15 minutes', least(minute, quarter), timestamptz 'epoch') as quarter,
                        date_bin('1 day', least(minute, quarter, day), timestamptz 'epoch') as day
                   from horizon)
            """;

    private static final String OF_LINK = " where e.link_id = ? and (?::text is null or e.side = ?)";

    private static final OffsetDateTime FAR_FUTURE = OffsetDateTime.of(2300, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private Courses() {}

    /** At the resolution wanted, or at the finest that has few enough points. */
    static Series series(Connection connection, SeriesQuery query) throws SQLException {
        List<Resolution> candidates = query.resolution().map(List::of).orElse(List.of(Resolution.values()));
        Optional<Series> found = Optional.empty();
        for (Resolution candidate : candidates) {
            if (query.fits(candidate)
                    && found.filter(series -> !series.truncated()).isEmpty()) {
                found = Optional.of(
                        candidate == Resolution.RAW
                                ? readings(connection, query)
                                : steps(connection, query, candidate));
            }
        }
        return found.orElseThrow(() -> new IllegalStateException("a query has few enough days, got " + query));
    }

    private static Series readings(Connection connection, SeriesQuery query) throws SQLException {
        String metric = query.metric().wireName();
        String statement = "select v.time, v.value from link_end e cross join lateral ("
                + "select measured_at as time, event_id, " + metric + " as value from telemetry_event"
                + " where end_id = e.id and measured_at >= ? and measured_at < ? and " + metric + " is not null"
                + " order by measured_at, event_id limit ?) v" + OF_LINK
                + " order by v.time, v.event_id limit ?";
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setObject(1, Rows.utc(query.from()));
            prepared.setObject(2, Rows.utc(query.to()));
            prepared.setInt(3, query.most() + 1);
            bindLink(prepared, 4, query);
            prepared.setInt(7, query.most() + 1);
            List<Series.Point> points = new ArrayList<>();
            try (ResultSet rows = prepared.executeQuery()) {
                while (rows.next()) {
                    double value = rows.getDouble("value");
                    points.add(new Series.Point(time(rows, "time"), value, value, value, 1));
                }
            }
            boolean truncated = points.size() > query.most();
            return new Series(
                    Resolution.RAW, List.copyOf(points.subList(0, Math.min(points.size(), query.most()))), truncated);
        }
    }

    private static Series steps(Connection connection, SeriesQuery query, Resolution resolution) throws SQLException {
        String statement = HORIZONS + "select date_bin('" + resolution.step().toSeconds()
                + " s', v.time, timestamptz 'epoch') as start,"
                + " sum(v.count) as count, min(v.min) as min, max(v.max) as max, sum(v.sum) as sum"
                + " from rolled e cross join lateral (" + values(query.metric(), resolution) + ") v" + OF_LINK
                + " group by 1 order by 1";
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setObject(1, Rows.utc(resolution.floor(query.from())));
            prepared.setObject(
                    2, Rows.utc(resolution.floor(query.to().minusNanos(1)).plus(resolution.step())));
            bindLink(prepared, 3, query);
            List<Series.Point> points = new ArrayList<>();
            try (ResultSet rows = prepared.executeQuery()) {
                while (rows.next()) {
                    points.add(new Series.Point(
                            time(rows, "start"),
                            rows.getDouble("min"),
                            mean(rows),
                            rows.getDouble("max"),
                            rows.getLong("count")));
                }
            }
            return new Series(resolution, List.copyOf(points), false);
        }
    }

    private static void bindLink(PreparedStatement prepared, int parameter, SeriesQuery query) throws SQLException {
        String side = query.side().map(LinkSide::name).orElse(null);
        prepared.setString(parameter, query.link().value());
        prepared.setString(parameter + 1, side);
        prepared.setString(parameter + 2, side);
    }

    /** Means over steps of whole minutes, on all links, beginning with the step in which that time is. */
    static Map<LinkId, List<TrendPoint>> trends(Connection connection, Metric metric, Instant since, Duration step)
            throws SQLException {
        String statement = HORIZONS
                + "select e.link_id, date_bin(make_interval(secs => ?), v.time, timestamptz 'epoch') as start,"
                + " sum(v.sum) as sum, sum(v.count) as count"
                + " from rolled e cross join lateral (" + values(metric, Resolution.MINUTE) + ") v"
                + " group by 1, 2 order by 1, 2";
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            long seconds = step.toSeconds();
            Instant first = Instant.ofEpochSecond(Math.floorDiv(since.getEpochSecond(), seconds) * seconds);
            prepared.setObject(1, Rows.utc(first));
            prepared.setObject(2, FAR_FUTURE);
            prepared.setLong(3, seconds);
            Map<LinkId, List<TrendPoint>> trends = new LinkedHashMap<>();
            try (ResultSet rows = prepared.executeQuery()) {
                while (rows.next()) {
                    trends.computeIfAbsent(new LinkId(rows.getString("link_id")), link -> new ArrayList<>())
                            .add(new TrendPoint(time(rows, "start"), mean(rows)));
                }
            }
            return trends;
        }
    }

    /** Not divided by the database, which fails where a quotient is too small for it. */
    private static double mean(ResultSet rows) throws SQLException {
        return rows.getDouble("sum") / rows.getLong("count");
    }

    private static Instant time(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Values of end {@code e} with their times: each level from where the coarser one ends to its own horizon. */
    private static String values(Metric metric, Resolution coarsest) {
        StringBuilder union = new StringBuilder();
        String first = "(select first from span)";
        for (Resolution level = coarsest; level != Resolution.RAW; level = level.finer()) {
            String horizon = "e." + level.name().toLowerCase(Locale.ROOT);
            union.append("select start as time, :m_count as count, :m_min as min, :m_max as max, :m_sum as sum from "
                    + RollUps.table(level) + " where end_id = e.id and start >= " + first
                    + " and start < least((select last from span), " + horizon
                    + ") and :m_count is not null union all ");
            first = "greatest((select first from span), " + horizon + ")";
        }
        return union.append("select measured_at, 1, :m, :m, :m from telemetry_event where end_id = e.id"
                        + " and measured_at >= " + first + " and measured_at < (select last from span)"
                        + " and :m is not null")
                .toString()
                .replace(":m", metric.wireName());
    }
}

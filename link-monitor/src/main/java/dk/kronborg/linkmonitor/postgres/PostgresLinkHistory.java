package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.history.LinkHistory;
import dk.kronborg.linkmonitor.history.ReadingCursor;
import dk.kronborg.linkmonitor.history.ReadingPage;
import dk.kronborg.linkmonitor.history.ReadingQuery;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The reports in PostgreSQL, to be read: rows as objects by Hibernate, series by JDBC. */
public final class PostgresLinkHistory implements LinkHistory {

    /** The name of a metric is the name of its column; it goes into the text in place of {@code :metric}. */
    private static final String READINGS = """
            select r.measured_at, r.seq, r.event_id, e.side, r.value
              from link_end e
             cross join lateral (
                   select measured_at, seq, event_id, :metric as value
                     from telemetry_event
                    where end_id = e.id and measured_at >= ? and measured_at < ? and measured_at <= ?
                      and (measured_at, seq, event_id) < (?, ?, ?) and :metric is not null
                    order by measured_at desc, seq desc, event_id desc
                    limit ?) r
             where e.link_id = ?
             order by r.measured_at desc, r.seq desc, r.event_id desc
             limit ?
            """;

    private static final UUID FIRST_ID = new UUID(0, 0);

    private final DataSource dataSource;

    public PostgresLinkHistory(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public ReadingPage readings(ReadingQuery query) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(of(READINGS, query.metric()))) {
            // Numbers begin at 0, so this is a place before everything measured then.
            ReadingCursor after = query.after().orElse(new ReadingCursor(query.to(), -1, FIRST_ID));
            statement.setObject(1, Rows.utc(query.from()));
            statement.setObject(2, Rows.utc(query.to()));
            statement.setObject(3, Rows.utc(after.measuredAt()));
            statement.setObject(4, Rows.utc(after.measuredAt()));
            statement.setLong(5, after.sequence());
            statement.setObject(6, after.event());
            statement.setInt(7, query.limit());
            statement.setString(8, query.link().value());
            statement.setInt(9, query.limit());
            try (ResultSet rows = statement.executeQuery()) {
                return page(rows, query.limit());
            }
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }

    private static String of(String statement, Metric metric) {
        return statement.replace(":metric", metric.wireName());
    }

    private static ReadingPage page(ResultSet rows, int limit) throws SQLException {
        List<ReadingPage.Value> values = new ArrayList<>();
        Optional<ReadingCursor> last = Optional.empty();
        while (rows.next()) {
            Instant measuredAt =
                    rows.getObject("measured_at", OffsetDateTime.class).toInstant();
            values.add(new ReadingPage.Value(
                    measuredAt, LinkSide.valueOf(rows.getString("side")), rows.getDouble("value")));
            last = Optional.of(
                    new ReadingCursor(measuredAt, rows.getLong("seq"), rows.getObject("event_id", UUID.class)));
        }
        return new ReadingPage(values, values.size() == limit ? last : Optional.empty());
    }

    @Override
    public Series series(SeriesQuery query) {
        try (Connection connection = dataSource.getConnection()) {
            return Courses.series(connection, query);
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }

    @Override
    public Map<LinkId, List<TrendPoint>> trends(Metric metric, Instant since, Duration step) {
        try (Connection connection = dataSource.getConnection()) {
            return Courses.trends(connection, metric, since, step);
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }
}

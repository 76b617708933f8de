package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.history.LinkHistory;
import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.history.ReadingCursor;
import dk.kronborg.linkmonitor.history.ReadingPage;
import dk.kronborg.linkmonitor.history.ReadingQuery;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.LinkId;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** The reports in PostgreSQL, to be read: rows as objects by Hibernate, series by JDBC. */
public final class PostgresLinkHistory implements LinkHistory {

    private static final String READINGS = """
            select id, measured_at, side, (document -> 'metrics' ->> ?)::double precision as value
              from telemetry_event
             where link_id = ? and measured_at >= ? and measured_at < ?
               and (measured_at, id) < (?, ?)
               and jsonb_typeof(document -> 'metrics' -> ?) = 'number'
             order by measured_at desc, id desc
             limit ?
            """;

    /** The values are taken out of their documents first: what is grouped and sorted after that is narrow. */
    private static final String TRENDS = """
            with reading as materialized (
                select link_id, measured_at, (document -> 'metrics' ->> ?)::double precision as value
                  from telemetry_event
                 where measured_at >= ? and jsonb_typeof(document -> 'metrics' -> ?) = 'number')
            select link_id, date_bin(make_interval(secs => ?), measured_at, timestamptz '2000-01-01T00:00:00Z') as start,
                   avg(value) as mean
              from reading
             group by link_id, start
             order by link_id, start
            """;

    private final SessionFactory sessions;
    private final DataSource dataSource;

    public PostgresLinkHistory(SessionFactory sessions, DataSource dataSource) {
        this.sessions = sessions;
        this.dataSource = dataSource;
    }

    @Override
    public List<Reading> latest() {
        try (Session session = sessions.openSession()) {
            return session
                    .createSelectionQuery("from LatestReadingRow", LatestReadingRow.class)
                    .getResultList()
                    .stream()
                    .map(LatestReadingRow::toDomain)
                    .toList();
        } catch (PersistenceException e) {
            throw new HistoryUnavailableException(e);
        }
    }

    @Override
    public ReadingPage readings(ReadingQuery query) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(READINGS)) {
            String metric = query.metric().wireName();
            ReadingCursor after = query.after().orElse(new ReadingCursor(query.to(), 0));
            statement.setString(1, metric);
            statement.setString(2, query.link().value());
            statement.setObject(3, Rows.utc(query.from()));
            statement.setObject(4, Rows.utc(query.to()));
            statement.setObject(5, Rows.utc(after.measuredAt()));
            statement.setLong(6, after.row());
            statement.setString(7, metric);
            statement.setInt(8, query.limit());
            try (ResultSet rows = statement.executeQuery()) {
                return page(rows, query.limit());
            }
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }

    private static ReadingPage page(ResultSet rows, int limit) throws SQLException {
        List<ReadingPage.Value> values = new ArrayList<>();
        Optional<ReadingCursor> last = Optional.empty();
        while (rows.next()) {
            Instant measuredAt =
                    rows.getObject("measured_at", OffsetDateTime.class).toInstant();
            values.add(new ReadingPage.Value(
                    measuredAt, LinkSide.valueOf(rows.getString("side")), rows.getDouble("value")));
            last = Optional.of(new ReadingCursor(measuredAt, rows.getLong("id")));
        }
        return new ReadingPage(values, values.size() == limit ? last : Optional.empty());
    }

    @Override
    public Map<LinkId, List<TrendPoint>> trends(Metric metric, Instant since, Duration step) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(TRENDS)) {
            statement.setString(1, metric.wireName());
            statement.setObject(2, Rows.utc(since));
            statement.setString(3, metric.wireName());
            statement.setLong(4, step.toSeconds());
            Map<LinkId, List<TrendPoint>> trends = new LinkedHashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    trends.computeIfAbsent(new LinkId(rows.getString("link_id")), link -> new ArrayList<>())
                            .add(new TrendPoint(
                                    rows.getObject("start", OffsetDateTime.class)
                                            .toInstant(),
                                    rows.getDouble("mean")));
                }
            }
            return trends;
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }
}

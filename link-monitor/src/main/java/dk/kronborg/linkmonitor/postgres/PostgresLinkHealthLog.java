package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkHealthLog;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.json.LinkHealthJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads from PostgreSQL. The mark is a snapshot: what it did not show is news, in whatever order transactions were
 * committed.
 */
public final class PostgresLinkHealthLog implements LinkHealthLog {

    /** Shows nothing that was ever written. */
    private static final String NOTHING = "1:1:";

    private static final String NEWS = """
            select pg_current_snapshot()::text, document
              from (select ?::pg_snapshot as mark) seen
              left join link_health
                on moved_in >= pg_snapshot_xmin(mark) and not pg_visible_in_snapshot(moved_in, mark)
            """;

    private final DataSource dataSource;

    public PostgresLinkHealthLog(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Sight since(Optional<String> mark) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEWS)) {
            statement.setString(1, mark.orElse(NOTHING));
            try (ResultSet rows = statement.executeQuery()) {
                String now = "";
                List<LinkHealth> moved = new ArrayList<>();
                while (rows.next()) {
                    now = rows.getString(1);
                    byte[] document = rows.getBytes(2);
                    if (document != null) {
                        moved.add(LinkHealthJson.read(document));
                    }
                }
                return new Sight(now, moved);
            }
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }
}

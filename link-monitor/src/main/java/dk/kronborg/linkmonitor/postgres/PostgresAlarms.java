package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** Alarms of what is not a link. */
public final class PostgresAlarms {

    private final DataSource dataSource;

    public PostgresAlarms(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Notes what is wrong now, and what is over. Noting the same again changes nothing.
     *
     * @throws HistoryUnavailableException if that did not succeed; try again
     */
    public void note(List<AlarmChange> changes, Instant at) {
        try {
            Transactions.commit(dataSource, connection -> {
                AlarmTable.apply(connection, changes, at, false);
                return changes.size();
            });
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }
}

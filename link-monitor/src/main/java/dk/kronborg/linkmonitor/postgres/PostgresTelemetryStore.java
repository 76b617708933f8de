package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.intake.Judgement;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.Outcome.Accepted;
import dk.kronborg.linkmonitor.intake.Outcome.Duplicate;
import dk.kronborg.linkmonitor.intake.Outcome.Refused;
import dk.kronborg.linkmonitor.intake.SeenSequences;
import dk.kronborg.linkmonitor.intake.TelemetryStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Stores telemetry in PostgreSQL, a batch in one transaction.
 *
 * <p>Safe to repeat, and safe when two processes hold the same records for a moment: an event is one row by its
 * id and by its sequence number, positions of devices are locked in one order, and the latest reading only ever
 * moves forward.
 */
public final class PostgresTelemetryStore implements TelemetryStore {

    private final DataSource dataSource;

    public PostgresTelemetryStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public List<Outcome> store(List<Judgement> batch) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Outcome> outcomes = store(connection, batch);
                connection.commit();
                return outcomes;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException("telemetry cannot be stored: " + e.getMessage(), e);
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static List<Outcome> store(Connection connection, List<Judgement> batch) throws SQLException {
        List<Genuine> genuine = only(batch, Genuine.class);
        SeenSequences seen = DeviceBootTable.lock(connection, genuine);
        List<Genuine> unseen = new ArrayList<>();
        IdentityHashMap<Genuine, Long> missedBefore = new IdentityHashMap<>();
        for (Genuine candidate : genuine) {
            if (!seen.passed(candidate.event())) {
                missedBefore.put(candidate, seen.advance(candidate.event()));
                unseen.add(candidate);
            }
        }
        Set<Genuine> stored = TelemetryEventTable.insert(connection, unseen);
        DeviceBootTable.advance(connection, unseen, seen);
        LatestReadingTable.advance(connection, stored);
        RefusedEventTable.insert(connection, only(batch, Rejected.class));
        return batch.stream()
                .<Outcome>map(judgement -> switch (judgement) {
                    case Genuine event ->
                        stored.contains(event)
                                ? new Accepted(event, missedBefore.getOrDefault(event, 0L))
                                : new Duplicate(event);
                    case Rejected rejected -> new Refused(rejected);
                })
                .toList();
    }

    private static <T> List<T> only(List<Judgement> batch, Class<T> type) {
        return batch.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * Forgets events measured before that time, and the boots of devices not heard since; at most 10,000 events
     * at once, to hold no lock for long.
     *
     * @return how many events were forgotten; 10,000 means there may be more
     */
    public int forgetBefore(Instant time) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement events = connection.prepareStatement("""
                        delete from telemetry_event where id in
                            (select id from telemetry_event where measured_at < ? order by measured_at limit 10000)
                        """);
                PreparedStatement boots = connection.prepareStatement("delete from device_boot where seen_at < ?")) {
            events.setObject(1, Rows.utc(time));
            boots.setObject(1, Rows.utc(time));
            boots.executeUpdate();
            return events.executeUpdate();
        } catch (SQLException e) {
            throw new StoreUnavailableException("old telemetry cannot be forgotten: " + e.getMessage(), e);
        }
    }
}

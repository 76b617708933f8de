package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.HistoryRetention;
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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Stores telemetry in PostgreSQL, a batch in one transaction.
 *
 * <p>Safe to repeat, and safe when two processes hold the same records for a moment: positions of devices are locked in
 * one order, no number of a boot is taken twice, an event is one row by its end, time and id, and the latest reading
 * only ever moves forward.
 */
public final class PostgresTelemetryStore implements TelemetryStore {

    private final DataSource dataSource;
    private final boolean keepsSigned;

    /** Keeps what {@link HistoryRetention#USUAL} says. */
    public PostgresTelemetryStore(DataSource dataSource) {
        this(dataSource, HistoryRetention.USUAL);
    }

    public PostgresTelemetryStore(DataSource dataSource, HistoryRetention retention) {
        this.dataSource = dataSource;
        this.keepsSigned = !retention.signed().isZero();
    }

    @Override
    public List<Outcome> store(List<Judgement> batch) {
        try {
            return Transactions.commit(dataSource, connection -> store(connection, batch));
        } catch (SQLException e) {
            throw new StoreUnavailableException("telemetry cannot be stored: " + e.getMessage(), e);
        }
    }

    private List<Outcome> store(Connection connection, List<Judgement> batch) throws SQLException {
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
        Set<Genuine> stored = TelemetryEventTable.insert(connection, unseen, LinkEndTable.numbers(connection, unseen));
        if (keepsSigned) {
            SignedBatchTable.insert(
                    connection, unseen.stream().filter(stored::contains).toList());
        }
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
}

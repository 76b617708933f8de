package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import dk.kronborg.linkmonitor.postgres.KeyStoreTable.Known;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreChange;
import dk.kronborg.linkmonitor.store.StoreCondition;
import dk.kronborg.linkmonitor.store.StoreForecast;
import dk.kronborg.linkmonitor.store.StoreHistory;
import dk.kronborg.linkmonitor.store.StoreJudgement;
import dk.kronborg.linkmonitor.store.StoreJudgement.Credible;
import dk.kronborg.linkmonitor.store.StoreJudgement.Refused;
import dk.kronborg.linkmonitor.store.StoreLedger;
import dk.kronborg.linkmonitor.store.StoreThresholds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Forecasts of stores in PostgreSQL, a batch of reports in one transaction. A pool's row is locked while its next
 * forecast is made of it, so two processes that hold the same records for a moment take each once.
 */
public final class PostgresStoreLedger implements StoreLedger, StoreHistory {

    private static final Comparator<PoolName> ORDER_OF_LOCKS = Comparator.comparing(
                    (PoolName pool) -> pool.from().value())
            .thenComparing(pool -> pool.to().value());

    private final DataSource dataSource;
    private final StoreThresholds thresholds;

    public PostgresStoreLedger(DataSource dataSource, StoreThresholds thresholds) {
        this.dataSource = dataSource;
        this.thresholds = thresholds;
    }

    @Override
    public List<StoreChange> take(List<StoreJudgement> batch) {
        Map<PoolName, List<Credible>> byPool = new TreeMap<>(ORDER_OF_LOCKS);
        List<Rejected> refused = new ArrayList<>();
        for (StoreJudgement judgement : batch) {
            switch (judgement) {
                case Credible credible ->
                    byPool.computeIfAbsent(credible.report().pool(), pool -> new ArrayList<>())
                            .add(credible);
                case Refused(var rejected) -> refused.add(rejected);
            }
        }
        return transact(connection -> {
            List<StoreChange> untold = new ArrayList<>();
            for (Map.Entry<PoolName, List<Credible>> pool : byPool.entrySet()) {
                take(connection, pool.getKey(), pool.getValue()).ifPresent(untold::add);
            }
            RefusedEventTable.insert(connection, refused);
            return untold;
        });
    }

    private Optional<StoreChange> take(Connection connection, PoolName pool, List<Credible> reports)
            throws SQLException {
        Optional<Known> before = KeyStoreTable.lock(connection, pool);
        Optional<StoreForecast> forecast = before.map(Known::forecast);
        Map<Instant, StoreForecast> minutes = new TreeMap<>();
        for (Credible credible : reports) {
            Optional<StoreForecast> next = forecast.isEmpty()
                    ? Optional.of(StoreForecast.first(credible.report(), thresholds))
                    : forecast.get().next(credible.report(), credible.judgedAt(), thresholds);
            if (next.isPresent()) {
                forecast = next;
                minutes.put(KeyStoreMinuteTable.minute(next.get()), next.get());
            }
        }
        StoreForecast known = forecast.orElseThrow();
        if (!minutes.isEmpty()) {
            KeyStoreTable.write(connection, known);
            for (StoreForecast minute : minutes.values()) {
                KeyStoreMinuteTable.write(connection, minute);
            }
            KeyStoreMinuteTable.forget(
                    connection, pool, known.report().reportedAt().minus(KEPT));
        }
        StoreCondition told = before.map(Known::told).orElse(StoreCondition.GOOD);
        return told.equals(known.condition())
                ? Optional.empty()
                : Optional.of(new StoreChange(told, known.condition(), known));
    }

    @Override
    public void told(StoreChange change) {
        transact(connection -> {
            KeyStoreTable.told(connection, change.pool(), change.after());
            return 1;
        });
    }

    private <T> T transact(Transactions.Work<T> work) {
        try {
            return Transactions.commit(dataSource, work);
        } catch (SQLException e) {
            throw new StoreUnavailableException("reports of stores cannot be stored: " + e.getMessage(), e);
        }
    }

    @Override
    public List<StoreForecast> newest() {
        return read(connection ->
                KeyStoreTable.all(connection).stream().map(Known::forecast).toList());
    }

    @Override
    public List<Minute> minutes(PoolName pool, Instant since) {
        return read(connection -> KeyStoreMinuteTable.since(connection, pool, since));
    }

    private <T> T read(Transactions.Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }
}

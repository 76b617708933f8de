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
import dk.kronborg.topology.network.Network;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Forecasts of stores in PostgreSQL, a batch of reports in one transaction. A pool's row is locked while its next
 * forecast is made of it, so two processes that hold the same records for a moment take each once.
 */
public final class PostgresStoreLedger implements StoreLedger, StoreHistory {

    private static final Comparator<PoolName> ORDER_OF_LOCKS = Comparator.comparing(
                    (PoolName pool) -> pool.from().value())
            .thenComparing(pool -> pool.to().value())
            .thenComparing(PoolName::origin);

    private final DataSource dataSource;
    private final LinkNews news;

    /** Tells, with the reports, what follows from them for the links of the network. */
    public PostgresStoreLedger(DataSource dataSource, Supplier<Network> network) {
        this.dataSource = dataSource;
        this.news = new LinkNews(new LinkHealthTable(), network);
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
        Instant judgedAt = byPool.values().stream()
                .flatMap(List::stream)
                .map(Credible::judgedAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return transact(connection -> {
            List<StoreChange> untold = new ArrayList<>();
            Map<PoolName, Boolean> heldKeys = new HashMap<>();
            for (Map.Entry<PoolName, List<Credible>> pool : byPool.entrySet()) {
                Optional<Known> before = KeyStoreTable.lock(connection, pool.getKey());
                StoreForecast now = take(connection, before.map(Known::forecast), pool.getKey(), pool.getValue());
                boolean held = before.map(Known::forecast)
                        .filter(StoreForecast::holdsKeys)
                        .isPresent();
                if (held != now.holdsKeys()) {
                    heldKeys.put(pool.getKey(), held);
                }
                StoreCondition told = before.map(Known::told).orElse(StoreCondition.GOOD);
                if (!told.equals(now.condition())) {
                    untold.add(new StoreChange(told, now.condition(), now));
                }
            }
            news.storesChanged(connection, heldKeys, judgedAt);
            RefusedEventTable.insert(connection, refused);
            return untold;
        });
    }

    /** After the reports of a pool whose row is locked. */
    private StoreForecast take(
            Connection connection, Optional<StoreForecast> before, PoolName pool, List<Credible> reports)
            throws SQLException {
        StoreThresholds thresholds = StoreThresholds.of(pool.origin());
        Optional<StoreForecast> forecast = before;
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
        return known;
    }

    @Override
    public void told(StoreChange change) {
        transact(connection -> {
            KeyStoreTable.told(connection, change.pool(), change.after());
            return 1;
        });
    }

    /**
     * Takes back what was told of pools that are not there, so that it is told anew if they come again.
     *
     * @param known those that are there
     */
    public void takeBack(Predicate<PoolName> known) {
        List<PoolName> gone =
                read(KeyStoreTable::toldOf).stream().filter(known.negate()).toList();
        for (PoolName pool : gone) {
            transact(connection -> {
                KeyStoreTable.told(connection, pool, StoreCondition.GOOD);
                return 1;
            });
        }
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

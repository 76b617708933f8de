package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.history.HistoryRetention;
import dk.kronborg.linkmonitor.intake.Judgement;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.Outcome.Accepted;
import dk.kronborg.linkmonitor.intake.Outcome.Duplicate;
import dk.kronborg.linkmonitor.intake.Outcome.Refused;
import dk.kronborg.linkmonitor.intake.SeenSequences;
import dk.kronborg.linkmonitor.intake.SeenSequences.DeviceBoot;
import dk.kronborg.linkmonitor.intake.TelemetryStore;
import dk.kronborg.linkmonitor.postgres.LinkEndTable.End;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Stores telemetry in PostgreSQL, a batch in one transaction.
 *
 * <p>Safe to repeat, and safe when two processes hold the same records for a moment: positions of devices are locked in
 * one order, no number of a boot is taken twice, and an event is one row by its end, time and id.
 */
public final class PostgresTelemetryStore implements TelemetryStore {

    private final DataSource dataSource;
    private final boolean keepsSigned;
    private final Optional<HealthStep> health;

    /** Keeps what {@link HistoryRetention#USUAL} says. */
    public PostgresTelemetryStore(DataSource dataSource) {
        this(dataSource, HistoryRetention.USUAL);
    }

    /** Stores, and judges no link. */
    public PostgresTelemetryStore(DataSource dataSource, HistoryRetention retention) {
        this(dataSource, retention, Optional.empty());
    }

    /** Stores, and moves the health of the links that the monitor watches. */
    public PostgresTelemetryStore(DataSource dataSource, HistoryRetention retention, LinkMonitor monitor) {
        this(dataSource, retention, Optional.of(new HealthStep(monitor)));
    }

    private PostgresTelemetryStore(DataSource dataSource, HistoryRetention retention, Optional<HealthStep> health) {
        this.dataSource = dataSource;
        this.keepsSigned = !retention.signed().isZero();
        this.health = health;
    }

    /**
     * Lets silence have its effect on the links.
     *
     * @param horizon everything that arrived on the bus before is stored
     * @throws StoreUnavailableException if that did not succeed; try again
     */
    public void silence(Instant horizon) {
        if (health.isEmpty()) {
            return;
        }
        try {
            boolean more = true;
            while (more) {
                more = Transactions.commit(
                        dataSource, connection -> health.get().silence(connection, horizon));
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException("silence cannot be noted: " + e.getMessage(), e);
        }
    }

    /**
     * Makes alarms, and what others know of links, fit the network that is watched now; doing so again does no harm.
     *
     * @param before the network that was watched until then, if that is known
     * @throws StoreUnavailableException if that did not succeed; try again
     */
    public void fit(Optional<Network> before, Instant at) {
        if (health.isEmpty()) {
            return;
        }
        try {
            for (List<LinkId> links : health.get().portions()) {
                Transactions.commit(dataSource, connection -> {
                    health.get().fit(connection, links, before, at);
                    return links.size();
                });
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException("alarms cannot be fitted to the network: " + e.getMessage(), e);
        }
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
        Set<Genuine> firstOfBoot = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Genuine candidate : genuine) {
            if (!seen.passed(candidate.event())) {
                if (seen.last(DeviceBoot.of(candidate.event())).isEmpty()) {
                    firstOfBoot.add(candidate);
                }
                missedBefore.put(candidate, seen.advance(candidate.event()));
                unseen.add(candidate);
            }
        }
        Map<End, Integer> ends = LinkEndTable.numbers(connection, unseen);
        Set<Genuine> stored = TelemetryEventTable.insert(connection, unseen, ends);
        List<Genuine> news = unseen.stream().filter(stored::contains).toList();
        if (keepsSigned) {
            SignedBatchTable.insert(connection, news);
        }
        DeviceBootTable.advance(connection, unseen, seen);
        RollUpDueTable.mark(connection, news, ends);
        if (health.isPresent()) {
            health.get().after(connection, news, firstOfBoot);
        }
        List<Rejected> refusals = only(batch, Rejected.class);
        RefusedEventTable.insert(connection, refusals);
        if (health.isPresent() && !refusals.isEmpty()) {
            health.get().refused(connection, refusals);
        }
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

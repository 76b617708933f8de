package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.Correlator;
import dk.kronborg.linkmonitor.alarm.Correlator.Derived;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.json.AlarmJson;
import dk.kronborg.linkmonitor.notification.NotificationPlan;
import dk.kronborg.linkmonitor.notification.Telling;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what happened to alarms: finds what explains them, and hands on what others are to be told. One process at a
 * time does so, whichever comes first; what one has not finished, the next one does.
 */
public final class AlarmHerald {

    private static final int AT_ONCE = 1000;

    /** A change of an alarm that nobody was told of yet. */
    private record Untold(long id, UUID alarm, String what) {}

    private final DataSource dataSource;
    private final Supplier<Correlator> correlator;
    private final NotificationPlan notifications;
    private @Nullable Correlator last;

    public AlarmHerald(DataSource dataSource, Supplier<Correlator> correlator, NotificationPlan notifications) {
        this.dataSource = dataSource;
        this.correlator = correlator;
        this.notifications = notifications;
    }

    /**
     * Tells what there is to tell.
     *
     * @throws HistoryUnavailableException if that did not succeed; try again
     */
    public void tell(Instant now) {
        try (Connection connection = dataSource.getConnection()) {
            if (!AdvisoryLock.ALARM_HERALD.tryTake(connection)) {
                return;
            }
            try {
                while (round(connection, now)) {
                    // What was derived in one round is told in the next.
                }
            } finally {
                AdvisoryLock.ALARM_HERALD.giveBack(connection);
            }
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }

    /** Whether there was anything to tell, or another network to look at alarms by. */
    private boolean round(Connection connection, Instant now) throws SQLException {
        List<Untold> untold = untold(connection);
        Correlator present = correlator.get();
        if (untold.isEmpty() && present == last) {
            return false;
        }
        List<Alarm> open = AlarmTable.allOpen(connection);
        // One by one, so that no two are locked at a time: those who store telemetry lock them in another order.
        Map<UUID, UUID> causes = present.causes(open);
        for (Alarm alarm : open) {
            Optional<UUID> cause = Optional.ofNullable(causes.get(alarm.id()));
            if (!alarm.cleared() && !alarm.rootCause().equals(cause)) {
                explain(connection, alarm.id(), cause, now);
            }
        }
        Transactions.commit(connection, ignored -> {
            derive(connection, present, open, now);
            Map<UUID, Alarm> alarms =
                    AlarmTable.all(
                                    connection,
                                    untold.stream()
                                            .map(Untold::alarm)
                                            .distinct()
                                            .toList())
                            .stream()
                            .collect(Collectors.toMap(Alarm::id, Function.identity()));
            for (Untold change : untold) {
                Alarm alarm = Optional.ofNullable(alarms.get(change.alarm())).orElseThrow();
                OutgoingTable.add(
                        connection,
                        AlarmJson.TOPIC,
                        alarm.id().toString(),
                        AlarmJson.of(alarm, change.id(), change.what()).document(),
                        now);
                Optional<Telling> telling = telling(change, alarm);
                if (telling.isPresent()) {
                    NotificationTable.plan(connection, notifications, alarm, telling.get(), change.id(), now);
                }
            }
            markTold(connection, untold);
            return untold.size();
        });
        last = present;
        return true;
    }

    /** What people away from the console are told; what other people did about the alarm is not. */
    private static Optional<Telling> telling(Untold change, Alarm alarm) {
        return switch (change.what()) {
            case "RAISED" -> Optional.of(Telling.RAISED);
            case "CHANGED" -> alarm.trend() == Alarm.Trend.MORE_SEVERE ? Optional.of(Telling.WORSE) : Optional.empty();
            case "CLEARED" -> Optional.of(Telling.CLEARED);
            // Why it was not told is gone.
            case "UNEXPLAINED", "OUTLASTED", "UNSHELVED" -> Optional.of(Telling.RAISED);
            default -> Optional.empty();
        };
    }

    /** Cables and nodes: what is wrong with them now, and what no more. */
    private static void derive(Connection connection, Correlator correlator, List<Alarm> open, Instant now)
            throws SQLException {
        Map<AlarmKey, Derived> derived = correlator.derived(open).stream()
                .collect(Collectors.toMap(each -> each.condition().key(), Function.identity()));
        for (Derived each : derived.values()) {
            AlarmTable.apply(connection, List.of(new AlarmChange.Present(each.condition())), now, each.planned());
        }
        for (Alarm alarm : open) {
            Derived still = derived.get(alarm.key());
            if (still == null && Correlator.isDerived(alarm.key())) {
                AlarmTable.apply(connection, List.of(new AlarmChange.Over(alarm.key())), now, false);
            } else if (still != null && !still.planned() && alarm.planned()) {
                writeActive(connection, alarm.id(), Alarm::outlasting, "OUTLASTED", now);
            }
        }
    }

    private static List<Untold> untold(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select id, alarm_id, what from alarm_change where not told order by id limit ?")) {
            statement.setInt(1, AT_ONCE);
            List<Untold> untold = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    untold.add(new Untold(
                            rows.getLong("id"), rows.getObject("alarm_id", UUID.class), rows.getString("what")));
                }
            }
            return untold;
        }
    }

    private static void explain(Connection connection, UUID id, Optional<UUID> cause, Instant now) throws SQLException {
        String what = cause.isPresent() ? "EXPLAINED" : "UNEXPLAINED";
        Transactions.commit(
                connection, ignored -> writeActive(connection, id, alarm -> alarm.explainedBy(cause), what, now));
    }

    /** What is found of an alarm while it is active; nothing if it moved on since: then there is another round. */
    private static boolean writeActive(
            Connection connection, UUID id, UnaryOperator<Alarm> change, String what, Instant now) throws SQLException {
        Optional<Alarm> active = AlarmTable.lock(connection, id).filter(alarm -> !alarm.cleared() && !alarm.closed());
        if (active.isPresent()) {
            AlarmTable.write(connection, change.apply(active.get()), what, now, Optional.empty(), "");
        }
        return active.isPresent();
    }

    private static void markTold(Connection connection, List<Untold> untold) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("update alarm_change set told = true where id = any (?)")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", untold.stream().map(Untold::id).toArray()));
            statement.executeUpdate();
        }
    }
}

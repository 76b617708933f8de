package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmLog;
import dk.kronborg.linkmonitor.alarm.AlarmQuery;
import dk.kronborg.linkmonitor.alarm.Attention;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.alarm.Correlator;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;

/** The alarms in PostgreSQL. What cannot be read or written now is a {@link HistoryUnavailableException}. */
public final class PostgresAlarms implements AlarmLog {

    private static final Act BY_ITSELF =
            new Act("kronborg", Instant.EPOCH, "over for a day, and no matter of security");
    private static final Duration CLOSED_AFTER = Duration.ofDays(1);
    private static final int AT_ONCE = 1000;

    private static final String GONE = "the network does not have it any more";

    private final DataSource dataSource;

    public PostgresAlarms(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Notes what is wrong now with something that is not a link, and what is over; noting it again changes nothing. */
    public void note(List<AlarmChange> changes, Instant at) {
        inTransaction(connection -> {
            AlarmTable.apply(connection, changes, at, false);
            return changes.size();
        });
    }

    /** Ends shelves whose time is over, and closes what is over and needs nobody's word. */
    public void tidy(Instant now) {
        inTransaction(connection -> {
            for (Alarm alarm : AlarmTable.lockShelvedUntil(connection, now, AT_ONCE)) {
                AlarmTable.write(connection, alarm.unshelved(), "UNSHELVED", now, Optional.empty(), "");
            }
            for (Alarm alarm : AlarmTable.lockClearedBefore(connection, now.minus(CLOSED_AFTER), AT_ONCE)) {
                Act by = new Act(BY_ITSELF.operator(), now, BY_ITSELF.text());
                AlarmTable.write(connection, alarm.closed(by), "CLOSED", now, Optional.empty(), by.text());
            }
            return 0;
        });
    }

    /**
     * Notes which alarms have outlasted the work during which they were raised, so that they are told. Those of cables and
     * nodes follow from those of their links.
     *
     * @param goesOn whether work on something goes on
     */
    public void endWork(Predicate<Resource> goesOn, Instant now) {
        inTransaction(connection -> {
            for (Alarm alarm : AlarmTable.lockPlanned(connection)) {
                if (!Correlator.isDerived(alarm.key())
                        && !goesOn.test(alarm.key().resource())) {
                    AlarmTable.write(connection, alarm.outlasting(), "OUTLASTED", now, Optional.empty(), "");
                }
            }
            return 0;
        });
    }

    /**
     * Ends alarms of what is not there any more, one by one, so that no two are locked at a time.
     *
     * @param known what is there
     */
    public void endGone(Predicate<Resource> known, Instant now) {
        List<Alarm> gone = inTransaction(connection -> AlarmTable.active(
                connection,
                AlarmTable.ailing(connection).stream().filter(known.negate()).toList()));
        for (Alarm alarm : gone) {
            inTransaction(connection -> {
                Optional<Alarm> active = AlarmTable.lock(connection, alarm.id()).filter(each -> !each.cleared());
                if (active.isPresent()) {
                    AlarmTable.write(connection, active.get().cleared(now), "CLEARED", now, Optional.empty(), GONE);
                }
                return active;
            });
        }
    }

    @Override
    public List<Alarm> alarms(AlarmQuery query) {
        return inTransaction(connection -> AlarmTable.page(connection, query));
    }

    @Override
    public Optional<Alarm> alarm(UUID id) {
        return inTransaction(
                connection -> AlarmTable.all(connection, List.of(id)).stream().findFirst());
    }

    @Override
    public Map<UUID, Integer> explained(Collection<UUID> causes) {
        return inTransaction(connection -> AlarmTable.explained(connection, causes));
    }

    @Override
    public List<Entry> history(UUID id) {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select at, what, severity, operator, text from alarm_change where alarm_id = ? order by id")) {
                statement.setObject(1, id);
                List<Entry> entries = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        entries.add(entry(rows));
                    }
                }
                return entries;
            }
        });
    }

    @Override
    public Map<UUID, List<Entry>> histories(Collection<UUID> ids, int most) {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select alarm_id, at, what, severity, operator, text
                      from unnest(?::uuid[]) as wanted (wanted_id)
                     cross join lateral (
                           select * from alarm_change where alarm_id = wanted_id order by id desc limit ?) as newest
                     order by id
                    """)) {
                Rows.bindColumn(statement, 1, "uuid", ids, id -> id);
                statement.setInt(2, most);
                Map<UUID, List<Entry>> histories = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        histories
                                .computeIfAbsent(rows.getObject("alarm_id", UUID.class), id -> new ArrayList<>())
                                .add(entry(rows));
                    }
                }
                return histories;
            }
        });
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("what"),
                Severity.valueOf(row.getString("severity")),
                Optional.ofNullable(row.getString("operator")),
                row.getString("text"));
    }

    @Override
    public Optional<Alarm> act(UUID id, Act by, Action action) {
        return inTransaction(connection -> {
            Optional<Alarm> before = AlarmTable.lock(connection, id);
            if (before.isEmpty()) {
                return before;
            }
            Alarm after = switch (action) {
                case Action.Acknowledge() -> before.get().acknowledged(by);
                case Action.Shelve(Instant until) -> before.get().shelved(by, until);
                case Action.Unshelve() -> before.get().unshelved();
                case Action.Close() -> before.get().closed(by);
            };
            if (!after.equals(before.get())) {
                AlarmTable.write(
                        connection, after, what(action, after), by.at(), Optional.of(by.operator()), by.text());
            }
            return Optional.of(after);
        });
    }

    private static String what(Action action, Alarm after) {
        return switch (action) {
            case Action.Acknowledge() -> "ACKNOWLEDGED";
            case Action.Shelve ignored -> "SHELVED";
            case Action.Unshelve() -> "UNSHELVED";
            case Action.Close() -> after.attention() instanceof Attention.Closed ? "CLOSED" : "CLOSE_PROPOSED";
        };
    }

    private <T> T inTransaction(Transactions.Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return Transactions.commit(connection, work);
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }
}

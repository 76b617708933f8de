package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.notification.Backoff;
import dk.kronborg.linkmonitor.notification.Channel;
import dk.kronborg.linkmonitor.notification.Decision;
import dk.kronborg.linkmonitor.notification.Message;
import dk.kronborg.linkmonitor.notification.Messenger.Outcome;
import dk.kronborg.linkmonitor.notification.Notification;
import dk.kronborg.linkmonitor.notification.Notification.State;
import dk.kronborg.linkmonitor.notification.NotificationLedger;
import dk.kronborg.linkmonitor.notification.NotificationLog;
import dk.kronborg.linkmonitor.notification.NotificationObserver;
import dk.kronborg.linkmonitor.notification.Telling;
import dk.kronborg.linkmonitor.notification.Wording;
import dk.kronborg.linkmonitor.notification.Wording.News;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Notifications in PostgreSQL. Processes take turns, by channel, in deciding what is told; what was decided to be sent is
 * committed as {@code SENDING} before it is.
 */
public final class PostgresNotifications implements NotificationLedger, NotificationLog {

    private static final Logger LOG = Logger.getLogger(PostgresNotifications.class);

    private static final int LOOKED_AT = 1000;

    /** More alarms than that on a channel within {@link #A_WHILE} are told together. */
    private static final int MOST_SINGLE = 20;

    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private static final int LONGEST_DETAIL = 500;

    private static final String COLUMNS = """
            id, key, change_id, alarm_id, channel, what, state, due_at, attempts, alarms, told_with, settled_at, detail
            """;

    private final DataSource dataSource;
    private final Backoff backoff;
    private final Duration lease;
    private final NotificationObserver observer;

    /**
     * The notifications of a database.
     *
     * @param lease after which a message whose sender was not heard of is taken over; longer than any sending takes
     */
    public PostgresNotifications(
            DataSource dataSource, Backoff backoff, Duration lease, NotificationObserver observer) {
        this.dataSource = dataSource;
        this.backoff = backoff;
        this.lease = lease;
        this.observer = observer;
    }

    private record Settled(long id, State state, String detail) {}

    /** What one look at a channel leads to. */
    private final class Look {
        private final Connection connection;
        private final Channel channel;
        private final Wording wording;
        private final Instant now;
        private final int most;
        private final List<Claim> claims = new ArrayList<>();
        private final List<Settled> settled = new ArrayList<>();

        Look(Connection connection, Channel channel, Wording wording, Instant now, int most) {
            this.connection = connection;
            this.channel = channel;
            this.wording = wording;
            this.now = now;
            this.most = most;
        }

        void go() throws SQLException {
            List<DueNotification> due = DueNotification.lock(connection, channel.name(), now, LOOKED_AT);
            List<UUID> ids = due.stream().map(DueNotification::alarm).toList();
            Map<UUID, Alarm> alarms =
                    AlarmTable.all(connection, ids).stream().collect(Collectors.toMap(Alarm::id, Function.identity()));
            Map<UUID, Decision.Told> told = told(due);
            List<News> fresh = new ArrayList<>();
            Map<Long, DueNotification> rows = new HashMap<>();
            for (DueNotification each : due) {
                rows.put(each.id(), each);
                Alarm alarm = alarms.get(each.alarm());
                if (alarm == null) {
                    throw new IllegalStateException("every notification has its alarm");
                }
                if (each.state() == State.SENDING && (!channel.recognises() || given(each))) {
                    settle(each.id(), State.DEAD, "may have been sent: its sender ended before it was known");
                } else if (each.goesAgain()) {
                    each.message().ifPresent(message -> claim(each, message));
                } else {
                    switch (Decision.of(each.what(), alarm, Optional.ofNullable(told.get(each.alarm())))) {
                        case Decision.Skip(var reason) -> settle(each.id(), State.SKIPPED, reason);
                        case Decision.Tell() ->
                            fresh.add(new News(
                                    each.id(), each.key(), each.change(), each.what(), each.changedAt(), alarm));
                    }
                }
            }
            tell(fresh, rows);
            write();
        }

        private boolean given(DueNotification each) {
            return backoff.after(each.attempts()).isEmpty();
        }

        private void claim(DueNotification each, Message message) {
            if (claims.size() < most) {
                claims.add(new Claim(each.id(), each.key(), each.attempts() + 1, message));
            }
        }

        private void settle(long id, State state, String detail) {
            settled.add(new Settled(id, state, detail));
        }

        private void tell(List<News> news, Map<Long, DueNotification> rows) throws SQLException {
            List<News> first = new ArrayList<>();
            for (News each : news) {
                DueNotification row = rows.get(each.notification());
                if (row != null && row.attempts() > 0) {
                    tellSingly(each, row.attempts());
                } else {
                    first.add(each);
                }
            }
            if (first.size() + toldLately("true") <= MOST_SINGLE) {
                for (News each : first) {
                    tellSingly(each, 0);
                }
            } else if (first.size() > 1 && toldLately("alarms > 1") == 0 && claims.size() < most) {
                tellTogether(first);
            }
        }

        private void tellSingly(News news, int attempts) throws SQLException {
            if (claims.size() >= most) {
                return;
            }
            Message message = wording.of(news);
            claims.add(new Claim(news.notification(), news.key(), attempts + 1, message));
            remember(news, 1);
        }

        private void tellTogether(List<News> news) throws SQLException {
            List<News> worstFirst = news.stream()
                    .sorted(Comparator.comparing((News each) -> each.alarm().severity())
                            .reversed()
                            .thenComparing(News::at))
                    .toList();
            News carrier = worstFirst.getFirst();
            claims.add(new Claim(carrier.notification(), carrier.key(), 1, wording.ofStorm(carrier.key(), worstFirst)));
            remember(carrier, worstFirst.size());
            for (News other : worstFirst.subList(1, worstFirst.size())) {
                settle(other.notification(), State.SKIPPED, "notification " + carrier.notification() + " told it");
                remember(other, 1);
            }
            update("update notification set told_with = ? where id = any (?)", statement -> {
                statement.setLong(1, carrier.notification());
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "bigint",
                                worstFirst.stream()
                                        .skip(1)
                                        .map(News::notification)
                                        .toArray()));
            });
        }

        /** What the channel is told of that alarm. */
        private void remember(News news, int alarms) throws SQLException {
            update("update notification set severity = ?, alarms = ? where id = ?", statement -> {
                statement.setString(1, news.alarm().severity().name());
                statement.setInt(2, alarms);
                statement.setLong(3, news.notification());
            });
        }

        private Map<UUID, Decision.Told> told(List<DueNotification> due) throws SQLException {
            Map<UUID, Decision.Told> told = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                    select distinct on (alarm_id) alarm_id, id, severity from notification
                     where channel = ? and alarm_id = any (?) and severity is not null and id <> all (?)
                     order by alarm_id, id desc
                    """)) {
                statement.setString(1, channel.name());
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "uuid", due.stream().map(DueNotification::alarm).toArray()));
                statement.setArray(
                        3,
                        connection.createArrayOf(
                                "bigint", due.stream().map(DueNotification::id).toArray()));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        told.put(
                                rows.getObject("alarm_id", UUID.class),
                                new Decision.Told(rows.getLong("id"), Severity.valueOf(rows.getString("severity"))));
                    }
                }
            }
            return told;
        }

        /** Messages that went out for the first time a while ago or later. */
        private int toldLately(String which) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select count(*) from notification where channel = ? and told_at > ? and " + which)) {
                statement.setString(1, channel.name());
                statement.setObject(2, Rows.utc(now.minus(A_WHILE)));
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? rows.getInt(1) : 0;
                }
            }
        }

        private void write() throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("""
                    update notification
                       set state = 'SENDING', attempts = ?, due_at = ?, told_at = coalesce(told_at, ?), subject = ?,
                           body = ?, in_doubt = false
                     where id = ?
                    """)) {
                for (Claim claim : claims) {
                    statement.setInt(1, claim.attempt());
                    statement.setObject(2, Rows.utc(now.plus(lease)));
                    statement.setObject(3, Rows.utc(now));
                    statement.setString(4, claim.message().subject());
                    statement.setString(5, claim.message().body());
                    statement.setLong(6, claim.id());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            try (PreparedStatement statement = connection.prepareStatement("""
                    update notification
                       set state = ?, settled_at = ?, detail = ?,
                           severity = case when ? = 'SKIPPED' and told_with is null then null else severity end
                     where id = ?
                    """)) {
                for (Settled each : settled) {
                    statement.setString(1, each.state().name());
                    statement.setObject(2, Rows.utc(now));
                    statement.setString(3, each.detail());
                    statement.setString(4, each.state().name());
                    statement.setLong(5, each.id());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }

        private void update(String sql, Binding binding) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                binding.bind(statement);
                statement.executeUpdate();
            }
        }
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    @Override
    public List<Claim> claim(Channel channel, Wording wording, Instant now, int most) {
        Look look = inTransaction(connection -> {
            AdvisoryLock.takeForTransaction(connection, channel);
            Look begun = new Look(connection, channel, wording, now, most);
            begun.go();
            return begun;
        });
        look.settled.forEach(each -> observer.settled(channel, each.id(), each.state(), each.detail()));
        return look.claims;
    }

    @Override
    public void settle(Channel channel, Claim claim, Outcome outcome, Instant now) {
        Optional<Duration> pause = backoff.after(claim.attempt());
        switch (outcome) {
            case Outcome.Taken() -> end(channel, claim, State.SENT, "", now);
            case Outcome.Refused(var detail) -> end(channel, claim, State.DEAD, detail, now);
            case Outcome.NotTaken(var detail) -> {
                if (pause.isPresent()) {
                    wait(claim, now.plus(pause.get()), false, detail);
                } else {
                    end(channel, claim, State.DEAD, "given up: " + detail, now);
                }
            }
            case Outcome.InDoubt(var detail) -> {
                if (channel.recognises() && pause.isPresent()) {
                    wait(claim, now.plus(pause.get()), true, detail);
                } else {
                    end(channel, claim, State.DEAD, "may have been sent: " + detail, now);
                }
            }
        }
    }

    private void end(Channel channel, Claim claim, State state, String detail, Instant now) {
        String kept = Rows.printable(detail, LONGEST_DETAIL);
        if (change(claim, state, now, Optional.of(now), false, kept)) {
            observer.settled(channel, claim.id(), state, kept);
        }
    }

    private void wait(Claim claim, Instant until, boolean inDoubt, String detail) {
        change(claim, State.WAITING, until, Optional.empty(), inDoubt, Rows.printable(detail, LONGEST_DETAIL));
    }

    /** Whether it was still his who claimed it. */
    private boolean change(
            Claim claim, State state, Instant dueAt, Optional<Instant> settledAt, boolean inDoubt, String detail) {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    update notification
                       set state = ?, due_at = ?, settled_at = ?, in_doubt = ?, detail = ?
                     where id = ? and state = 'SENDING' and attempts = ?
                    """)) {
                statement.setString(1, state.name());
                statement.setObject(2, Rows.utc(dueAt));
                statement.setObject(3, settledAt.map(Rows::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
                statement.setBoolean(4, inDoubt);
                statement.setString(5, detail);
                statement.setLong(6, claim.id());
                statement.setInt(7, claim.attempt());
                return statement.executeUpdate() == 1;
            }
        });
    }

    @Override
    public void keepOnly(Collection<Channel> channels, Instant now) {
        int skipped = inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    update notification
                       set state = 'SKIPPED', settled_at = ?, detail = 'there is no such channel any more'
                     where state in ('WAITING', 'SENDING') and due_at <= ? and channel <> all (?)
                    """)) {
                statement.setObject(1, Rows.utc(now));
                statement.setObject(2, Rows.utc(now));
                statement.setArray(
                        3,
                        connection.createArrayOf(
                                "text", channels.stream().map(Channel::name).toArray()));
                return statement.executeUpdate();
            }
        });
        if (skipped > 0) {
            LOG.warnf("%d notifications are told nowhere: their channels are gone", skipped);
        }
    }

    @Override
    public List<Notification> newest(Optional<State> state, OptionalLong before, int most) {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select " + COLUMNS + """
                      from notification
                     where (? or state = ?) and id < ?
                     order by id desc
                     limit ?
                    """)) {
                statement.setBoolean(1, state.isEmpty());
                statement.setString(2, state.map(State::name).orElse(""));
                statement.setLong(3, before.orElse(Long.MAX_VALUE));
                statement.setInt(4, most);
                return read(statement);
            }
        });
    }

    @Override
    public Retry retry(long id, Instant now) {
        return inTransaction(connection -> {
            Optional<Notification> found = find(connection, id);
            if (found.isEmpty()) {
                return new Retry.Unknown();
            }
            State state = found.get().state();
            if (state != State.DEAD) {
                return new Retry.NotDead(state);
            }
            try (PreparedStatement statement = connection.prepareStatement("""
                    update notification
                       set state = 'WAITING', due_at = ?, attempts = 0, settled_at = null, in_doubt = true
                     where id = ?
                    """)) {
                statement.setObject(1, Rows.utc(now));
                statement.setLong(2, id);
                statement.executeUpdate();
            }
            return new Retry.Ordered(find(connection, id).orElseThrow());
        });
    }

    private static Optional<Notification> find(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select " + COLUMNS + " from notification where id = ? for update")) {
            statement.setLong(1, id);
            return read(statement).stream().findFirst();
        }
    }

    private static List<Notification> read(PreparedStatement statement) throws SQLException {
        List<Notification> notifications = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                long toldWith = row.getLong("told_with");
                notifications.add(new Notification(
                        row.getLong("id"),
                        row.getObject("key", UUID.class),
                        row.getLong("change_id"),
                        row.getObject("alarm_id", UUID.class),
                        row.getString("channel"),
                        Telling.valueOf(row.getString("what")),
                        State.valueOf(row.getString("state")),
                        row.getObject("due_at", OffsetDateTime.class).toInstant(),
                        row.getInt("attempts"),
                        row.getInt("alarms"),
                        toldWith == 0 ? Optional.empty() : Optional.of(toldWith),
                        Optional.ofNullable(row.getObject("settled_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant),
                        row.getString("detail")));
            }
        }
        return notifications;
    }

    private <T> T inTransaction(Transactions.Work<T> work) {
        try {
            return Transactions.commit(dataSource, work);
        } catch (SQLException e) {
            throw new LedgerUnavailableException(e);
        }
    }
}

package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.AlarmConflictException;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.health.LinkControl;
import dk.kronborg.linkmonitor.health.LinkControl.Action;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.PlannedWork;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.json.ThresholdJson;
import dk.kronborg.linkmonitor.postgres.LinkHealthTable.Kept;
import dk.kronborg.linkmonitor.threshold.Quantity;
import dk.kronborg.linkmonitor.threshold.Threshold;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * What people decide about links, in PostgreSQL. What cannot be read or written now is a {@link
 * HistoryUnavailableException}.
 */
public final class PostgresLinkDecisions {

    /** A second person has so long to agree. */
    private static final Duration AGREEMENT = Duration.ofHours(1);

    private final DataSource dataSource;
    private final LinkHealthTable table = new LinkHealthTable();
    private final LinkNews news;

    public PostgresLinkDecisions(DataSource dataSource, Supplier<Network> network) {
        this.dataSource = dataSource;
        this.news = new LinkNews(table, network);
    }

    /**
     * What came of a wish.
     *
     * @param health of the link now
     * @param waits  whether it takes a second person, who has not agreed yet
     */
    public record Result(LinkHealth health, boolean waits) {}

    /** The health of all links that were ever looked at. */
    public List<LinkHealth> all() {
        return inTransaction(LinkHealthTable::all);
    }

    /**
     * Somebody wants something done to a link. Where it takes two, the first one asks, and another one who asks for the
     * same within an hour agrees.
     *
     * @return empty if nothing is known of the link yet
     * @throws AlarmConflictException   if the state of the link does not allow it, or one person tries to be both
     * @throws IllegalArgumentException if no reason is given
     */
    public Optional<Result> act(LinkId link, Action action, Act by, boolean keysVoided) {
        return inTransaction(connection -> {
            Optional<Kept> before =
                    table.lock(connection, List.of(link)).stream().findFirst();
            if (before.isEmpty()) {
                return Optional.empty();
            }
            LinkHealth health = before.get().health();
            LinkHealth after = LinkControl.after(health, action, by, keysVoided);
            Optional<String> first = Optional.empty();
            if (LinkControl.needsTwo(health, action)) {
                first = asked(connection, link, action, by.at());
                if (first.isEmpty()) {
                    ask(connection, link, action, by);
                    return Optional.of(new Result(health, true));
                }
                if (by.samePerson(first.get())) {
                    throw new AlarmConflictException("it takes two people to " + action + " this link, and "
                            + by.operator() + " has asked for it");
                }
                forget(connection, link, action);
            }
            note(connection, link, action, by, first);
            Kept kept = news.moved(connection, before.get(), after, by.at());
            table.write(connection, List.of(kept));
            return Optional.of(new Result(after, false));
        });
    }

    private static Optional<String> asked(Connection connection, LinkId link, Action action, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select operator from link_request where link_id = ? and action = ? and at > ?")) {
            statement.setString(1, link.value());
            statement.setString(2, action.name());
            statement.setObject(3, Rows.utc(now.minus(AGREEMENT)));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static void ask(Connection connection, LinkId link, Action action, Act by) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into link_request (link_id, action, operator, text, at) values (?, ?, ?, ?, ?)
                on conflict (link_id, action) do update
                   set operator = excluded.operator, text = excluded.text, at = excluded.at
                """)) {
            statement.setString(1, link.value());
            statement.setString(2, action.name());
            statement.setString(3, by.operator());
            statement.setString(4, by.text());
            statement.setObject(5, Rows.utc(by.at()));
            statement.executeUpdate();
        }
    }

    private static void forget(Connection connection, LinkId link, Action action) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from link_request where link_id = ? and action = ?")) {
            statement.setString(1, link.value());
            statement.setString(2, action.name());
            statement.executeUpdate();
        }
    }

    private static void note(Connection connection, LinkId link, Action action, Act by, Optional<String> first)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into link_decision (link_id, action, operator, second, text, at) values (?, ?, ?, ?, ?, ?)
                """)) {
            statement.setString(1, link.value());
            statement.setString(2, action.name());
            statement.setString(3, first.orElse(by.operator()));
            statement.setString(4, first.isPresent() ? by.operator() : null);
            statement.setString(5, by.text());
            statement.setObject(6, Rows.utc(by.at()));
            statement.executeUpdate();
        }
    }

    /** Work that is going on or to come, or has just ended, the first to begin first. */
    public List<PlannedWork> work(Instant now) {
        return inTransaction(connection -> PostgresSurroundings.work(connection, now));
    }

    /** Announces work. */
    public void announce(PlannedWork work) {
        inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    insert into planned_work (id, resource, begins_at, ends_at, reason, operator, announced_at)
                    values (?, ?, ?, ?, ?, ?, ?)
                    """)) {
                statement.setObject(1, work.id());
                statement.setString(2, work.resource().toString());
                statement.setObject(3, Rows.utc(work.begins()));
                statement.setObject(4, Rows.utc(work.ends()));
                statement.setString(5, work.reason());
                statement.setString(6, work.operator());
                statement.setObject(7, Rows.utc(work.announcedAt()));
                return statement.executeUpdate();
            }
        });
    }

    /** Calls work off, or ends it; whether there was any of that id. */
    public boolean cancel(UUID work, Act by) {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    update planned_work set cancelled_at = ?, cancelled_by = ? where id = ? and cancelled_at is null
                    """)) {
                statement.setObject(1, Rows.utc(by.at()));
                statement.setString(2, by.operator());
                statement.setObject(3, work);
                return statement.executeUpdate() == 1;
            }
        });
    }

    /** Gives a link a threshold of its own, or with none the one of its technology back. */
    public void decide(LinkId link, Quantity quantity, Optional<Threshold> threshold, Act by) {
        inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    insert into link_threshold (link_id, quantity, document, operator, reason, at)
                    values (?, ?, ?, ?, ?, ?)
                    """)) {
                statement.setString(1, link.value());
                statement.setString(2, quantity.name());
                statement.setString(
                        3, threshold.map(own -> ThresholdJson.of(own).text()).orElse(null));
                statement.setString(4, by.operator());
                statement.setString(5, by.text());
                statement.setObject(6, Rows.utc(by.at()));
                return statement.executeUpdate();
            }
        });
    }

    private <T> T inTransaction(Transactions.Work<T> work) {
        try {
            return Transactions.commit(dataSource, work);
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }
}

package dk.kronborg.account.postgres;

import dk.kronborg.account.AccountEvent;
import dk.kronborg.account.AccountStore;
import dk.kronborg.account.AccountsUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;

/** Accounts in PostgreSQL. May be used by several threads and processes. */
public final class PostgresAccounts implements AccountStore {

    /** In one transaction that tells. */
    private static final int MOST_TOLD = 500;

    private final DataSource dataSource;

    public PostgresAccounts(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T commit(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new AccountsUnavailableException(e);
        }
    }

    @Override
    public <T> T inTransaction(Function<Books, T> work) {
        return commit(connection -> work.apply(new PostgresBooks(connection)));
    }

    @Override
    public Optional<Granted> granted(String hash) {
        String sql = "select g.*, a.* from account_grant g join account a on a.name = g.account where g.hash = ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, hash);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Granted(
                                PostgresBooks.grant(row),
                                PostgresBooks.account(row).account()))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw new AccountsUnavailableException(e);
        }
    }

    @Override
    public void used(UUID grant, Instant at) {
        commit(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("update account_grant set used_at = ? where id = ? and used_at < ?")) {
                update.setObject(1, PostgresBooks.time(at));
                update.setObject(2, grant);
                update.setObject(3, PostgresBooks.time(at));
                return update.executeUpdate();
            }
        });
    }

    @Override
    public List<AccountEvent> journal(long before, int most) {
        return commit(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select * from account_event where number < ? order by number desc limit ?")) {
                query.setLong(1, before);
                query.setInt(2, most);
                return events(query);
            }
        });
    }

    @Override
    public int tell(Consumer<AccountEvent> listener) {
        return commit(connection -> {
            if (!isOurTurn(connection)) {
                return 0;
            }
            List<AccountEvent> untold;
            try (PreparedStatement query = connection.prepareStatement(
                    "select * from account_event where not told order by number limit " + MOST_TOLD)) {
                untold = events(query);
            }
            for (AccountEvent event : untold) {
                listener.accept(event);
            }
            try (PreparedStatement update =
                    connection.prepareStatement("update account_event set told = true where number = any(?)")) {
                update.setArray(
                        1,
                        connection.createArrayOf(
                                "bigint",
                                untold.stream().map(AccountEvent::number).toArray()));
                return update.executeUpdate();
            }
        });
    }

    /** One process tells, or the order would be lost. */
    private static boolean isOurTurn(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("select pg_try_advisory_xact_lock(hashtext('account_event'))");
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Override
    public void forgetBefore(Instant then) {
        commit(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from account_event where told and at < ?")) {
                delete.setObject(1, PostgresBooks.time(then));
                return delete.executeUpdate();
            }
        });
    }

    private static List<AccountEvent> events(PreparedStatement query) throws SQLException {
        List<AccountEvent> events = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                events.add(new AccountEvent(
                        row.getLong("number"),
                        PostgresBooks.time(row, "at"),
                        AccountEvent.Kind.valueOf(row.getString("kind")),
                        row.getString("account"),
                        row.getString("by_whom"),
                        row.getString("from_where"),
                        row.getString("detail")));
            }
        }
        return events;
    }
}

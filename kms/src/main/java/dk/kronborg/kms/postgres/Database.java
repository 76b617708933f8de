package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.StoreUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Transactions and row mapping, and nothing else. */
final class Database {

    private static final int LONGEST_STANDSTILL_MS = 5000;

    private final DataSource source;
    /** Those of the pool's connections on which standstill is limited, for as long as they live. */
    private final Set<Connection> limited = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    Database(DataSource source) {
        this.source = source;
    }

    /** Work on one connection. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /** Makes something of the row the cursor is on. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /**
     * Runs the work in a transaction and commits it.
     *
     * @throws StoreUnavailable if it failed; then it is rolled back, or the outcome of the commit is unknown
     */
    <T> T transact(Work<T> work) {
        return look(connection -> {
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                T result = work.in(connection);
                connection.commit();
                committed = true;
                return result;
            } finally {
                end(connection, committed);
            }
        });
    }

    /**
     * Only reads, each query by itself and not in a transaction: that saves the database as many commits as there are
     * looks, and a KME looks often.
     *
     * @throws StoreUnavailable if it failed
     */
    <T> T look(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            Connection itself = connection.unwrap(Connection.class);
            if (!limited.contains(itself)) {
                // Outside a transaction, whose end might undo it.
                limitStandstill(connection);
                limited.add(itself);
            }
            return work.in(connection);
        } catch (SQLException e) {
            throw new StoreUnavailable("the database does not answer: " + e.getMessage(), e);
        }
    }

    /**
     * For all transactions of this connection from now on: a process that stands still within one must not hold others
     * up, nor wake up and commit.
     */
    static void limitStandstill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set idle_in_transaction_session_timeout = " + LONGEST_STANDSTILL_MS);
        }
    }

    /**
     * Ends a transaction that was committed or must leave nothing behind. A connection on which that fails is
     * dropped: given back as it is, it would commit what is half done.
     */
    static void end(Connection connection, boolean committed) throws SQLException {
        try {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // The connection itself: a pool whose own handle is aborted would never have it back, and soon has none.
            connection.unwrap(Connection.class).abort(Runnable::run);
            if (committed) {
                throw e;
            }
        }
    }

    static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    static <T> List<T> list(Connection connection, Row<T> row, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(row.of(rows));
            }
            return list;
        }
    }

    static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    static Object array(Connection connection, String type, List<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }
}

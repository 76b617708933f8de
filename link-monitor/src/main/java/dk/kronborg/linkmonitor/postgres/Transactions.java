package dk.kronborg.linkmonitor.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work on a connection as one transaction: all of it is done, or nothing. */
final class Transactions {

    /** Work that answers something. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private Transactions() {}

    static <T> T commit(DataSource dataSource, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return commit(connection, work);
        }
    }

    /** On a connection that has no transaction yet. */
    static <T> T commit(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}

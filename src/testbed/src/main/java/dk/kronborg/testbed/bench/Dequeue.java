package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.postgres.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The bare queue that PostgreSQL itself would be: rows of an id and 32 bytes, taken out with {@code SKIP LOCKED}, each
 * statement a transaction that is on disk when it is answered. On the server that has the KMEs' databases.
 */
final class Dequeue implements AutoCloseable {

    private static final String NAME = "bench_dequeue";

    private final Database superuser;
    private final int rowsAtOnce;
    private final List<Connection> clients = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** A queue that is emptied by so many clients, so many rows at once. */
    Dequeue(Database superuser, int clients, int rowsAtOnce) throws IOException {
        this.superuser = superuser;
        this.rowsAtOnce = rowsAtOnce;
        try (Connection server = connect("postgres");
                Statement statement = server.createStatement()) {
            statement.execute("drop database if exists " + NAME);
            statement.execute("create database " + NAME);
            for (int client = 0; client < clients; client++) {
                this.clients.add(connect(NAME));
            }
            try (Statement table = this.clients.getFirst().createStatement()) {
                table.execute("create table key (id uuid primary key, bytes bytea not null)");
            }
        } catch (SQLException e) {
            close();
            throw new IOException("the queue cannot be made: " + e.getMessage(), e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + superuser.port() + '/' + database,
                superuser.name(),
                superuser.password());
    }

    /** Fills the queue with that many rows and nothing else. */
    void stock(long rows) throws IOException {
        try (Statement statement = clients.getFirst().createStatement()) {
            statement.execute("truncate key");
            statement.execute("insert into key select gen_random_uuid(),"
                    + " sha256(convert_to(number::text, 'UTF8')) from generate_series(1, " + rows + ") number");
            statement.execute("vacuum analyze key");
        } catch (SQLException e) {
            throw new IOException("the queue cannot be filled: " + e.getMessage(), e);
        }
    }

    /** All clients at once, for a time or until the queue is empty. */
    ClosedLoop.Tally run(Duration time) throws IOException {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Callable<Long>> tasks = clients.stream()
                .<Callable<Long>>map(client -> () -> take(client, end))
                .toList();
        try {
            long rows = 0;
            for (Future<Long> task : threads.invokeAll(tasks)) {
                rows += task.get();
            }
            return new ClosedLoop.Tally(rows, (Math.min(System.nanoTime(), end) - start) / 1e9);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        } catch (ExecutionException e) {
            throw new IOException("the queue fails: " + e.getMessage(), e);
        }
    }

    private long take(Connection client, long end) throws SQLException {
        long rows = 0;
        try (PreparedStatement statement =
                client.prepareStatement("delete from key using (select id as taken from key limit " + rowsAtOnce
                        + " for update skip locked) batch where id = taken returning id, bytes")) {
            while (System.nanoTime() - end < 0) {
                int taken = 0;
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        result.getBytes(2);
                        taken++;
                    }
                }
                if (taken == 0) {
                    return rows;
                }
                if (System.nanoTime() - end < 0) {
                    rows += taken;
                }
            }
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        try {
            for (Connection client : clients) {
                client.close();
            }
            try (Connection server = connect("postgres");
                    Statement statement = server.createStatement()) {
                statement.execute("drop database if exists " + NAME + " with (force)");
            }
        } catch (SQLException e) {
            throw new IOException("the queue cannot be removed: " + e.getMessage(), e);
        }
    }
}

package dk.kronborg.kms;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A PostgreSQL cluster whose data directory can be copied and started elsewhere, as a standby too. */
final class Cluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;
    private final Path data;

    private Cluster(EmbeddedPostgres server, Path data) {
        this.server = server;
        this.data = data;
    }

    /** Starts what is in the directory, or a new cluster. */
    static Cluster start(Path data) throws IOException {
        EmbeddedPostgres server = TestPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .start();
        return new Cluster(server, data);
    }

    /** Starts a standby that streams from this cluster; its directory was copied while this cluster was stopped. */
    Cluster startStandby(Path copy) throws IOException {
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + server.getPort() + " user=postgres'\n");
        return start(copy);
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals("postmaster.pid")) {
                    Files.copy(
                            file, to.resolve(from.relativize(file)), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    DataSource database(String name) {
        return server.getDatabase("postgres", name);
    }

    private DataSource postgres() {
        return server.getPostgresDatabase();
    }

    String ask(String sql) throws SQLException {
        return Sql.ask(postgres(), sql).getFirst();
    }

    void execute(String sql) throws SQLException {
        Sql.execute(postgres(), sql);
    }

    /** Waits until this standby has all that the primary has. */
    void awaitCaughtUpWith(Cluster primary) throws SQLException {
        String position = primary.ask("select pg_current_wal_lsn()");
        await("select coalesce(pg_last_wal_replay_lsn() >= '" + position + "', false)");
    }

    /** The standby hears no more of its primary. */
    void cutOff() throws SQLException {
        execute("alter system set primary_conninfo = ''");
        execute("select pg_reload_conf()");
        await("select count(*) = 0 from pg_stat_wal_receiver");
    }

    void promote() throws SQLException {
        execute("select pg_promote()");
        await("select not pg_is_in_recovery()");
    }

    private void await(String condition) throws SQLException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!ask(condition).equals("t")) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("still not: " + condition);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Stops it; nothing writes to its directory any more when this returns. */
    @Override
    public void close() throws IOException {
        server.close();
        // Closing waits for a few seconds only.
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Files.exists(data.resolve("postmaster.pid"))) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException("the server of " + data + " does not stop");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}

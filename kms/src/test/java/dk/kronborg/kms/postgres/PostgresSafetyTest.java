package dk.kronborg.kms.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Settings of a real server, changed in every place where they can be changed. */
class PostgresSafetyTest {

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path state;

    @BeforeAll
    static void startDatabase() throws IOException, SQLException {
        postgres = TestPostgres.builder()
                // Off by default in these servers, on the command line, which files do not override.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        run("create role kme login");
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    @AfterEach
    void resetSettings() throws SQLException {
        // With a synchronous standby that is not there, nothing else would commit.
        run("alter system reset all");
        reload("synchronous_standby_names", "");
        run("alter role kme reset all");
        run("alter database postgres reset all");
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String show(String setting) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Has the server read its files again, and waits until new connections see what is expected. */
    private static void reload(String setting, String expected) throws SQLException {
        run("select pg_reload_conf()");
        Instant end = Instant.now().plusSeconds(30);
        while (!show(setting).equals(expected)) {
            assertThat(Instant.now()).as("%s is %s", setting, expected).isBefore(end);
        }
    }

    private static PGSimpleDataSource as(String role) {
        PGSimpleDataSource source = (PGSimpleDataSource) postgres.getDatabase(role, "postgres");
        source.setUser(role);
        return source;
    }

    private void check(PGSimpleDataSource source) {
        PostgresSafety.require(source, state);
    }

    @Test
    void acceptsAServerThatKeepsWhatItConfirms() {
        check(as("kme"));
        check(as("postgres"));
    }

    @Test
    void namesEveryFaultOfAServerAndItsRemedy() throws IOException {
        try (EmbeddedPostgres careless = TestPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("synchronous_commit", "off")
                .start()) {
            assertThatThrownBy(() -> PostgresSafety.require(careless.getPostgresDatabase(), state))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Set fsync = on")
                    .hasMessageContaining("Set full_page_writes = on")
                    .hasMessageContaining("Set synchronous_commit = on");
        }
    }

    @Test
    void refusesAServerThatDoesNotFlush() throws IOException {
        assertRefused("fsync", "fsync is off");
    }

    @Test
    void refusesHalfWrittenPages() throws IOException {
        assertRefused("full_page_writes", "full_page_writes is off");
    }

    private void assertRefused(String off, String why) throws IOException {
        EmbeddedPostgres.Builder server = TestPostgres.builder();
        for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            server.setServerConfig(setting, setting.equals(off) ? "off" : "on");
        }
        try (EmbeddedPostgres careless = server.start()) {
            assertThatThrownBy(() -> PostgresSafety.require(careless.getPostgresDatabase(), state))
                    .hasMessageContaining(why)
                    .hasMessageNotContaining("; and ");
        }
    }

    @Test
    void refusesEarlyConfirmationWhereverItIsSet() throws SQLException {
        run("alter role kme set synchronous_commit = off");
        assertThatThrownBy(() -> check(as("kme"))).hasMessageContaining("synchronous_commit is off");
        check(as("postgres"));
        run("alter role kme reset all");

        run("alter database postgres set synchronous_commit = off");
        assertThatThrownBy(() -> check(as("kme"))).hasMessageContaining("alter database ... reset");
        run("alter database postgres reset all");

        PGSimpleDataSource own = as("kme");
        own.setOptions("-c synchronous_commit=off");
        assertThatThrownBy(() -> check(own)).hasMessageContaining("synchronous_commit is off");
    }

    @Test
    void refusesToLeaveASynchronousStandbyBehind() throws SQLException {
        PGSimpleDataSource local = as("kme");
        local.setOptions("-c synchronous_commit=local");
        check(local);

        run("alter system set synchronous_standby_names = 'standby'");
        reload("synchronous_standby_names", "standby");
        assertThatThrownBy(() -> check(local))
                .hasMessageContaining("synchronous standby (standby)")
                .hasMessageContaining("Set synchronous_commit = on");
        check(as("kme"));
    }

    @Test
    void refusesAStateFolderInsideTheDatabase() throws SQLException {
        Path inside = Path.of(show("data_directory")).resolve("kronborg");

        assertThatThrownBy(() -> PostgresSafety.require(as("postgres"), inside))
                .hasMessageContaining("lies in the data directory")
                .hasMessageContaining("Move it out");
        // A role without that right cannot see where the data is.
        PostgresSafety.require(as("kme"), inside);
        run("grant pg_read_all_settings to kme");
        assertThatThrownBy(() -> PostgresSafety.require(as("kme"), inside)).hasMessageContaining("Move it out");
        run("revoke pg_read_all_settings from kme");
    }
}

package dk.kronborg.testbed.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.testbed.network.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

    private static final String WRONG_PASSWORD = "28P01";
    private static final String NOT_ALLOWED = "42501";

    @TempDir
    static Path directory;

    static int port;
    static PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        port = FreePorts.find();
        server = PostgresServer.start(directory, port, 2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Connection connect(Database as, String database, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + as.port() + "/" + database, as.name(), password);
    }

    static String show(Database database, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:" + database.uri());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void letsARoleIntoItsOwnDatabaseOnly() throws Exception {
        Database mfa = server.database("kme_mfa");
        Database mod = server.database("kme_mod");

        assertThat(show(mfa, "SELECT current_database()")).isEqualTo("kme_mfa");
        for (String other : new String[] {mod.name(), "postgres", "template1"}) {
            assertThatThrownBy(() -> connect(mfa, other, mfa.password()))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NOT_ALLOWED));
        }
        assertThatThrownBy(() -> connect(mfa, mfa.name(), mod.password()))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(WRONG_PASSWORD));
        assertThat(show(mfa, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = user"))
                .isEqualTo("f");
    }

    @Test
    void isAsDurableAsPostgresGets() throws Exception {
        Database database = server.database("kme_mfa");

        assertThat(show(database, "SHOW fsync")).isEqualTo("on");
        assertThat(show(database, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(show(database, "SHOW full_page_writes")).isEqualTo("on");
        assertThat(show(database, "SHOW data_checksums")).isEqualTo("on");
        assertThat(show(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    }

    @Test
    void goesOnAfterACrashAndStartsAfreshAfterAnInterruptedBeginning(@TempDir Path other) throws Exception {
        int otherPort = FreePorts.find();
        Files.createDirectories(other.resolve("data").resolve("what initdb began"));
        Database before;
        PostgresServer crashing = PostgresServer.start(other, otherPort, 1);
        try {
            before = crashing.database("kme_mfa");
            try (Connection connection = DriverManager.getConnection("jdbc:" + before.uri());
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
                crashing.process().kill();
            }
        } finally {
            crashing.close();
        }

        try (PostgresServer again = PostgresServer.start(other, otherPort, 1)) {
            Database after = again.database("kme_mfa");
            assertThat(after).isEqualTo(before);
            assertThat(show(after, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void keepsPasswordsToItself() throws Exception {
        Database database = server.database("kme_mfa");

        assertThat(database.toString()).doesNotContain(database.password());
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("passwords.properties"))))
                .isEqualTo("rw-------");
        assertThat(directory.resolve("superuser.password")).doesNotExist();
    }

    @Test
    void refusesNamesThatNeedQuoting() {
        for (String name : new String[] {"KME-MFA", "", "1a", "a b", "postgres", "x".repeat(64)}) {
            assertThatThrownBy(() -> server.database(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("database name");
        }
    }

    @Test
    void saysWhyItDoesNotStart(@TempDir Path other) {
        assertThatThrownBy(() -> PostgresServer.start(other, port, 1).close())
                .hasMessageContaining("PostgreSQL does not start")
                .hasMessageContaining("could not bind");
    }
}

package dk.kronborg.testbed.postgres;

import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.testbed.process.PrivateFiles;
import dk.kronborg.testbed.process.Programs;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;

/**
 * A running PostgreSQL server with one database per client process. It is as durable as PostgreSQL gets, listens on
 * 127.0.0.1 only, and knows every role by its password (SCRAM-SHA-256). A role can connect to its own database and to
 * no other.
 *
 * <p>Started again on the same directory, it has the same databases, roles and passwords. Not thread-safe.
 */
public final class PostgresServer implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final Duration STOP_TIME = Duration.ofSeconds(20);

    /** What one client process may need: its pool, and a person looking in. */
    private static final int CONNECTIONS_PER_DATABASE = 24;

    private static final int CONNECTIONS_OF_THE_TESTBED = 10;

    private final GuardedProcess process;
    private final Path directory;
    private final int port;
    private final Properties passwords;

    private PostgresServer(GuardedProcess process, Path directory, int port, Properties passwords) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.passwords = passwords;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @param directory    keeps the server's data and its passwords
     * @param port         on 127.0.0.1
     * @param maxDatabases how many databases there will be, at most
     * @throws IOException if it does not start; the message says why
     */
    public static PostgresServer start(Path directory, int port, int maxDatabases) throws IOException {
        Files.createDirectories(directory);
        ServerUser user = ServerUser.onThisMachine();
        PostgresProgram program = PostgresProgram.unpacked(user.programs());
        Properties passwords = readPasswords(directory);
        initialise(program, user, directory, passwords);
        GuardedProcess process =
                GuardedProcess.start(startOf(program, user, directory, port, connections(maxDatabases)));
        PostgresServer server = new PostgresServer(process, directory, port, passwords);
        try {
            server.awaitReady();
            server.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC");
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static int connections(int databases) {
        return databases * CONNECTIONS_PER_DATABASE + CONNECTIONS_OF_THE_TESTBED;
    }

    private static void initialise(PostgresProgram program, ServerUser user, Path directory, Properties passwords)
            throws IOException {
        Path home = user.home(directory);
        Path data = home.resolve("data");
        // Written when initdb is done: data without it is what an interrupted initdb has left.
        Path done = directory.resolve("initialised");
        if (Files.exists(done)) {
            return;
        }
        FileUtils.deleteDirectory(data.toFile());
        passwords.clear();
        passwords.setProperty(SUPERUSER, newPassword());
        writePasswords(directory, passwords);
        user.take(PrivateFiles.directory(home));
        user.take(PrivateFiles.directory(data));
        Path passwordFile = home.resolve("superuser.password");
        PrivateFiles.write(passwordFile, passwords.getProperty(SUPERUSER) + "\n");
        try {
            user.take(passwordFile);
            Programs.run(user.command(
                    program.path("initdb"),
                    "--pgdata=" + data,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--data-checksums",
                    "--no-instructions"));
        } finally {
            Files.delete(passwordFile);
        }
        Files.createFile(done);
    }

    private static GuardedProcess.Start startOf(
            PostgresProgram program, ServerUser user, Path directory, int port, int connections) {
        List<String> settings = List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                // A key that was acknowledged is on disk: these are the defaults, and they stay.
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=" + connections,
                "shared_buffers=96MB",
                "max_wal_size=512MB",
                "wal_level=minimal",
                "max_wal_senders=0",
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_checkpoints=off");
        List<String> arguments = new ArrayList<>(
                List.of("-D", user.home(directory).resolve("data").toString()));
        settings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        // INT is PostgreSQL's "fast" shutdown: TERM would wait for clients to leave.
        return new GuardedProcess.Start(
                "postgresql",
                user.command(program.path("postgres"), arguments.toArray(String[]::new)),
                directory,
                directory.resolve("postgresql.log"),
                "INT",
                STOP_TIME);
    }

    private void awaitReady() throws IOException {
        long end = System.nanoTime() + START_TIME.toNanos();
        while (true) {
            try (Connection connection = connectAsSuperuser()) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException(
                            "PostgreSQL does not start: " + e.getMessage() + "; the end of " + process.log() + ":\n"
                                    + String.join("\n", process.lastLines(15)),
                            e);
                }
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL starts", e);
        }
    }

    /**
     * A database and its role, made now if they are not there.
     *
     * @param name lower-case letters, digits and underscores, beginning with a letter, at most 63
     * @throws IllegalArgumentException if the name is spelt otherwise
     */
    public Database database(String name) throws IOException {
        if (!DATABASE_NAME.matcher(name).matches() || name.equals(SUPERUSER)) {
            throw new IllegalArgumentException("a database name is 1 to 63 of a-z, 0-9 and _, beginning with a letter,"
                    + " and not " + SUPERUSER + ", got \"" + name + '"');
        }
        String password = passwords.getProperty(name);
        if (password == null) {
            password = newPassword();
            passwords.setProperty(name, password);
            writePasswords(directory, passwords);
        }
        if (!exists("SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
            execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "' CONNECTION LIMIT "
                    + CONNECTIONS_PER_DATABASE);
        }
        if (!exists("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
            execute("CREATE DATABASE " + name + " OWNER " + name);
        }
        execute("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
        return new Database(name, port, password);
    }

    /** How the superuser of the server in that directory connects. */
    public static Database superuser(Path directory, int port) throws IOException {
        String password = readPasswords(directory).getProperty(SUPERUSER);
        if (password == null) {
            throw new IOException("no PostgreSQL server was ever started in " + directory);
        }
        return new Database(SUPERUSER, port, password);
    }

    /** The server's process, for those who measure it or cut it off. */
    public GuardedProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }

    private Connection connectAsSuperuser() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", SUPERUSER, passwords.getProperty(SUPERUSER));
    }

    private void execute(String sql) throws IOException {
        try (Connection connection = connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IOException("PostgreSQL refuses to prepare the databases: " + e.getMessage(), e);
        }
    }

    private boolean exists(String query) throws IOException {
        try (Connection connection = connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        } catch (SQLException e) {
            throw new IOException("PostgreSQL refuses to tell what it has: " + e.getMessage(), e);
        }
    }

    private static String newPassword() {
        byte[] bytes = new byte[20];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Properties readPasswords(Path directory) throws IOException {
        Properties passwords = new Properties();
        Path file = directory.resolve("passwords.properties");
        if (Files.exists(file)) {
            passwords.load(new StringReader(Files.readString(file)));
        }
        return passwords;
    }

    private static void writePasswords(Path directory, Properties passwords) throws IOException {
        StringWriter text = new StringWriter();
        passwords.store(text, null);
        PrivateFiles.write(directory.resolve("passwords.properties"), text.toString());
    }
}

package dk.kronborg.linkmonitor.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** A real PostgreSQL server with the centre's schema. */
record CentreDatabase(EmbeddedPostgres server, DataSource dataSource, SessionFactory sessions)
        implements AutoCloseable {

    private static final Duration START_TIME = Duration.ofSeconds(60);

    static CentreDatabase start() {
        EmbeddedPostgres server;
        try {
            server = EmbeddedPostgres.builder().setPGStartupWait(START_TIME).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DataSource dataSource = server.getPostgresDatabase();
        Flyway.configure().dataSource(dataSource).locations("db/centre").load().migrate();
        SessionFactory sessions = new HibernatePersistenceConfiguration("centre")
                .managedClasses(RefusedEventRow.class, RefusalCountRow.class)
                .property("hibernate.connection.datasource", dataSource)
                .createEntityManagerFactory();
        return new CentreDatabase(server, dataSource, sessions);
    }

    void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of what a query answers. */
    List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** The one number that a query answers. */
    double number(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new IllegalStateException("no row: " + sql);
            }
            return rows.getDouble(1);
        }
    }

    @Override
    public void close() {
        sessions.close();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

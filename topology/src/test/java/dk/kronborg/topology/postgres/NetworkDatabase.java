package dk.kronborg.topology.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** A database with the tables of the network's versions, of a real PostgreSQL server. */
record NetworkDatabase(DataSource dataSource) {

    private static final AtomicInteger COUNT = new AtomicInteger();

    static EmbeddedPostgres server() {
        try {
            return EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new one. */
    static NetworkDatabase of(EmbeddedPostgres server) throws SQLException {
        String name = "network" + COUNT.incrementAndGet();
        new NetworkDatabase(server.getPostgresDatabase()).execute("create database " + name);
        NetworkDatabase database = new NetworkDatabase(server.getDatabase("postgres", name));
        Flyway.configure()
                .dataSource(database.dataSource)
                .locations("db/centre")
                .load()
                .migrate();
        return database;
    }

    /** As a process has it that has just started. */
    SessionFactory sessions() {
        return new HibernatePersistenceConfiguration("centre")
                .managedClasses(
                        VersionRow.class, ProposalRow.class, ApprovalRow.class, MapRow.class, EnrolmentRow.class)
                .property("hibernate.connection.datasource", dataSource)
                .createEntityManagerFactory();
    }

    void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

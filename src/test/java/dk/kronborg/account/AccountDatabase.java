package dk.kronborg.account;

import dk.kronborg.account.postgres.PostgresAccounts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A real PostgreSQL server with the centre's tables. */
final class AccountDatabase implements AutoCloseable {

    private final EmbeddedPostgres server;

    AccountDatabase() {
        try {
            server = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Flyway.configure()
                .dataSource(dataSource())
                .locations("db/centre")
                .load()
                .migrate();
    }

    private DataSource dataSource() {
        return server.getPostgresDatabase();
    }

    /** Without accounts. */
    AccountStore empty() throws SQLException {
        try (var connection = dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("truncate account, account_grant, account_event restart identity");
        }
        return new PostgresAccounts(dataSource());
    }

    /** All that is kept, as text. */
    String contents() throws SQLException {
        try (var connection = dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select (select coalesce(string_agg(a::text, ' '), '') from account a)"
                        + " || (select coalesce(string_agg(g::text, ' '), '') from account_grant g)"
                        + " || (select coalesce(string_agg(e::text, ' '), '') from account_event e)")) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

package dk.kronborg.kms.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.TestPostgres;
import dk.kronborg.kms.block.StoreUnavailable;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Through the connection pool that a KME has. */
class DatabaseTest {

    private static AgroalDataSource poolOf(EmbeddedPostgres postgres) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pools -> pools.maxSize(2)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl(postgres.getJdbcUrl("postgres", "postgres")))));
    }

    /** Of this process, whatever its transactions came to. */
    @Test
    void noTransactionStandsStillForLong() throws Exception {
        try (EmbeddedPostgres postgres = TestPostgres.builder().start();
                AgroalDataSource pool = poolOf(postgres)) {
            Database database = new Database(pool);
            for (Database.Work<Integer> end :
                    List.<Database.Work<Integer>>of(DatabaseTest::fail, DatabaseTest::breakOff, DatabaseTest::fail)) {
                List<String> limit = database.transact(connection ->
                        Database.list(connection, row -> row.getString(1), "show idle_in_transaction_session_timeout"));
                assertThat(limit).containsExactly("5s");
                assertThatThrownBy(() -> database.transact(end)).isInstanceOf(StoreUnavailable.class);
            }
        }
    }

    private static int fail(Connection connection) throws SQLException {
        return Database.update(connection, "select 1 / 0");
    }

    /** Or a KME whose database has crashed would never deliver again. */
    @Test
    void getsBackThePlacesOfConnectionsThatBreakInATransaction() throws Exception {
        try (EmbeddedPostgres postgres = TestPostgres.builder().start();
                AgroalDataSource pool = poolOf(postgres)) {
            Database database = new Database(pool);
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> database.transact(DatabaseTest::breakOff))
                        .isInstanceOf(StoreUnavailable.class);
            }

            List<Integer> answer =
                    database.transact(connection -> Database.list(connection, row -> row.getInt(1), "select 42"));
            assertThat(answer).containsExactly(42);
        }
    }

    private static int breakOff(Connection connection) throws SQLException {
        return Database.update(connection, "select pg_terminate_backend(pg_backend_pid())");
    }
}

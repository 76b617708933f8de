package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

class MigrationTest {

    @Test
    void takesTheEventsOfTheFirstSchemaAlong() throws SQLException {
        try (CentreDatabase database = CentreDatabase.start();
                var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            FluentConfiguration old = Flyway.configure()
                    .dataSource(database.dataSource())
                    .locations("db/centre")
                    .createSchemas(true)
                    .defaultSchema("old");
            old.target("1").load().migrate();
            statement.execute("set search_path = old");
            statement.execute("""
                    insert into telemetry_event (link_id, side, device_id, event_id, boot_id, seq, measured_at, received_at,
                                                 late, document, signature)
                    select 'A-B', side, 'A-B-' || side, gen_random_uuid(), gen_random_uuid(), seq,
                           timestamptz '2026-07-01T23:59:58Z' + make_interval(secs => seq), now(), false,
                           jsonb_build_object('interval_s', 10, 'block_id', null,
                               'metrics', jsonb_build_object('skr_bps', seq * 1.5, 'qber', null, 'newer', 'text')),
                           'signature'
                      from unnest(array['TRANSMITTER', 'RECEIVER']) as side, generate_series(1, 3) as seq
                    """);

            old.target("latest").load().migrate();

            try (ResultSet rows = statement.executeQuery("""
                    select count(*), sum(skr_bps), count(qber), count(distinct telemetry_event.tableoid), min(interval_s)
                      from telemetry_event join link_end on id = end_id where link_id = 'A-B'
                    """)) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(6);
                assertThat(rows.getDouble(2)).isEqualTo(18);
                assertThat(rows.getInt(3)).isZero();
                assertThat(rows.getInt(4)).as("days").isEqualTo(2);
                assertThat(rows.getDouble(5)).isEqualTo(10);
            }
        }
    }

    @Test
    void takesStoresThatHadNoOriginForThoseOfQuantumKey() throws SQLException {
        try (CentreDatabase database = CentreDatabase.start()) {
            FluentConfiguration old = Flyway.configure()
                    .dataSource(database.dataSource())
                    .locations("db/centre")
                    .createSchemas(true)
                    .defaultSchema("old");
            old.target("7").load().migrate();
            database.execute("""
                    insert into old.key_store values ('KME-A', 'KME-B', 'QKD', now(), 5, 6, 10, 2, 1, 256, null,
                                                      6, 0, 0, 0, 0, now(), 0, 0, 'GOOD', 'CLEARED', 'CLEARED',
                                                      null, null, null, 'OK', 'CLEARED', 'CLEARED');
                    insert into old.key_store_minute
                    values ('KME-A', 'KME-B', date_trunc('minute', now()), 5, 10, null, null);
                    """);

            old.target("latest").load().migrate();

            assertThat(database.texts("select origin || ' ' || usable_bits from old.key_store union all"
                            + " select origin || ' ' || usable_bits from old.key_store_minute"))
                    .containsExactly("QKD 5", "QKD 5");
            database.execute("""
                    insert into old.key_store_minute
                    select from_kme, to_kme, minute, 7, capacity_bits, null, null, 'PQC' from old.key_store_minute
                    """);
            assertThat(database.number("select count(*) from old.key_store_minute"))
                    .isEqualTo(2);
        }
    }
}

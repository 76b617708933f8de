package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.linkmonitor.history.HistoryRetention;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryPartitionsTest {

    private static final Instant NOON = Instant.parse("2026-03-30T12:00:00Z");

    private static final CentreDatabase DATABASE = CentreDatabase.start();

    private final HistoryPartitions partitions = new HistoryPartitions(DATABASE.dataSource(), HistoryRetention.USUAL);

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void none() throws SQLException {
        for (String table : List.of("telemetry_event", "signed_batch")) {
            for (String partition : partitions(table)) {
                DATABASE.execute("drop table " + partition);
            }
        }
    }

    @Test
    void makesADayForEverythingThatCanBeWritten() throws SQLException {
        partitions.keep(NOON);

        assertThat(partitions("telemetry_event"))
                .hasSize(35)
                .startsWith("telemetry_event_20260227", "telemetry_event_20260228", "telemetry_event_20260301")
                .endsWith("telemetry_event_20260402");
        assertThat(partitions("signed_batch")).hasSize(11).startsWith("signed_batch_20260323");
    }

    /** In Copenhagen clocks go forward on 29 March 2026; days of the history are days of UTC all the same. */
    @Test
    void countsDaysInUtcWhateverTheSessionsTimeZone() throws SQLException {
        DATABASE.execute("set timezone = 'Europe/Copenhagen';"
                + " select make_partitions('signed_batch', 'day', '2026-03-27T23:30:00Z', '2026-03-31T00:30:00Z')");
        DATABASE.execute("insert into signed_batch select t, t, t, 1, '' from unnest(array['2026-03-27T00:00:00Z',"
                + " '2026-03-28T23:59:59Z', '2026-03-29T00:00:00Z', '2026-03-29T23:59:59Z', '2026-03-30T00:00:00Z',"
                + " '2026-03-31T23:59:59Z']::timestamptz[]) as t");

        assertThat(DATABASE.number("select count(*) from signed_batch where tableoid::regclass::text"
                        + " = 'signed_batch_' || to_char(received_at at time zone 'UTC', 'YYYYMMDD')"))
                .isEqualTo(6);
        assertThat(partitions("signed_batch")).hasSize(5);
    }

    @Test
    void dropsADayWhenAllOfItIsOver() throws SQLException {
        partitions.keep(NOON);
        DATABASE.execute("insert into signed_batch values ('2026-03-23T12:00:00Z', now(), now(), 1, '')");

        partitions.keep(Instant.parse("2026-03-30T23:59:59Z"));
        assertThat(DATABASE.number("select count(*) from signed_batch")).isEqualTo(1);
        partitions.keep(Instant.parse("2026-03-31T00:00:00Z"));

        assertThat(DATABASE.number("select count(*) from signed_batch")).isZero();
        assertThat(partitions("signed_batch")).hasSize(11).startsWith("signed_batch_20260324");
        assertThat(partitions("telemetry_event")).hasSize(35).startsWith("telemetry_event_20260228");
    }

    @Test
    void comesBackAfterALongAbsence() throws SQLException {
        partitions.keep(NOON);
        partitions.keep(NOON.plus(Duration.ofDays(400)));

        assertThat(partitions("telemetry_event")).hasSize(35).startsWith("telemetry_event_20270403");
    }

    @Test
    void letsSeveralProcessesTakeTurns() throws Exception {
        List<Callable<Boolean>> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(() -> {
                new HistoryPartitions(DATABASE.dataSource(), HistoryRetention.USUAL).keep(NOON);
                return true;
            });
        }
        try (var all = Executors.newFixedThreadPool(processes.size())) {
            for (var process : all.invokeAll(processes)) {
                assertThat(process.get()).isTrue();
            }
        }

        assertThat(partitions("telemetry_event")).hasSize(35);
    }

    @Test
    void leavesADropToTheNextTimeRatherThanWaitForAReader() throws SQLException {
        partitions.keep(NOON);
        Instant later = NOON.plus(Duration.ofDays(1));
        try (var reader = DATABASE.dataSource().getConnection();
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("select * from telemetry_event").close();

            assertThatThrownBy(() -> partitions.keep(later))
                    .isInstanceOf(HistoryUnavailableException.class)
                    .hasMessageContaining("lock timeout");
            reader.rollback();
        }

        partitions.keep(later);
        assertThat(partitions("telemetry_event")).hasSize(35).startsWith("telemetry_event_20260228");
    }

    @Test
    void forgetsBootsWhoseEventsAreTooOldToCome() throws SQLException {
        DATABASE.execute("insert into device_boot values ('A', gen_random_uuid(), 7, '2026-02-27T11:59:59Z'),"
                + " ('B', gen_random_uuid(), 7, '2026-02-27T12:00:00Z')");

        partitions.keep(NOON);

        assertThat(DATABASE.number("select count(*) from device_boot where device_id = 'B'"))
                .isEqualTo(1);
        assertThat(DATABASE.number("select count(*) from device_boot")).isEqualTo(1);
    }

    @Test
    void keepsTheCoarserNoShorterThanTheFiner() {
        Duration month = Duration.ofDays(31);

        assertThatThrownBy(() -> new HistoryRetention(month, Duration.ZERO, Duration.ofDays(30), month, month))
                .hasMessageContaining("history.minutes")
                .hasMessageContaining("31 to 36525 days");
        assertThatThrownBy(() -> new HistoryRetention(Duration.ofDays(1), Duration.ZERO, month, month, month))
                .hasMessageContaining("history.readings");
        assertThatThrownBy(() -> new HistoryRetention(month, Duration.ofHours(1), month, month, month))
                .hasMessageContaining("history.signed");
        assertThat(new HistoryRetention(month, Duration.ZERO, month, month, month).accepted())
                .isEqualTo(Duration.ofDays(30));
    }

    private static List<String> partitions(String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (var connection = DATABASE.dataSource().getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery("select inhrelid::regclass::text from pg_inherits where inhparent = '" + table
                                + "'::regclass order by 1")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }
}

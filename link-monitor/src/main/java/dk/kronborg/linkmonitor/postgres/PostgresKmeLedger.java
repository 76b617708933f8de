package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import dk.kronborg.linkmonitor.json.KmeReportJson;
import dk.kronborg.linkmonitor.keymanager.KmeConditions;
import dk.kronborg.linkmonitor.keymanager.KmeJudgement;
import dk.kronborg.linkmonitor.keymanager.KmeJudgement.Credible;
import dk.kronborg.linkmonitor.keymanager.KmeJudgement.Refused;
import dk.kronborg.linkmonitor.keymanager.KmeLedger;
import dk.kronborg.linkmonitor.keymanager.KmeReport;
import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What KMEs said in PostgreSQL, and the alarms that come of it, a batch in one transaction.
 *
 * <p>What a process said stands until it says otherwise. A process that has not been heard for a minute while another one
 * of its KME was heard has ended, and what it said with it: so a KME that was started anew says what stands. Where nobody
 * is heard, nothing is over.
 */
public final class PostgresKmeLedger implements KmeLedger {

    /** Several times as long as a process goes without a report. */
    private static final Duration ENDED_AFTER = Duration.ofMinutes(1);

    private record Heard(KmeReport report, Instant at) {}

    private final DataSource dataSource;

    public PostgresKmeLedger(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void take(List<KmeJudgement> batch) {
        Map<KmeId, List<Credible>> byKme = new TreeMap<>();
        List<Rejected> refused = new ArrayList<>();
        for (KmeJudgement judgement : batch) {
            switch (judgement) {
                case Credible credible ->
                    byKme.computeIfAbsent(credible.report().kme(), kme -> new ArrayList<>())
                            .add(credible);
                case Refused(var rejected) -> refused.add(rejected);
            }
        }
        try {
            Transactions.commit(dataSource, connection -> {
                for (Map.Entry<KmeId, List<Credible>> kme : byKme.entrySet()) {
                    take(connection, kme.getKey(), kme.getValue());
                }
                RefusedEventTable.insert(connection, refused);
                return batch.size();
            });
        } catch (SQLException e) {
            throw new StoreUnavailableException("reports of KMEs cannot be stored: " + e.getMessage(), e);
        }
    }

    private static void take(Connection connection, KmeId kme, List<Credible> reports) throws SQLException {
        Map<UUID, Heard> heard = lock(connection, kme);
        for (Credible credible : reports) {
            Heard before = heard.get(credible.report().process());
            if (before != null
                    && before.report().sequence() >= credible.report().sequence()) {
                continue;
            }
            List<Condition> was = conditions(heard);
            Heard now = new Heard(credible.report(), credible.heardAt());
            heard.put(credible.report().process(), now);
            write(connection, now);
            for (UUID ended : ended(heard, now.at())) {
                heard.remove(ended);
                delete(connection, kme, ended);
            }
            AlarmTable.apply(connection, AlarmChange.between(was, conditions(heard)), now.at(), false);
        }
    }

    private static List<Condition> conditions(Map<UUID, Heard> heard) {
        return KmeConditions.of(heard.values().stream().map(Heard::report).toList());
    }

    private static List<UUID> ended(Map<UUID, Heard> heard, Instant now) {
        return heard.values().stream()
                .filter(each -> each.at().isBefore(now.minus(ENDED_AFTER)))
                .map(each -> each.report().process())
                .toList();
    }

    private static Map<UUID, Heard> lock(Connection connection, KmeId kme) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select document, heard_at from kme_report where kme_id = ? order by heard_at, process for update")) {
            statement.setString(1, kme.value());
            Map<UUID, Heard> heard = new LinkedHashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    KmeReport report = KmeReportJson.parse(rows.getString("document"));
                    Instant at =
                            rows.getObject("heard_at", OffsetDateTime.class).toInstant();
                    heard.put(report.process(), new Heard(report, at));
                }
            }
            return heard;
        }
    }

    private static void write(Connection connection, Heard heard) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into kme_report (kme_id, process, heard_at, document) values (?, ?, ?, ?)
                on conflict (kme_id, process) do update
                   set heard_at = excluded.heard_at, document = excluded.document
                """)) {
            statement.setString(1, heard.report().kme().value());
            statement.setObject(2, heard.report().process());
            statement.setObject(3, Rows.utc(heard.at()));
            statement.setString(4, KmeReportJson.write(heard.report()));
            statement.executeUpdate();
        }
    }

    private static void delete(Connection connection, KmeId kme, UUID process) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from kme_report where kme_id = ? and process = ?")) {
            statement.setString(1, kme.value());
            statement.setObject(2, process);
            statement.executeUpdate();
        }
    }
}

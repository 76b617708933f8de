package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * What KMEs said in PostgreSQL, and the alarms that come of it, a batch in one transaction.
 *
 * <p>What a process said stands until it says otherwise. A process that has not been heard for a minute while another one
 * of its KME was heard has ended, and what it said with it: so a KME that was started anew says what stands. Where nobody
 * is heard, nothing is over. A report that comes when its process has ended, such as one that comes again, is passed over.
 */
public final class PostgresKmeLedger implements KmeLedger {

    private static final Logger LOG = Logger.getLogger(PostgresKmeLedger.class);

    /** Several times as long as a process goes without a report. */
    private static final Duration ENDED_AFTER = Duration.ofMinutes(1);

    private record Heard(KmeReport report, Instant at) {}

    private final DataSource dataSource;
    private final BiPredicate<Resource, Instant> workGoesOn;

    /** KMEs with more alarms than are kept, of which the log has told. */
    private final Set<KmeId> crowded = ConcurrentHashMap.newKeySet();

    /**
     * @param workGoesOn whether planned work goes on then on a KME, so that what it says is told to nobody
     */
    public PostgresKmeLedger(DataSource dataSource, BiPredicate<Resource, Instant> workGoesOn) {
        this.dataSource = dataSource;
        this.workGoesOn = workGoesOn;
    }

    @Override
    public List<Rejected> take(List<KmeJudgement> batch) {
        Map<KmeId, List<Credible>> byKme = new TreeMap<>();
        List<Rejected> judged = new ArrayList<>();
        for (KmeJudgement judgement : batch) {
            switch (judgement) {
                case Credible credible ->
                    byKme.computeIfAbsent(credible.report().kme(), kme -> new ArrayList<>())
                            .add(credible);
                case Refused(var rejected) -> judged.add(rejected);
            }
        }
        try {
            return Transactions.commit(dataSource, connection -> {
                List<Rejected> refused = new ArrayList<>(judged);
                for (Map.Entry<KmeId, List<Credible>> kme : byKme.entrySet()) {
                    refused.addAll(take(connection, kme.getKey(), kme.getValue()));
                }
                RefusedEventTable.insert(connection, refused);
                return refused;
            });
        } catch (SQLException e) {
            throw new StoreUnavailableException("reports of KMEs cannot be stored: " + e.getMessage(), e);
        }
    }

    @Override
    public void keepOnly(Set<KmeId> kmes, Instant now) {
        try {
            Transactions.commit(dataSource, connection -> {
                for (KmeId kme : reporting(connection)) {
                    if (!kmes.contains(kme)) {
                        Map<UUID, Heard> before = lock(connection, kme);
                        write(connection, before, Map.of());
                        AlarmTable.apply(
                                connection,
                                AlarmChange.between(KmeConditions.worst(conditions(before)), List.of()),
                                now,
                                false);
                    }
                }
                return 0;
            });
        } catch (SQLException e) {
            throw new StoreUnavailableException("what KMEs said cannot be looked at: " + e.getMessage(), e);
        }
    }

    private static List<KmeId> reporting(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("select distinct kme_id from kme_report order by kme_id");
                ResultSet rows = statement.executeQuery()) {
            List<KmeId> kmes = new ArrayList<>();
            while (rows.next()) {
                kmes.add(new KmeId(rows.getString("kme_id")));
            }
            return kmes;
        }
    }

    /** Answers what is refused. */
    private List<Rejected> take(Connection connection, KmeId kme, List<Credible> reports) throws SQLException {
        Map<UUID, Heard> before = lock(connection, kme);
        Map<UUID, Heard> heard = new LinkedHashMap<>(before);
        List<Rejected> refused = new ArrayList<>();
        Instant newest = before.values().stream()
                .map(Heard::at)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        for (Credible credible : reports) {
            KmeReport report = credible.report();
            if (hasEnded(credible.heardAt(), newest)) {
                continue;
            }
            newest = newest.isAfter(credible.heardAt()) ? newest : credible.heardAt();
            Instant now = newest;
            heard.values()
                    .removeIf(each ->
                            hasEnded(each.at(), now) && !each.report().process().equals(report.process()));
            Heard known = heard.get(report.process());
            if (known == null && heard.size() == MOST_PROCESSES) {
                refused.add(tooMany(credible));
            } else if (known == null || known.report().sequence() < report.sequence()) {
                heard.put(report.process(), new Heard(report, credible.heardAt()));
            }
        }
        if (!heard.equals(before)) {
            write(connection, before, heard);
            List<AlarmChange> changes =
                    AlarmChange.between(KmeConditions.worst(conditions(before)), worst(kme, conditions(heard)));
            Resource resource = new Resource(Resource.Kind.KME, kme.value());
            AlarmTable.apply(connection, changes, newest, workGoesOn.test(resource, newest));
        }
        return refused;
    }

    private static Rejected tooMany(Credible credible) {
        KmeReport report = credible.report();
        return new Rejected(
                credible.record(),
                credible.judgedAt(),
                new Refusal(
                        RefusalReason.TOO_MANY,
                        "%s has at most %d processes that report, and %s is another one"
                                .formatted(report.kme(), MOST_PROCESSES, report.process())));
    }

    private List<Condition> worst(KmeId kme, List<Condition> all) {
        if (all.size() <= KmeConditions.MOST) {
            crowded.remove(kme);
        } else if (crowded.add(kme)) {
            LOG.warnf("%s has %d alarms; the %d worst are kept", kme, all.size(), KmeConditions.MOST);
        }
        return KmeConditions.worst(all);
    }

    private static List<Condition> conditions(Map<UUID, Heard> heard) {
        return KmeConditions.of(heard.values().stream().map(Heard::report).toList());
    }

    /** Whether a process has ended that was heard last then, when the newest that was heard of its KME is that new. */
    private static boolean hasEnded(Instant heardAt, Instant newest) {
        return heardAt.plus(ENDED_AFTER).isBefore(newest);
    }

    private static void write(Connection connection, Map<UUID, Heard> before, Map<UUID, Heard> now)
            throws SQLException {
        for (Heard each : before.values()) {
            if (!now.containsKey(each.report().process())) {
                delete(connection, each.report().kme(), each.report().process());
            }
        }
        for (Map.Entry<UUID, Heard> each : now.entrySet()) {
            if (!each.getValue().equals(before.get(each.getKey()))) {
                write(connection, each.getValue());
            }
        }
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

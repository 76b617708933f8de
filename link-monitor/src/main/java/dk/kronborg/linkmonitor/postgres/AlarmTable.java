package dk.kronborg.linkmonitor.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.AlarmQuery;
import dk.kronborg.linkmonitor.alarm.Attention;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Alarms and what happened to them, always written together. */
final class AlarmTable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String COLUMNS = """
            id, resource, kind, qualifier, severity, worst, trend, text, evidence, first_raised_at, raised_at, changed_at,
            occurrences, planned, root_cause, attention, operator, operator_at, operator_text, second_operator, second_at,
            second_text, shelved_until
            """;

    /** The names of their kinds are words of the program. */
    private static final String OF_SECURITY = Arrays.stream(AlarmKind.values())
            .filter(AlarmKind::security)
            .map(kind -> "'" + kind.name() + "'")
            .collect(Collectors.joining(", "));

    private static final String ACTIVE = "severity <> 'CLEARED' and attention <> 'closed'";

    private AlarmTable() {}

    /** Applies what was found to be wrong, or to be over, in its order. */
    static void apply(Connection connection, List<AlarmChange> changes, Instant at, boolean planned)
            throws SQLException {
        for (AlarmChange change : changes) {
            Optional<Alarm> open = lockOpen(connection, change.key());
            switch (change) {
                case AlarmChange.Present(var condition) -> {
                    Alarm next = open.map(alarm -> alarm.with(condition, at, planned))
                            .orElseGet(() -> Alarm.raised(UUID.randomUUID(), condition, at, planned));
                    if (!open.equals(Optional.of(next))) {
                        boolean again = open.isEmpty() || open.get().cleared();
                        write(connection, next, again ? "RAISED" : "CHANGED", at, Optional.empty(), condition.text());
                    }
                }
                case AlarmChange.Over ignored -> {
                    if (open.isPresent() && !open.get().cleared()) {
                        write(connection, open.get().cleared(at), "CLEARED", at, Optional.empty(), "");
                    }
                }
            }
        }
    }

    /** The alarm of that key that is not closed, locked. */
    static Optional<Alarm> lockOpen(Connection connection, AlarmKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select " + COLUMNS + """
                  from alarm where resource = ? and kind = ? and qualifier = ? and attention <> 'closed' for no key update
                """)) {
            statement.setString(1, key.resource().toString());
            statement.setString(2, key.kind().name());
            statement.setString(3, key.qualifier());
            return read(statement).stream().findFirst();
        }
    }

    /** That alarm, locked. */
    static Optional<Alarm> lock(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select " + COLUMNS + " from alarm where id = ? for no key update")) {
            statement.setObject(1, id);
            return read(statement).stream().findFirst();
        }
    }

    /** All that are not closed. */
    static List<Alarm> allOpen(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select " + COLUMNS + " from alarm where attention <> 'closed' order by id")) {
            return read(statement);
        }
    }

    /** What something is wrong with. */
    static List<Resource> ailing(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "select distinct resource from alarm where " + ACTIVE + " order by resource");
                ResultSet rows = statement.executeQuery()) {
            List<Resource> resources = new ArrayList<>();
            while (rows.next()) {
                resources.add(Resource.parse(rows.getString(1)));
            }
            return resources;
        }
    }

    /** What is wrong with these. */
    static List<Alarm> active(Connection connection, List<Resource> resources) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select " + COLUMNS + " from alarm where " + ACTIVE + " and resource = any (?) order by id")) {
            Rows.bindColumn(statement, 1, "text", resources, Resource::toString);
            return read(statement);
        }
    }

    static List<Alarm> all(Connection connection, List<UUID> ids) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select " + COLUMNS + " from alarm where id = any (?)")) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return read(statement);
        }
    }

    /** Shelved ones whose time is over, locked. */
    static List<Alarm> lockShelvedUntil(Connection connection, Instant now, int most) throws SQLException {
        return lockBefore(connection, "attention = 'shelved' and shelved_until <= ?", now, most);
    }

    /** Cleared ones that are no matter of security and that nobody has closed since then, locked. */
    static List<Alarm> lockClearedBefore(Connection connection, Instant time, int most) throws SQLException {
        return lockBefore(
                connection,
                "attention in ('none', 'ack') and severity = 'CLEARED' and kind not in (" + OF_SECURITY
                        + ") and changed_at <= ?",
                time,
                most);
    }

    /** Active ones that were raised during planned work, locked. */
    static List<Alarm> lockPlanned(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select " + COLUMNS + " from alarm where planned and " + ACTIVE + " for no key update skip locked")) {
            return read(statement);
        }
    }

    private static List<Alarm> lockBefore(Connection connection, String which, Instant time, int most)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select " + COLUMNS + " from alarm where " + which + " limit ? for no key update skip locked")) {
            statement.setObject(1, Rows.utc(time));
            statement.setInt(2, most);
            return read(statement);
        }
    }

    /** One page, the last raised first. */
    static List<Alarm> page(Connection connection, AlarmQuery query) throws SQLException {
        String shown = switch (query.shown()) {
            case ACTIVE -> "severity <> 'CLEARED' and attention <> 'closed'";
            case OPEN -> "attention not in ('closed', 'shelved')";
            case NOT_CLOSED -> "attention <> 'closed'";
            case ALL -> "true";
        };
        try (PreparedStatement statement =
                connection.prepareStatement("select " + COLUMNS + " from alarm where " + shown + """
                 and worst = any (?) and (?::text is null or resource = ?) and (not ? or root_cause is null)
                 and (?::uuid is null or root_cause = ?)
                 and (?::uuid is null or (raised_at, id) < (select raised_at, id from alarm where id = ?))
                 order by raised_at desc, id desc limit ?
                """)) {
            String resource = query.resource().map(Resource::toString).orElse(null);
            UUID after = query.after().orElse(null);
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            Arrays.stream(Severity.values())
                                    .filter(severity -> severity.atLeast(query.least()))
                                    .map(Severity::name)
                                    .toArray()));
            statement.setString(2, resource);
            statement.setString(3, resource);
            statement.setBoolean(4, query.rootOnly());
            UUID cause = query.cause().orElse(null);
            statement.setObject(5, cause, Types.OTHER);
            statement.setObject(6, cause, Types.OTHER);
            statement.setObject(7, after, Types.OTHER);
            statement.setObject(8, after, Types.OTHER);
            statement.setInt(9, query.limit());
            return read(statement);
        }
    }

    /** How many that are not closed each of these explains. */
    static Map<UUID, Integer> explained(Connection connection, Collection<UUID> causes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select root_cause, count(*) from alarm
                 where root_cause = any (?) and attention <> 'closed' group by root_cause
                """)) {
            statement.setArray(1, connection.createArrayOf("uuid", causes.toArray()));
            Map<UUID, Integer> counts = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts.put(rows.getObject(1, UUID.class), rows.getInt(2));
                }
            }
            return counts;
        }
    }

    /** Writes an alarm as it is now and that it came to be so. */
    static void write(
            Connection connection, Alarm alarm, String what, Instant at, Optional<String> operator, String text)
            throws SQLException {
        upsert(connection, alarm);
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into alarm_change (alarm_id, at, what, severity, operator, text) values (?, ?, ?, ?, ?, ?)
                """)) {
            statement.setObject(1, alarm.id());
            statement.setObject(2, Rows.utc(at));
            statement.setString(3, what);
            statement.setString(4, alarm.severity().name());
            statement.setString(5, operator.orElse(null));
            statement.setString(6, text);
            statement.executeUpdate();
        }
    }

    /** Writes an alarm as it is now. */
    static void upsert(Connection connection, Alarm alarm) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into alarm (" + COLUMNS + """
                ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update
                   set severity = excluded.severity, worst = excluded.worst, trend = excluded.trend,
                       text = excluded.text, evidence = excluded.evidence, raised_at = excluded.raised_at,
                       changed_at = excluded.changed_at, occurrences = excluded.occurrences, planned = excluded.planned,
                       root_cause = excluded.root_cause, attention = excluded.attention, operator = excluded.operator,
                       operator_at = excluded.operator_at, operator_text = excluded.operator_text,
                       second_operator = excluded.second_operator, second_at = excluded.second_at,
                       second_text = excluded.second_text, shelved_until = excluded.shelved_until
                """)) {
            bind(statement, alarm);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Alarm alarm) throws SQLException {
        statement.setObject(1, alarm.id());
        statement.setString(2, alarm.key().resource().toString());
        statement.setString(3, alarm.key().kind().name());
        statement.setString(4, alarm.key().qualifier());
        statement.setString(5, alarm.severity().name());
        statement.setString(6, alarm.worst().name());
        statement.setString(7, alarm.trend().name());
        statement.setString(8, alarm.text());
        statement.setString(9, text(alarm.evidence()));
        statement.setObject(10, Rows.utc(alarm.firstRaisedAt()));
        statement.setObject(11, Rows.utc(alarm.raisedAt()));
        statement.setObject(12, Rows.utc(alarm.changedAt()));
        statement.setInt(13, alarm.occurrences());
        statement.setBoolean(14, alarm.planned());
        statement.setObject(15, alarm.rootCause().orElse(null), Types.OTHER);
        statement.setString(16, alarm.attention().word());
        Optional<Act> first = switch (alarm.attention()) {
            case Attention.None ignored -> Optional.empty();
            case Attention.Acknowledged(Act by) -> Optional.of(by);
            case Attention.Shelved(Act by, var ignored) -> Optional.of(by);
            case Attention.CloseProposed(Act by) -> Optional.of(by);
            case Attention.Closed(Act by, var ignored) -> Optional.of(by);
        };
        Optional<Act> second =
                alarm.attention() instanceof Attention.Closed closed ? closed.second() : Optional.empty();
        bind(statement, 17, first);
        bind(statement, 20, second);
        statement.setObject(
                23,
                alarm.attention() instanceof Attention.Shelved shelved ? Rows.utc(shelved.until()) : null,
                Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static void bind(PreparedStatement statement, int index, Optional<Act> act) throws SQLException {
        statement.setString(index, act.map(Act::operator).orElse(null));
        statement.setObject(index + 1, act.map(by -> Rows.utc(by.at())).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
        statement.setString(index + 2, act.map(Act::text).orElse(null));
    }

    private static List<Alarm> read(PreparedStatement statement) throws SQLException {
        List<Alarm> alarms = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                alarms.add(alarm(rows));
            }
        }
        return alarms;
    }

    private static Alarm alarm(ResultSet row) throws SQLException {
        return new Alarm(
                row.getObject("id", UUID.class),
                new AlarmKey(
                        Resource.parse(row.getString("resource")),
                        AlarmKind.valueOf(row.getString("kind")),
                        row.getString("qualifier")),
                Severity.valueOf(row.getString("severity")),
                Severity.valueOf(row.getString("worst")),
                Alarm.Trend.valueOf(row.getString("trend")),
                row.getString("text"),
                evidence(row.getString("evidence")),
                time(row, "first_raised_at"),
                time(row, "raised_at"),
                time(row, "changed_at"),
                row.getInt("occurrences"),
                row.getBoolean("planned"),
                Optional.ofNullable(row.getObject("root_cause", UUID.class)),
                attention(row));
    }

    private static Attention attention(ResultSet row) throws SQLException {
        Optional<Act> first = act(row, "operator");
        return switch (row.getString("attention")) {
            case "none" -> new Attention.None();
            case "ack" -> new Attention.Acknowledged(first.orElseThrow());
            case "shelved" -> new Attention.Shelved(first.orElseThrow(), time(row, "shelved_until"));
            case "close-proposed" -> new Attention.CloseProposed(first.orElseThrow());
            case "closed" -> new Attention.Closed(first.orElseThrow(), act(row, "second"));
            case String other -> throw new IllegalStateException("no alarm is " + other);
        };
    }

    private static Optional<Act> act(ResultSet row, String who) throws SQLException {
        @Nullable String operator = row.getString(who.equals("operator") ? who : who + "_operator");
        return operator == null
                ? Optional.empty()
                : Optional.of(new Act(operator, time(row, who + "_at"), row.getString(who + "_text")));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static String text(Evidence evidence) {
        try {
            return MAPPER.writeValueAsString(evidence);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("evidence always has a JSON form", e);
        }
    }

    private static Evidence evidence(String text) {
        try {
            return MAPPER.readValue(text, Evidence.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("column evidence holds evidence", e);
        }
    }
}

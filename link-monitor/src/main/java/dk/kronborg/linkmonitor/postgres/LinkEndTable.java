package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The devices at the ends of links, and the number that each has in this database. */
final class LinkEndTable {

    /** A device at an end of a link. */
    record End(LinkId link, LinkSide side, DeviceId device) {

        private static final Comparator<End> ORDER =
                Comparator.comparing(End::link).thenComparing(End::side).thenComparing(End::device);

        static End of(TelemetryEvent event) {
            return new End(event.link(), event.side(), event.device());
        }
    }

    private static final String ENDS = "unnest(?::text[], ?::text[], ?::text[])";

    private LinkEndTable() {}

    /** The numbers of all ends of a batch; those that had none get one, in one order. */
    static Map<End, Integer> numbers(Connection connection, List<Genuine> batch) throws SQLException {
        List<End> ends = batch.stream()
                .map(genuine -> End.of(genuine.event()))
                .distinct()
                .sorted(End.ORDER)
                .toList();
        Map<End, Integer> numbers = select(connection, ends);
        if (numbers.size() < ends.size()) {
            insert(connection, ends);
            // A statement of its own: it also sees those that another process inserted meanwhile.
            numbers = select(connection, ends);
        }
        return numbers;
    }

    /** The number of an event's end. */
    static int number(Map<End, Integer> numbers, TelemetryEvent event) {
        Integer number = numbers.get(End.of(event));
        if (number == null) {
            throw new IllegalStateException("every end of a batch has a number, except " + End.of(event));
        }
        return number;
    }

    private static Map<End, Integer> select(Connection connection, List<End> ends) throws SQLException {
        Map<End, Integer> numbers = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("select id, link_id, side, device_id"
                + " from link_end where (link_id, side, device_id) in (select * from " + ENDS + ")")) {
            bind(statement, ends);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    numbers.put(
                            new End(
                                    new LinkId(rows.getString("link_id")),
                                    LinkSide.valueOf(rows.getString("side")),
                                    new DeviceId(rows.getString("device_id"))),
                            rows.getInt("id"));
                }
            }
        }
        return numbers;
    }

    private static void insert(Connection connection, List<End> ends) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into link_end"
                + " (link_id, side, device_id) select * from " + ENDS + " on conflict do nothing")) {
            bind(statement, ends);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Collection<End> ends) throws SQLException {
        Rows.bindColumn(statement, 1, "text", ends, end -> end.link().value());
        Rows.bindColumn(statement, 2, "text", ends, end -> end.side().name());
        Rows.bindColumn(statement, 3, "text", ends, end -> end.device().value());
    }
}

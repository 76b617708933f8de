package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.SeenSequences;
import dk.kronborg.linkmonitor.intake.SeenSequences.DeviceBoot;
import dk.kronborg.topology.identity.DeviceId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** How far the sequence numbers of each boot have come. A boot of which nothing was stored yet stands at -1. */
final class DeviceBootTable {

    private static final Comparator<DeviceBoot> ORDER =
            Comparator.comparing(DeviceBoot::device).thenComparing(DeviceBoot::boot);

    private static final long NONE = -1;

    private DeviceBootTable() {}

    /** Reads and locks the positions of all boots of a batch, in one order, also of boots never heard of before. */
    static SeenSequences lock(Connection connection, List<Genuine> batch) throws SQLException {
        Map<DeviceBoot, Instant> boots = boots(batch);
        Map<DeviceBoot, Long> last = select(connection, boots.keySet());
        if (last.size() < boots.size()) {
            insert(connection, boots);
            last = select(connection, boots.keySet());
        }
        last.values().removeIf(number -> number == NONE);
        return new SeenSequences(last);
    }

    private static Map<DeviceBoot, Instant> boots(List<Genuine> batch) {
        Map<DeviceBoot, Instant> boots = new TreeMap<>(ORDER);
        batch.forEach(genuine -> boots.put(DeviceBoot.of(genuine.event()), genuine.judgedAt()));
        return boots;
    }

    private static Map<DeviceBoot, Long> select(Connection connection, Set<DeviceBoot> boots) throws SQLException {
        Map<DeviceBoot, Long> last = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select device_id, boot_id, last_seq from device_boot
                 where (device_id, boot_id) in (select * from unnest(?::text[], ?::uuid[]))
                 order by device_id, boot_id for update
                """)) {
            Rows.bindColumn(statement, 1, "text", boots, boot -> boot.device().value());
            Rows.bindColumn(statement, 2, "uuid", boots, DeviceBoot::boot);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    last.put(
                            new DeviceBoot(
                                    new DeviceId(rows.getString("device_id")), rows.getObject("boot_id", UUID.class)),
                            rows.getLong("last_seq"));
                }
            }
        }
        return last;
    }

    /** Of two processes that hold the first records of a boot, the second waits here for the first. */
    private static void insert(Connection connection, Map<DeviceBoot, Instant> boots) throws SQLException {
        write(connection, boots, boot -> NONE, "on conflict do nothing");
    }

    static void advance(Connection connection, List<Genuine> events, SeenSequences seen) throws SQLException {
        write(connection, boots(events), boot -> seen.last(boot).orElseThrow(), """
                on conflict (device_id, boot_id) do update
                   set last_seq = greatest(device_boot.last_seq, excluded.last_seq), seen_at = excluded.seen_at
                """);
    }

    private static void write(
            Connection connection, Map<DeviceBoot, Instant> boots, ToLongFunction<DeviceBoot> last, String conflict)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into device_boot (device_id, boot_id, last_seq, seen_at)
                select * from unnest(?::text[], ?::uuid[], ?::bigint[], ?::timestamptz[])
                """ + conflict)) {
            Rows.bindColumn(
                    statement, 1, "text", boots.keySet(), boot -> boot.device().value());
            Rows.bindColumn(statement, 2, "uuid", boots.keySet(), DeviceBoot::boot);
            Rows.bindColumn(statement, 3, "bigint", boots.keySet(), last::applyAsLong);
            Rows.bindColumn(statement, 4, "timestamptz", boots.values(), Rows::utc);
            statement.executeUpdate();
        }
    }
}

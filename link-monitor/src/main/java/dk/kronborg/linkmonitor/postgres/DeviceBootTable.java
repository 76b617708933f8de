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
import java.util.TreeMap;
import java.util.UUID;

/** How far the sequence numbers of each boot have come. */
final class DeviceBootTable {

    private static final Comparator<DeviceBoot> ORDER =
            Comparator.comparing(DeviceBoot::device).thenComparing(DeviceBoot::boot);

    private DeviceBootTable() {}

    /** Reads and locks the positions of all boots of a batch, in one order. */
    static SeenSequences lock(Connection connection, List<Genuine> batch) throws SQLException {
        List<DeviceBoot> boots = batch.stream()
                .map(genuine -> DeviceBoot.of(genuine.event()))
                .distinct()
                .sorted(ORDER)
                .toList();
        Map<DeviceBoot, Long> last = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select device_id, boot_id, last_seq from device_boot
                 where (device_id, boot_id) in (select * from unnest(?::text[], ?::uuid[]))
                 order by device_id, boot_id for update
                """)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            boots.stream().map(boot -> boot.device().value()).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", boots.stream().map(DeviceBoot::boot).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    last.put(
                            new DeviceBoot(
                                    new DeviceId(rows.getString("device_id")), rows.getObject("boot_id", UUID.class)),
                            rows.getLong("last_seq"));
                }
            }
        }
        return new SeenSequences(last);
    }

    static void advance(Connection connection, List<Genuine> events, SeenSequences seen) throws SQLException {
        Map<DeviceBoot, Instant> boots = new TreeMap<>(ORDER);
        events.forEach(genuine -> boots.put(DeviceBoot.of(genuine.event()), genuine.judgedAt()));
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into device_boot (device_id, boot_id, last_seq, seen_at) values (?, ?, ?, ?)
                on conflict (device_id, boot_id) do update
                   set last_seq = greatest(device_boot.last_seq, excluded.last_seq), seen_at = excluded.seen_at
                """)) {
            for (var boot : boots.entrySet()) {
                statement.setString(1, boot.getKey().device().value());
                statement.setObject(2, boot.getKey().boot());
                statement.setLong(3, seen.last(boot.getKey()).orElseThrow());
                statement.setObject(4, Rows.utc(boot.getValue()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}

package dk.kronborg.kms.postgres;

import dk.kronborg.kms.assignment.AssignedKey;
import dk.kronborg.kms.assignment.AssignedKeyRef;
import dk.kronborg.kms.assignment.AssignedKeys;
import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.SecurityProof;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.Life;
import dk.kronborg.kms.wrapping.Wrapped;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The assigned-key table, in PostgreSQL. */
final class PostgresAssignedKeys implements AssignedKeys {

    private final Database database;
    private final Wrapping wrapping;
    private final RunningTime time;

    PostgresAssignedKeys(Database database, Wrapping wrapping, RunningTime time) {
        this.database = database;
        this.wrapping = wrapping;
        this.time = time;
    }

    /**
     * A row to be written.
     *
     * @param wrapped the key, if its target's home is here
     */
    record AssignedKeyRow(AssignedKey key, Optional<Wrapped> wrapped, long assignedAt) {
        AssignedKeyRef ref() {
            return new AssignedKeyRef(key.id(), key.target());
        }
    }

    @Override
    public List<AssignedKey> find(SaeId asking, List<UUID> ids) {
        return database.look(connection -> Database.list(
                connection,
                row -> key(row, asking),
                "select key_id, target, initiator, grade, links, proof, epsilon_total, detector, created_at_ms,"
                        + " transport, hops, data_key, sealed from assigned_key where key_id = any (?)",
                Database.array(connection, "uuid", ids)));
    }

    private AssignedKey key(ResultSet row, SaeId asking) throws SQLException {
        UUID id = row.getObject("key_id", UUID.class);
        SaeId target = new SaeId(row.getString("target"));
        byte[] sealed = row.getBytes("sealed");
        Optional<SecretBytes> key = sealed == null || !target.equals(asking)
                ? Optional.empty()
                : Optional.of(
                        wrapping.unwrap(place(id, target), new Wrapped(row.getObject("data_key", UUID.class), sealed)));
        return new AssignedKey(id, new SaeId(row.getString("initiator")), target, provenance(row), key);
    }

    private static KeyProvenance provenance(ResultSet row) throws SQLException {
        Instant createdAt = Instant.ofEpochMilli(row.getLong("created_at_ms"));
        if (Grade.valueOf(row.getString("grade")) == Grade.LOCAL) {
            return new KeyProvenance.Local(createdAt);
        }
        return new KeyProvenance.Quantum(
                Facts.links(row),
                SecurityProof.ofWireName(row.getString("proof")),
                row.getDouble("epsilon_total"),
                DetectorTrust.valueOf(row.getString("detector")),
                createdAt,
                KeyProvenance.Transport.valueOf(row.getString("transport")),
                List.of((Integer[]) row.getArray("hops").getArray()));
    }

    List<AssignedKeyRow> wrap(List<AssignedKey> keys) {
        long now = time.seconds();
        return keys.stream()
                .map(key -> new AssignedKeyRow(
                        key,
                        key.key().map(bytes -> wrapping.wrap(Life.ASSIGNED_KEY, place(key.id(), key.target()), bytes)),
                        now))
                .toList();
    }

    private static String place(UUID id, SaeId target) {
        return "assigned_key/" + id + '/' + target;
    }

    /** Adds rows; those that were there already are returned. */
    static Set<AssignedKeyRef> insert(Connection connection, List<AssignedKeyRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return Set.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into assigned_key (key_id, target,"
                        + " initiator, state, grade, links, proof, epsilon_total, detector, created_at_ms, transport, data_key,"
                        + " sealed, assigned_s, hops) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
            for (AssignedKeyRow row : rows) {
                AssignedKey key = row.key;
                KeyProvenance provenance = key.provenance();
                statement.setObject(1, key.id());
                statement.setString(2, key.target().value());
                statement.setString(3, key.initiator().value());
                statement.setString(4, row.wrapped.isPresent() ? "WAITING" : "ELSEWHERE");
                statement.setString(5, provenance.grade().name());
                setQuantum(statement, provenance);
                statement.setLong(10, provenance.createdAt().toEpochMilli());
                statement.setObject(12, row.wrapped.map(Wrapped::dataKey).orElse(null));
                statement.setBytes(13, row.wrapped.map(Wrapped::ciphertext).orElse(null));
                statement.setLong(14, row.assignedAt);
                statement.addBatch();
            }
            return unchanged(
                    statement.executeBatch(),
                    rows.stream().map(AssignedKeyRow::ref).toList());
        }
    }

    /** Columns 6 to 9, 11 and 15, which a key of grade LOCAL has not. */
    private static void setQuantum(PreparedStatement statement, KeyProvenance provenance) throws SQLException {
        switch (provenance) {
            case KeyProvenance.Quantum quantum -> {
                Object[] links = quantum.links().stream().map(LinkId::value).toArray();
                statement.setArray(6, statement.getConnection().createArrayOf("text", links));
                statement.setString(7, quantum.proof().wireName());
                statement.setDouble(8, quantum.epsilonTotal());
                statement.setString(9, quantum.detector().name());
                statement.setString(11, quantum.transport().name());
                statement.setArray(
                        15,
                        statement
                                .getConnection()
                                .createArrayOf("int4", quantum.hops().toArray()));
            }
            case KeyProvenance.PostQuantum _, KeyProvenance.Hybrid _ ->
                throw new IllegalArgumentException("a key under one-time pads rests on quantum keys alone");
            case KeyProvenance.Local _ -> {
                statement.setNull(6, Types.ARRAY);
                statement.setNull(7, Types.VARCHAR);
                statement.setNull(8, Types.DOUBLE);
                statement.setNull(9, Types.VARCHAR);
                statement.setNull(11, Types.VARCHAR);
                statement.setNull(15, Types.ARRAY);
            }
        }
    }

    /** Hands keys to their targets and erases them here; those that are not waiting any more are returned. */
    static Set<AssignedKeyRef> take(Connection connection, List<AssignedKeyRef> keys) throws SQLException {
        if (keys.isEmpty()) {
            return Set.of();
        }
        try (PreparedStatement statement = connection.prepareStatement("update assigned_key set state = 'FETCHED',"
                + " data_key = null, sealed = null where key_id = ? and target = ? and state = 'WAITING'")) {
            for (AssignedKeyRef key : keys) {
                statement.setObject(1, key.id());
                statement.setString(2, key.target().value());
                statement.addBatch();
            }
            return unchanged(statement.executeBatch(), keys);
        }
    }

    private static Set<AssignedKeyRef> unchanged(int[] counts, List<AssignedKeyRef> keys) {
        Set<AssignedKeyRef> unchanged = new HashSet<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 1) {
                unchanged.add(keys.get(i));
            }
        }
        return unchanged;
    }
}

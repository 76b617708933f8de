package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * P13: bytes on disk, indexes and free space included, of the tables that hold a KME's keys, for each key of 256 bits
 * that can still be delivered or fetched.
 */
final class StoredSize {

    private static final long KEYS = 50_000;

    /** Everything but records of what was done: audit, administration, accounts and history of the schema. */
    private static final String TABLES = "'block', 'block_use', 'pool', 'pool_mask', 'void_block', 'assigned_key'";

    private static final String SIZE =
            "select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                    + " where n.nspname = 'public' and c.relkind = 'r' and c.relname in (" + TABLES + ')';

    /** In units of 8 bytes, four to a key; of either end, what is behind the cursor or marked is used. */
    private static final String STORED = "select sum(length(used) - greatest(cursor, bit_count(used))) / 4.0"
            + " from block_use where state = 'OPEN'";

    private final BenchNetwork network;
    private final Interleaved rounds;

    StoredSize(BenchNetwork network, Interleaved rounds) {
        this.network = network;
        this.rounds = rounds;
    }

    /** The size does not depend on the machine's other work: it is taken at each of the rounds, with more keys. */
    List<Figure> run() throws IOException {
        List<Point> points = new ArrayList<>();
        for (int round = 0; round < rounds.plan().rounds(); round++) {
            network.stock(Math.max(KEYS, network.storedKeys() + KEYS / 10));
            points.add(new Point(bytesPerKey(), Double.NaN, rounds.now()));
        }
        rounds.tell("P13: " + Numbers.shown(points.getLast().ours()) + " bytes for a key");
        return List.of(new Figure(
                "P13", "on disk for a stored 256-bit key", "bytes", "", false, Bound.atMost(80, 40), points));
    }

    private double bytesPerKey() throws IOException {
        try (Connection connection = DriverManager.getConnection(network.jdbcUrl(BenchNetwork.MASTER_KME));
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum");
            return number(statement, SIZE) / number(statement, STORED);
        } catch (SQLException e) {
            throw new IOException("the size of the key store is not known: " + e.getMessage(), e);
        }
    }

    private static double number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getDouble(1);
        }
    }
}

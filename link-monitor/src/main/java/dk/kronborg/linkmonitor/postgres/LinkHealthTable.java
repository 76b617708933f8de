package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.json.LinkHealthJson;
import dk.kronborg.topology.identity.LinkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The health of links, one row each.
 *
 * <p>Every write leaves a random stamp in the row. A row that has the stamp of what this object read or wrote last is
 * not read again: whoever wrote it meanwhile, or did not because a transaction was undone or a database put back, left
 * another stamp.
 */
final class LinkHealthTable {

    /** As it was last. */
    record Kept(LinkHealth health, long revision) {}

    private record Copy(long stamp, Kept kept) {}

    private final Map<LinkId, Copy> copies = new ConcurrentHashMap<>();

    /** Makes rows for those of the links that have none. */
    void begin(Connection connection, Collection<LinkId> links, Instant at) throws SQLException {
        List<Kept> missing = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select link_id from unnest(?::text[]) as wanted (link_id)
                 where not exists (select from link_health where link_health.link_id = wanted.link_id)
                 order by link_id
                """)) {
            Rows.bindColumn(statement, 1, "text", links, LinkId::value);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    missing.add(new Kept(LinkHealth.neverHeard(new LinkId(rows.getString(1)), at), 0));
                }
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into link_health (link_id, revision, look_at, document, stamp)
                select *, ? from unnest(?::text[], ?::bigint[], ?::timestamptz[], ?::bytea[])
                on conflict do nothing
                """)) {
            statement.setLong(1, newStamp());
            bind(statement, 2, missing);
            statement.executeUpdate();
        }
    }

    private static long newStamp() {
        return ThreadLocalRandom.current().nextLong();
    }

    /** All of them, in the order of their names. */
    static List<LinkHealth> all(Connection connection) throws SQLException {
        List<LinkHealth> all = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("select document from link_health order by link_id");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(LinkHealthJson.read(rows.getBytes(1)));
            }
        }
        return all;
    }

    /** Reads and locks those links that have a row, in their order. */
    List<Kept> lock(Connection connection, Collection<LinkId> links) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select link_id, stamp from link_health where link_id = any (?) order by link_id for update
                """)) {
            Rows.bindColumn(statement, 1, "text", links, LinkId::value);
            return read(connection, statement);
        }
    }

    /** Reads and locks those of the links that silence changes, at most so many; those that somebody else has are left to them. */
    List<Kept> lockSilent(Connection connection, Collection<LinkId> links, Instant horizon, int most)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select link_id, stamp from link_health where link_id = any (?) and look_at <= ?
                 order by link_id limit ? for update skip locked
                """)) {
            Rows.bindColumn(statement, 1, "text", links, LinkId::value);
            statement.setObject(2, Rows.utc(horizon));
            statement.setInt(3, most);
            return read(connection, statement);
        }
    }

    /** Reads, of the rows that the statement locks, those of which there is no true copy. */
    private List<Kept> read(Connection connection, PreparedStatement locking) throws SQLException {
        Map<LinkId, Copy> locked = new HashMap<>();
        List<LinkId> order = new ArrayList<>();
        List<LinkId> changed = new ArrayList<>();
        try (ResultSet rows = locking.executeQuery()) {
            while (rows.next()) {
                LinkId link = new LinkId(rows.getString(1));
                Copy copy = copies.get(link);
                order.add(link);
                if (copy != null && copy.stamp == rows.getLong(2)) {
                    locked.put(link, copy);
                } else {
                    changed.add(link);
                }
            }
        }
        if (!changed.isEmpty()) {
            locked.putAll(read(connection, changed));
        }
        return order.stream().map(link -> present(locked, link).kept).toList();
    }

    private static Copy present(Map<LinkId, Copy> locked, LinkId link) {
        Copy copy = locked.get(link);
        if (copy == null) {
            throw new IllegalStateException("the row of link " + link + " is locked, but cannot be read");
        }
        return copy;
    }

    private Map<LinkId, Copy> read(Connection connection, Collection<LinkId> links) throws SQLException {
        Map<LinkId, Copy> read = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select revision, document, stamp from link_health where link_id = any (?)")) {
            Rows.bindColumn(statement, 1, "text", links, LinkId::value);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Kept kept = new Kept(LinkHealthJson.read(rows.getBytes(2)), rows.getLong(1));
                    read.put(kept.health.link(), new Copy(rows.getLong(3), kept));
                }
            }
        }
        copies.putAll(read);
        return read;
    }

    /** Writes links that are locked. */
    void write(Connection connection, Collection<Kept> links) throws SQLException {
        long stamp = newStamp();
        try (PreparedStatement statement = connection.prepareStatement("""
                update link_health
                   set revision = moved.revision, look_at = moved.look_at, document = moved.document, stamp = ?,
                       moved_in = pg_current_xact_id()
                  from unnest(?::text[], ?::bigint[], ?::timestamptz[], ?::bytea[])
                       as moved (link_id, revision, look_at, document)
                 where link_health.link_id = moved.link_id
                """)) {
            statement.setLong(1, stamp);
            bind(statement, 2, links);
            statement.executeUpdate();
        }
        links.forEach(kept -> copies.put(kept.health.link(), new Copy(stamp, kept)));
    }

    private static void bind(PreparedStatement statement, int first, Collection<Kept> links) throws SQLException {
        Rows.bindColumn(
                statement, first, "text", links, kept -> kept.health.link().value());
        Rows.bindColumn(statement, first + 1, "bigint", links, Kept::revision);
        Rows.bindColumn(statement, first + 2, "timestamptz", links, kept -> Rows.utc(LinkMonitor.lookAt(kept.health)));
        byte[][] documents =
                links.stream().map(kept -> LinkHealthJson.write(kept.health)).toArray(byte[][]::new);
        statement.setArray(first + 3, statement.getConnection().createArrayOf("bytea", documents));
    }
}

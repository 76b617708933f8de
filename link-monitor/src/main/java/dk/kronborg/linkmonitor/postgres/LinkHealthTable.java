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
import java.util.List;

/** The health of links, one row each. */
final class LinkHealthTable {

    /** As it was last. */
    record Kept(LinkHealth health, long revision) {}

    private LinkHealthTable() {}

    /** Makes rows for links that have none. */
    static void begin(Connection connection, Collection<LinkId> links, Instant at) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into link_health (link_id, revision, look_at, document)
                select * from unnest(?::text[], ?::bigint[], ?::timestamptz[], ?::text[])
                on conflict do nothing
                """)) {
            bind(
                    statement,
                    links.stream()
                            .sorted()
                            .map(link -> new Kept(LinkHealth.neverHeard(link, at), 0))
                            .toList(),
                    connection);
            statement.executeUpdate();
        }
    }

    /** All of them, in the order of their names. */
    static List<LinkHealth> all(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select revision, document from link_health order by link_id")) {
            return read(statement).stream().map(Kept::health).toList();
        }
    }

    /** Reads and locks those links, in their order. */
    static List<Kept> lock(Connection connection, Collection<LinkId> links) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select revision, document from link_health where link_id = any (?) order by link_id for update
                """)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", links.stream().map(LinkId::value).toArray()));
            return read(statement);
        }
    }

    /** Reads and locks those of the links that silence changes, at most so many; those that somebody else has are left to them. */
    static List<Kept> lockSilent(Connection connection, Collection<LinkId> links, Instant horizon, int most)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select revision, document from link_health where look_at <= ? and link_id = any (?)
                 order by link_id limit ? for update skip locked
                """)) {
            statement.setObject(1, Rows.utc(horizon));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", links.stream().map(LinkId::value).toArray()));
            statement.setInt(3, most);
            return read(statement);
        }
    }

    private static List<Kept> read(PreparedStatement statement) throws SQLException {
        List<Kept> kept = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                kept.add(new Kept(LinkHealthJson.read(rows.getString("document")), rows.getLong("revision")));
            }
        }
        return kept;
    }

    /** Writes links that are locked. */
    static void write(Connection connection, List<Kept> links) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                update link_health
                   set revision = moved.revision, look_at = moved.look_at, document = moved.document
                  from unnest(?::text[], ?::bigint[], ?::timestamptz[], ?::text[])
                       as moved (link_id, revision, look_at, document)
                 where link_health.link_id = moved.link_id
                """)) {
            bind(statement, links, connection);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, List<Kept> links, Connection connection) throws SQLException {
        statement.setArray(
                1,
                connection.createArrayOf(
                        "text",
                        links.stream().map(kept -> kept.health().link().value()).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf(
                        "bigint", links.stream().map(Kept::revision).toArray()));
        statement.setArray(
                3,
                connection.createArrayOf(
                        "timestamptz",
                        links.stream()
                                .map(kept -> Rows.utc(LinkMonitor.lookAt(kept.health()))
                                        .toString())
                                .toArray()));
        statement.setArray(
                4,
                connection.createArrayOf(
                        "text",
                        links.stream()
                                .map(kept -> LinkHealthJson.write(kept.health()))
                                .toArray()));
    }
}

package dk.kronborg;

import dk.kronborg.testbed.client.DemoNetwork;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Blocks of a link that both ends have and have not confirmed yet. One that only one end has, because the other was full
 * when its device brought it, waits for ten minutes.
 */
public final class WaitingBlocks {

    private WaitingBlocks() {}

    /** Their names. */
    public static Set<String> atBothEnds(DemoNetwork network, String link, String one, String other)
            throws SQLException {
        Set<String> all = new HashSet<>();
        for (List<String> ends : List.of(List.of(one, other), List.of(other, one))) {
            Set<String> waiting = blocks(network, link, ends.getFirst(), "'RECEIVED', 'OFFERED'");
            waiting.retainAll(blocks(network, link, ends.getLast(), "'RECEIVED', 'OFFERED', 'OPEN'"));
            all.addAll(waiting);
        }
        return all;
    }

    private static Set<String> blocks(DemoNetwork network, String link, String kme, String states) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + network.kme(kme).database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select block_id from block join block_use on block = block.id"
                        + " where link = '" + link + "' and state in (" + states + ")")) {
            Set<String> ids = new HashSet<>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }
}

package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkState;
import dk.kronborg.linkmonitor.json.LinkStateJson;
import dk.kronborg.linkmonitor.postgres.LinkHealthTable.Kept;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreBoard;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What others are told of links: a message whenever a state changes, in the transaction in which it does.
 *
 * <p>A state follows from the health of a link and from whether the stores between its KMEs hold keys. Who changes either
 * of them has the link's row locked when it reads the other one, and compares with what was so before it; so whoever comes
 * second sees what the first one did, and what was told last is always what follows from both.
 */
final class LinkNews {

    private final LinkHealthTable table;
    private final Supplier<Network> network;

    LinkNews(LinkHealthTable table, Supplier<Network> network) {
        this.table = table;
        this.network = network;
    }

    /**
     * After its health has moved. Of a link that the network does not have any more, nothing is told.
     *
     * @param before locked
     * @return what is to be written
     */
    Kept moved(Connection connection, Kept before, LinkHealth after, Instant at) throws SQLException {
        Kept now = new Kept(after, before.revision() + 1);
        LinkState state = LinkState.of(after);
        Optional<Link> link = network.get().link(after.link());
        if (link.isPresent() && (before.revision() == 0 || !state.equals(LinkState.of(before.health())))) {
            tell(connection, now, state, hasKeys(connection, link.get()), at);
        }
        return now;
    }

    /**
     * Once that link is watched again, or between other KMEs: what was told before may be true no more.
     *
     * @param before locked
     * @return what is to be written
     */
    Kept again(Connection connection, Kept before, LinkHealth after, Link link, Instant at) throws SQLException {
        Kept now = new Kept(after, before.revision() + 1);
        tell(connection, now, LinkState.of(after), hasKeys(connection, link), at);
        return now;
    }

    private static boolean hasKeys(Connection connection, Link link) throws SQLException {
        return !KeyStoreTable.holdingKeys(connection, StoreBoard.pools(link)).isEmpty();
    }

    /**
     * After pools have run empty or got keys again, and that is written.
     *
     * @param changed whether each of them held keys before
     */
    void storesChanged(Connection connection, Map<PoolName, Boolean> changed, Instant at) throws SQLException {
        Map<LinkId, List<PoolName>> concerned = new HashMap<>();
        for (Link link : network.get().links()) {
            List<PoolName> pools = StoreBoard.pools(link);
            if (pools.stream().anyMatch(changed::containsKey)) {
                concerned.put(link.id(), pools);
            }
        }
        if (concerned.isEmpty()) {
            return;
        }
        List<Kept> told = new ArrayList<>();
        for (Kept kept : table.lock(connection, concerned.keySet())) {
            LinkState state = LinkState.of(kept.health());
            List<PoolName> pools = concerned.getOrDefault(kept.health().link(), List.of());
            Set<PoolName> filled = KeyStoreTable.holdingKeys(connection, pools);
            boolean before = pools.stream().anyMatch(pool -> changed.getOrDefault(pool, filled.contains(pool)));
            boolean after = !filled.isEmpty();
            if (kept.revision() > 0 && state.etsiStatus(before) != state.etsiStatus(after)) {
                Kept now = new Kept(kept.health(), kept.revision() + 1);
                tell(connection, now, state, after, at);
                told.add(now);
            }
        }
        table.write(connection, told);
    }

    private static void tell(Connection connection, Kept now, LinkState state, boolean hasKeys, Instant at)
            throws SQLException {
        OutgoingTable.add(
                connection,
                LinkStateJson.TOPIC,
                state.link().value(),
                LinkStateJson.of(state, now.revision(), at, hasKeys).text(),
                at);
    }
}

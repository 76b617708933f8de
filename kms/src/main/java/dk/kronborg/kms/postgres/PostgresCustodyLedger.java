package dk.kronborg.kms.postgres;

import dk.kronborg.kms.custody.BlockSelection;
import dk.kronborg.kms.custody.CustodyLedger;
import dk.kronborg.kms.custody.PeerOrder;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/** Quarantine and voiding, in PostgreSQL. */
final class PostgresCustodyLedger implements CustodyLedger {

    /** Most blocks in one order to a peer. */
    private static final int CHUNK = 1000;

    private static final String VOID_ASSIGNED = "update assigned_key set state = 'VOID', data_key = null,"
            + " sealed = null where state = 'WAITING' and key_id = any (?)";

    private static final int HERE = 1;
    private static final int THERE = 2;

    private final KmeId here;
    private final Database database;

    PostgresCustodyLedger(KmeId here, Database database) {
        this.here = here;
        this.database = database;
    }

    /** A block that an order is about, and the KME at its other end. */
    private record Selected(long row, UUID id, String peer) {}

    @Override
    public int hold(BlockSelection selection, Order order) {
        return database.transact(connection -> {
            List<Selected> blocks = select(connection, selection, "true");
            int held = Database.update(
                    connection,
                    "update block_use set held = held | ? where block = any (?) and held & ? = 0",
                    HERE,
                    rows(connection, blocks),
                    HERE);
            tell(connection, PeerOrder.Kind.HOLD, blocks);
            note(connection, order, "hold", held + " blocks");
            return held;
        });
    }

    @Override
    public OptionalLong requestRelease(BlockSelection selection, Order order) {
        return database.transact(connection -> {
            List<Selected> blocks = select(connection, selection, "u.held & " + HERE + " <> 0");
            if (blocks.isEmpty()) {
                return OptionalLong.empty();
            }
            long request = Database.list(
                            connection,
                            row -> row.getLong(1),
                            "insert into release_request (blocks, requested_by, requested_at) values (?, ?, now())"
                                    + " returning id",
                            Database.array(
                                    connection,
                                    "uuid",
                                    blocks.stream().map(Selected::id).toList()),
                            order.operator())
                    .getFirst();
            note(connection, order, "request release", "request " + request + ", " + blocks.size() + " blocks");
            return OptionalLong.of(request);
        });
    }

    @Override
    public List<OpenRequest> openRequests() {
        return database.transact(connection -> Database.list(
                connection,
                row -> new OpenRequest(
                        row.getLong("id"),
                        row.getString("requested_by"),
                        row.getTimestamp("requested_at").toInstant(),
                        row.getInt("blocks")),
                "select id, requested_by, requested_at, cardinality(blocks) as blocks from release_request"
                        + " where approved_by is null order by id desc limit 100"));
    }

    @Override
    public Approval approveRelease(long request, String operator) {
        return database.transact(connection -> {
            List<Approval> open = Database.list(
                    connection,
                    row -> row.getBoolean(1)
                            ? Approval.APPROVED_BEFORE
                            : row.getBoolean(2) ? Approval.SAME_PERSON : Approval.RELEASED,
                    "select approved_by is not null, requested_by = ? from release_request where id = ? for update",
                    operator,
                    request);
            if (open.isEmpty()) {
                return Approval.NO_SUCH_REQUEST;
            }
            if (open.getFirst() == Approval.RELEASED) {
                release(connection, request, operator);
            }
            return open.getFirst();
        });
    }

    private void release(Connection connection, long request, String operator) throws SQLException {
        Database.update(connection, "update release_request set approved_by = ? where id = ?", operator, request);
        List<Selected> blocks = Database.list(
                connection,
                this::selected,
                "select b.id, b.block_id, p.from_kme, p.to_kme from block b join block_use u on u.block = b.id"
                        + " join pool p on p.id = b.pool where b.block_id = any"
                        + " (select unnest(blocks) from release_request where id = ?) and u.held & ? <> 0"
                        + " order by b.id for update of u",
                request,
                HERE);
        Database.update(
                connection,
                "update block_use set held = held & ~ ? where block = any (?)",
                HERE,
                rows(connection, blocks));
        tell(connection, PeerOrder.Kind.RELEASE, blocks);
        note(connection, new Order(operator, ""), "approve release", "request " + request);
    }

    @Override
    public int voidBlocks(BlockSelection selection, Order order) {
        return database.transact(connection -> {
            List<Selected> blocks = select(connection, selection, "true");
            int destroyed = Destruction.destroy(
                    connection, blocks.stream().map(Selected::row).toList());
            tell(connection, PeerOrder.Kind.VOID, blocks);
            note(connection, order, "void", destroyed + " blocks");
            return destroyed;
        });
    }

    @Override
    public int voidKeys(List<UUID> keys, Collection<KmeId> peers, Order order) {
        return database.transact(connection -> {
            for (KmeId peer : peers) {
                insertOrder(connection, peer.value(), PeerOrder.Kind.VOID_KEYS, keys);
            }
            note(connection, order, "void keys", keys.size() + " key IDs");
            return Database.update(connection, VOID_ASSIGNED, Database.array(connection, "uuid", keys));
        });
    }

    private static int voidAssigned(Connection connection, List<UUID> keys, Collection<SaeId> initiators)
            throws SQLException {
        return Database.update(
                connection,
                VOID_ASSIGNED + " and initiator = any (?)",
                Database.array(connection, "uuid", keys),
                Database.array(
                        connection,
                        "text",
                        initiators.stream().map(SaeId::value).toList()));
    }

    @Override
    public void note(Order order, String action) {
        database.transact(connection -> note(connection, order, action, ""));
    }

    private static int note(Connection connection, Order order, String action, String detail) throws SQLException {
        return Database.update(
                connection,
                "insert into administration (at, operator, action, detail) values (now(), ?, ?, ?)",
                order.operator(),
                action,
                order.reason().isEmpty() ? detail : detail + "; " + order.reason());
    }

    private List<Selected> select(Connection connection, BlockSelection selection, String condition)
            throws SQLException {
        StringBuilder where = new StringBuilder("u.state <> 'DESTROYED' and ").append(condition);
        List<Object> values = new ArrayList<>();
        if (!selection.blocks().isEmpty()) {
            where.append(" and b.block_id = any (?)");
            values.add(Database.array(connection, "uuid", selection.blocks()));
        }
        selection.link().map(LinkId::value).ifPresent(link -> and(where, "? = any (b.links || b.link)", values, link));
        selection
                .producedFrom()
                .map(Instant::toEpochMilli)
                .ifPresent(from -> and(where, "b.produced_at_ms >= ?", values, from));
        selection
                .producedUntil()
                .map(Instant::toEpochMilli)
                .ifPresent(until -> and(where, "b.produced_at_ms < ?", values, until));
        return Database.list(
                connection,
                this::selected,
                "select b.id, b.block_id, p.from_kme, p.to_kme from block b join block_use u on u.block = b.id"
                        + " join pool p on p.id = b.pool where " + where + " order by b.id for update of u",
                values.toArray());
    }

    private static void and(StringBuilder where, String condition, List<Object> values, Object value) {
        where.append(" and ").append(condition);
        values.add(value);
    }

    private Selected selected(ResultSet row) throws SQLException {
        String from = row.getString("from_kme");
        String peer = from.equals(here.value()) ? row.getString("to_kme") : from;
        return new Selected(row.getLong("id"), row.getObject("block_id", UUID.class), peer);
    }

    private static Object rows(Connection connection, List<Selected> blocks) throws SQLException {
        return Database.array(
                connection, "bigint", blocks.stream().map(Selected::row).toList());
    }

    private static void tell(Connection connection, PeerOrder.Kind kind, List<Selected> blocks) throws SQLException {
        Map<String, List<UUID>> byPeer = new TreeMap<>();
        blocks.forEach(block ->
                byPeer.computeIfAbsent(block.peer, peer -> new ArrayList<>()).add(block.id));
        for (Map.Entry<String, List<UUID>> peer : byPeer.entrySet()) {
            List<UUID> ids = peer.getValue();
            for (int from = 0; from < ids.size(); from += CHUNK) {
                insertOrder(connection, peer.getKey(), kind, ids.subList(from, Math.min(from + CHUNK, ids.size())));
            }
        }
    }

    private static void insertOrder(Connection connection, String peer, PeerOrder.Kind kind, List<UUID> ids)
            throws SQLException {
        Database.update(
                connection,
                "insert into peer_order (peer, kind, ids) values (?, ?, ?)",
                peer,
                kind.name(),
                Database.array(connection, "uuid", ids));
    }

    @Override
    public List<PeerOrder> untold(KmeId peer, int most) {
        return database.look(connection -> Database.list(
                connection,
                row -> new PeerOrder(row.getLong("id"), PeerOrder.Kind.valueOf(row.getString("kind")), List.of((UUID[])
                        row.getArray("ids").getArray())),
                "select id, kind, ids from peer_order where peer = ? order by id limit ?",
                peer.value(),
                most));
    }

    @Override
    public void told(List<PeerOrder> orders) {
        database.transact(connection -> Database.update(
                connection,
                "delete from peer_order where id = any (?)",
                Database.array(
                        connection, "bigint", orders.stream().map(PeerOrder::id).toList())));
    }

    @Override
    public void obey(KmeId from, PeerOrder order, Collection<SaeId> served) {
        database.transact(connection -> isNew(connection, from, order) ? obey(connection, from, order, served) : 0);
    }

    private int obey(Connection connection, KmeId from, PeerOrder order, Collection<SaeId> served) throws SQLException {
        return switch (order.kind()) {
            case HOLD -> mark(connection, from, order, "held = held | " + THERE);
            case RELEASE -> mark(connection, from, order, "held = held & ~" + THERE);
            case VOID -> voidBlocks(connection, from, order.ids());
            case VOID_KEYS -> voidAssigned(connection, order.ids(), served);
        };
    }

    /** Whether it comes after all that were obeyed: one that was late must not undo what followed it. */
    private static boolean isNew(Connection connection, KmeId from, PeerOrder order) throws SQLException {
        return Database.update(
                        connection,
                        "update peer set last_order = ? where kme = ? and last_order < ?",
                        order.id(),
                        from.value(),
                        order.id())
                == 1;
    }

    private int mark(Connection connection, KmeId from, PeerOrder order, String change) throws SQLException {
        return Database.update(
                connection,
                "update block_use set " + change + " where block = any (?)",
                rows(connection, sharedWith(connection, from, order.ids())));
    }

    /** What is not here yet is noted: its device may still bring it. */
    private int voidBlocks(Connection connection, KmeId from, List<UUID> blocks) throws SQLException {
        Tombstones.put(connection, from, blocks);
        return Destruction.destroy(
                connection,
                sharedWith(connection, from, blocks).stream().map(Selected::row).toList());
    }

    /** A peer has a say about blocks that it shares, and about no others. */
    private List<Selected> sharedWith(Connection connection, KmeId peer, List<UUID> blocks) throws SQLException {
        return Database.list(
                connection,
                this::selected,
                "select b.id, b.block_id, p.from_kme, p.to_kme from block b join block_use u on u.block = b.id"
                        + " join pool p on p.id = b.pool where b.block_id = any (?) and ? in (p.from_kme, p.to_kme)"
                        + " order by b.id for update of u",
                Database.array(connection, "uuid", blocks),
                peer.value());
    }
}

package dk.kronborg.testbed.simulator;

import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/**
 * A device's key blocks on their way to its KME: a lane for each direction, so that a store that is full in one keeps no
 * block of the other waiting.
 */
final class KmeOutlet implements KeyOutlet, AutoCloseable {

    private final KmeConnection connection;
    private final Map<BlockDirection, KmeLane> lanes = new EnumMap<>(BlockDirection.class);

    KmeOutlet(Vertx vertx, KmeConnection connection) {
        this.connection = connection;
        for (BlockDirection direction : BlockDirection.values()) {
            lanes.put(direction, new KmeLane(vertx, connection));
        }
    }

    private KmeLane lane(UUID block) {
        KmeLane lane = lanes.get(BlockDirection.of(block));
        if (lane == null) {
            throw new IllegalStateException("every direction has a lane");
        }
        return lane;
    }

    @Override
    public boolean hasRoom(UUID block) {
        return lane(block).hasRoom();
    }

    @Override
    public void deliver(KeyBlock block) {
        lane(block.id()).deliver(block);
    }

    @Override
    public void discard() {
        lanes.values().forEach(KmeLane::discard);
    }

    @Override
    public Tally tally() {
        return lanes.values().stream().map(KmeLane::tally).reduce(Tally.ZERO, Tally::plus);
    }

    @Override
    public void close() {
        lanes.values().forEach(KmeLane::close);
        connection.close();
    }
}

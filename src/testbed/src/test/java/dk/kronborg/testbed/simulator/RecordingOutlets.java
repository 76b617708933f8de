package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.topology.identity.LinkId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Both outlets of a device, remembering what came out. */
final class RecordingOutlets implements KeyOutlet, TelemetryOutlet {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A block as it was when it was handed over, its bytes as hexadecimal digits. */
    record Delivered(String id, String hex) {

        int length() {
            return hex.length() / 2;
        }
    }

    final List<Delivered> blocks = new ArrayList<>();
    final List<JsonNode> events = new ArrayList<>();
    int room = Integer.MAX_VALUE;
    final Set<BlockDirection> full = EnumSet.noneOf(BlockDirection.class);
    int discards;

    @Override
    public boolean hasRoom(UUID block) {
        return room > blocks.size() && !full.contains(BlockDirection.of(block));
    }

    @Override
    public void deliver(KeyBlock block) {
        byte[] bytes = new byte[block.wire().readableBytes()];
        block.wire().readBytes(bytes);
        blocks.add(new Delivered(block.id().toString(), HexFormat.of().formatHex(bytes)));
    }

    @Override
    public void discard() {
        discards++;
    }

    @Override
    public Tally tally() {
        return new Tally(blocks.size(), 0, 0, 0);
    }

    @Override
    public void publish(LinkId link, byte[] event, Receipt receipt) {
        try {
            events.add(JSON.readTree(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        receipt.settled(true);
    }

    JsonNode lastEvent() {
        return events.getLast();
    }

    void forget() {
        blocks.clear();
        events.clear();
    }
}

package dk.kronborg.testbed.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Both devices of a link, without the physics: fills the pool from the first KME to the second with random blocks as
 * fast as the KMEs take them, over their device planes.
 */
final class KeyFiller {

    /** Of 256 bits, in the largest block. */
    static final int KEYS_PER_BLOCK = 256;

    static final int PAYLOAD = 8192;

    private static final int HEADER_AND_PAYLOAD = 96 + PAYLOAD;
    private static final int BLOCKS_UNDER_WAY = 8;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Connections transmitter;
    private final Connections receiver;
    private final String link;
    private final int lowBit;
    private final SecureRandom random = new SecureRandom();

    /**
     * Fills one pool of a link.
     *
     * @param fromSmaller whether the name of the KME that allocates is the smaller of the two; the low bit of a
     *                    block id's SHA-256 says to which pool the block belongs, docs/keys.md
     */
    KeyFiller(Connections transmitter, Connections receiver, String link, boolean fromSmaller) {
        this.transmitter = transmitter;
        this.receiver = receiver;
        this.link = link;
        this.lowBit = fromSmaller ? 0 : 1;
    }

    /** Delivers so many blocks at both ends, or fewer if a store is full; how many were stored at both. */
    int fill(int blocks) throws IOException {
        AtomicInteger left = new AtomicInteger(blocks);
        ClosedLoop.Tally tally = ClosedLoop.run(
                BLOCKS_UNDER_WAY,
                LONGEST,
                () -> left.getAndDecrement() > 0
                        ? block()
                        : Future.failedFuture(new ClosedLoop.Exhausted("all blocks are delivered")));
        return (int) tally.units();
    }

    private Future<Integer> block() {
        UUID id = id();
        byte[] bytes = new byte[HEADER_AND_PAYLOAD];
        random.nextBytes(bytes);
        Buffer body = Buffer.buffer(bytes);
        String now = Instant.now().toString();
        return Future.all(push(transmitter, id, body, now), push(receiver, id, body, now))
                .map(pushed -> 1);
    }

    private Future<Integer> push(Connections device, UUID id, Buffer body, String now) {
        Map<String, String> headers = Map.of(
                "Content-Type", "application/octet-stream",
                "Qkd-Security-Proof", "composable-collective",
                "Qkd-Epsilon-Total", "1e-10",
                "Qkd-Detector-Trust", "trusted",
                "Qkd-Produced-At", now);
        return device.send(HttpMethod.PUT, "/qkd/v1/links/" + link + "/blocks/" + id, headers, body)
                .map(answer -> {
                    if (answer.status() == 503) {
                        throw new ClosedLoop.Exhausted("the store is full");
                    }
                    answer.good();
                    return 1;
                });
    }

    private UUID id() {
        UUID id = UUID.randomUUID();
        while ((sha256(id)[31] & 1) != lowBit) {
            id = UUID.randomUUID();
        }
        return id;
    }

    private static byte[] sha256(UUID id) {
        try {
            byte[] bytes = ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

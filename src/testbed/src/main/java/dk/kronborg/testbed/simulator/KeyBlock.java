package dk.kronborg.testbed.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * Secret bytes that both ends of a link hold under one id. Only {@link KeyBlock#wire()} gives them out; nothing prints
 * or compares them.
 */
final class KeyBlock {

    private final UUID id;
    private final Instant producedAt;
    private final byte[] secret;

    /** Takes the bytes over: the caller does not keep them. */
    KeyBlock(UUID id, Instant producedAt, byte[] secret) {
        this.id = id;
        this.producedAt = producedAt;
        this.secret = secret;
    }

    UUID id() {
        return id;
    }

    Instant producedAt() {
        return producedAt;
    }

    /** The bytes themselves, not a copy: {@link #wipe} reaches them. */
    ByteBuf wire() {
        return Unpooled.wrappedBuffer(secret);
    }

    void wipe() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "KeyBlock[" + id + ", " + secret.length + " bytes]";
    }
}

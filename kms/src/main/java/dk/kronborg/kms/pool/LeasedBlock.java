package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.SecondSecret;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.CursorMove;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open block in memory: its cursor runs ahead of the one on disk while requests are on their way.
 *
 * <p>The cursor never goes back while the lease lasts: a run that was handed out once is spent. The cursor is
 * guarded by the pool, the bytes by this object.
 */
final class LeasedBlock {

    private final OpenBlock block;
    private final OpenBlocks store;
    private int cursor;
    private boolean passedOver;
    private int readers;
    private boolean done;
    private @Nullable SecretBytes payload;
    private @Nullable SecretBytes tagKey;
    private @Nullable SecondSecret second;

    LeasedBlock(OpenBlock block, OpenBlocks store) {
        this.block = block;
        this.store = store;
        this.cursor = block.cursor();
    }

    OpenBlock block() {
        return block;
    }

    int free() {
        return block.units() - cursor;
    }

    /** Whether a request found too little here; a block that was never touched is no rest. */
    boolean isRest(int units) {
        passedOver |= cursor > 0 && free() < units;
        return passedOver;
    }

    boolean wasPassedOver() {
        return passedOver;
    }

    /**
     * Takes the next units; the caller reads them and then calls {@link #release}.
     *
     * @param least a rest smaller than that is given up with this run
     */
    CursorMove take(int units, int least) {
        cursor += units;
        startReading();
        return new CursorMove(block.row(), block.leaseEpoch(), block.units(), units, cursor, free() < least);
    }

    /** Whether nothing was taken behind that. */
    boolean endsAt(int after) {
        return cursor == after;
    }

    /** Takes a run back, unless something behind it was taken since. */
    void giveBack(int firstOffset, int after) {
        if (cursor == after) {
            cursor = firstOffset;
        }
    }

    /** Gives up what is left. */
    CursorMove giveUp() {
        int rest = free();
        cursor = block.units();
        return new CursorMove(block.row(), block.leaseEpoch(), block.units(), rest, cursor, true);
    }

    private synchronized void startReading() {
        readers++;
    }

    synchronized SecretBytes read(int offset, int length) {
        SecretBytes bytes = payload;
        if (bytes == null) {
            bytes = store.payload(block.row());
            payload = bytes;
        }
        return bytes.slice(offset * BlockLayout.UNIT, length);
    }

    synchronized SecretBytes tagKey() {
        SecretBytes key = tagKey;
        if (key == null) {
            try (SecretBytes header = store.header(block.row())) {
                key = BlockLayout.tagKey(header);
            }
            tagKey = key;
        }
        return key.slice(0, key.length());
    }

    /** A copy, to be closed by the caller; nothing if the block has none. */
    synchronized Optional<SecondSecret> second() {
        if (block.hybrid().isEmpty()) {
            return Optional.empty();
        }
        SecondSecret secret = second;
        if (secret == null) {
            secret = store.second(block.row());
            second = secret;
        }
        return Optional.of(secret.copy());
    }

    /** A reader is done. */
    synchronized void release() {
        readers--;
        wipeIfDone();
    }

    /** Nothing more is taken from this block: its bytes are wiped with the last reader. */
    synchronized void close() {
        done = true;
        wipeIfDone();
    }

    private void wipeIfDone() {
        if (done && readers == 0) {
            if (payload != null) {
                payload.close();
                payload = null;
            }
            if (tagKey != null) {
                tagKey.close();
                tagKey = null;
            }
            if (second != null) {
                second.close();
                second = null;
            }
        }
    }
}

package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.CursorMove;
import org.jspecify.annotations.Nullable;

/**
 * An open block in memory: its cursor runs ahead of the one on disk while requests are on their way.
 *
 * <p>The cursor never goes back, whatever the database answers: a run that was handed out once is spent.
 */
final class LeasedBlock {

    private final OpenBlock block;
    private final OpenBlocks store;
    private int cursor;
    private int submitted;
    private int readers;
    private boolean closed;
    private @Nullable SecretBytes payload;
    private @Nullable SecretBytes tagKey;

    LeasedBlock(OpenBlock block, OpenBlocks store) {
        this.block = block;
        this.store = store;
        this.cursor = block.cursor();
        this.submitted = block.cursor();
    }

    OpenBlock block() {
        return block;
    }

    synchronized int free() {
        return closed ? 0 : block.units() - cursor;
    }

    /**
     * Takes the next units; the caller reads them and then calls {@link #release}.
     *
     * @param least a rest smaller than that is given up with this run
     */
    synchronized CursorMove take(int units, int least) {
        int before = submitted;
        cursor += units;
        closed = block.units() - cursor < least;
        submitted = cursor;
        readers++;
        return new CursorMove(block.row(), block.leaseEpoch(), before, cursor, closed);
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

    /** A reader is done; the bytes of a block with nothing left are wiped with the last of them. */
    synchronized void release() {
        readers--;
        wipeIfDone();
    }

    /** No more is taken from this block. */
    synchronized void close() {
        closed = true;
        wipeIfDone();
    }

    /** After an unknown outcome: what is on disk now, below which nothing is taken again. */
    synchronized void resumeFrom(int cursorOnDisk) {
        submitted = cursorOnDisk;
        cursor = Math.max(cursor, cursorOnDisk);
    }

    private void wipeIfDone() {
        if (closed && readers == 0) {
            if (payload != null) {
                payload.close();
                payload = null;
            }
            if (tagKey != null) {
                tagKey.close();
                tagKey = null;
            }
        }
    }
}

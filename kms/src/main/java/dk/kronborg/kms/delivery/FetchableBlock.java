package dk.kronborg.kms.delivery;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.Optional;

/** A block at the to end with its bytes, or only its tag key once it is retired. */
public final class FetchableBlock implements AutoCloseable {

    private final long row;
    private final long number;
    private final int units;
    private final SecretBytes tagKey;
    private final Optional<SecretBytes> payload;
    private boolean closed;

    /**
     * A block as it stands on disk; takes the secrets over.
     *
     * @param payload absent if nothing of it can be fetched any more
     */
    public FetchableBlock(long row, long number, int units, SecretBytes tagKey, Optional<SecretBytes> payload) {
        this.row = row;
        this.number = number;
        this.units = units;
        this.tagKey = tagKey;
        this.payload = payload;
    }

    long row() {
        return row;
    }

    long number() {
        return number;
    }

    int units() {
        return units;
    }

    /** What a check under the tag key finds; nothing if this copy was dropped meanwhile. */
    synchronized Optional<Boolean> check(java.util.function.Predicate<SecretBytes> byTagKey) {
        return closed ? Optional.empty() : Optional.of(byTagKey.test(tagKey));
    }

    /** A copy of the key's bytes, to be closed; nothing if they are gone or lie outside the block. */
    synchronized Optional<SecretBytes> read(KeyPointer pointer) {
        if (closed || pointer.offset() + pointer.units() > units) {
            return Optional.empty();
        }
        return payload.map(bytes -> bytes.slice(pointer.offset() * BlockLayout.UNIT, pointer.length()));
    }

    @Override
    public synchronized void close() {
        closed = true;
        tagKey.close();
        payload.ifPresent(SecretBytes::close);
    }
}

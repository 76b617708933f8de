package dk.kronborg.kms.reading;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecondSecret;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.Optional;

/** A block at the to end with its bytes, or only its tag key once it is retired. */
public final class FetchableBlock {

    private final long row;
    private final long number;
    private final int units;
    private final Provenance provenance;
    private final SecretBytes tagKey;
    private final Optional<SecretBytes> payload;
    private final Optional<SecondSecret> second;
    private final boolean held;
    private int users;
    private boolean dropped;

    /**
     * A block as it stands on disk; takes the secrets over.
     *
     * @param payload absent if nothing of it can be fetched now
     * @param second  absent if it has none, or nothing of it can be fetched now
     * @param held    whether that may change when it is released
     */
    public FetchableBlock(
            long row,
            long number,
            int units,
            Provenance provenance,
            SecretBytes tagKey,
            Optional<SecretBytes> payload,
            Optional<SecondSecret> second,
            boolean held) {
        this.row = row;
        this.number = number;
        this.units = units;
        this.provenance = provenance;
        this.tagKey = tagKey;
        this.payload = payload;
        this.second = second;
        this.held = held;
    }

    public long row() {
        return row;
    }

    public long number() {
        return number;
    }

    public Provenance provenance() {
        return provenance;
    }

    public int units() {
        return units;
    }

    boolean isHeld() {
        return held;
    }

    /** One more request uses it; until the last has released it, its bytes stay. */
    synchronized void acquire() {
        users++;
    }

    public synchronized void release() {
        users--;
        wipeIfDropped();
    }

    /** No further request will use it. */
    synchronized void drop() {
        dropped = true;
        wipeIfDropped();
    }

    private void wipeIfDropped() {
        if (dropped && users == 0) {
            tagKey.close();
            payload.ifPresent(SecretBytes::close);
            second.ifPresent(SecondSecret::close);
        }
    }

    public SecretBytes tagKey() {
        return tagKey;
    }

    /** A copy of its second secret, to be closed; nothing if it has none or its bytes are gone. */
    public Optional<SecondSecret> second() {
        return second.map(SecondSecret::copy);
    }

    /** A copy of the key's bytes, to be closed; nothing if they are gone or lie outside the block. */
    public Optional<SecretBytes> read(KeyPointer pointer) {
        return pointer.offset() + pointer.units() > units
                ? Optional.empty()
                : payload.map(bytes -> bytes.slice(pointer.offset() * BlockLayout.UNIT, pointer.length()));
    }
}

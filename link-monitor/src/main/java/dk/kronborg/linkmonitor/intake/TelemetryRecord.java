package dk.kronborg.linkmonitor.intake;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record as it came from the bus: untrusted bytes. */
public final class TelemetryRecord {

    private final RecordPlace place;
    private final byte @Nullable [] key;
    private final byte[] value;

    /** Keeps the arrays as they are; a record without value is an empty one. */
    public TelemetryRecord(RecordPlace place, byte @Nullable [] key, byte @Nullable [] value) {
        this.place = place;
        this.key = key;
        this.value = value == null ? new byte[0] : value;
    }

    public RecordPlace place() {
        return place;
    }

    public Optional<byte[]> key() {
        return Optional.ofNullable(key);
    }

    /** The key as text, empty without key; bytes that are not UTF-8 become U+FFFD. */
    public String keyText() {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    public byte[] value() {
        return value;
    }
}

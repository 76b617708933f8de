package dk.kronborg.kms.block;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The one form of what both ends compute tags over: numbers of fixed length, big-endian, and texts and bytes prefixed
 * with theirs, so that different values never have the same bytes. What it is of comes first, as a text.
 */
public final class CanonicalForm {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Begins the form of a kind of value, such as {@code kronborg/block/1}. */
    public CanonicalForm(String kind) {
        text(kind);
    }

    private interface Write {
        void to(DataOutputStream out) throws IOException;
    }

    private CanonicalForm write(Write write) {
        try {
            write.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return this;
    }

    /** Its length in bytes of UTF-8, 4 bytes, then these. */
    public CanonicalForm text(String text) {
        return octets(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Their number, 4 bytes, then these. */
    public CanonicalForm octets(byte[] value) {
        return write(to -> {
            to.writeInt(value.length);
            to.write(value);
        });
    }

    /** 4 bytes. */
    public CanonicalForm integer(int value) {
        return write(to -> to.writeInt(value));
    }

    /** 8 bytes. */
    public CanonicalForm number(long value) {
        return write(to -> to.writeLong(value));
    }

    /** The 8 bytes of IEEE 754. */
    public CanonicalForm real(double value) {
        return number(Double.doubleToLongBits(value));
    }

    /** 16 bytes. */
    public CanonicalForm uuid(UUID value) {
        return number(value.getMostSignificantBits()).number(value.getLeastSignificantBits());
    }

    /** 1 byte. */
    public CanonicalForm flag(boolean value) {
        return write(to -> to.writeBoolean(value));
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }
}

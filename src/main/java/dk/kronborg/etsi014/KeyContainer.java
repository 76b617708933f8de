package dk.kronborg.etsi014;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dk.kronborg.kms.delivery.DeliveredKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** The Key container, clause 6.3, Table 11, written straight to bytes: key bytes never become a string. */
final class KeyContainer {

    private static final JsonFactory JSON = new JsonFactory();

    private KeyContainer() {}

    /** The body; closes the keys. */
    static byte[] write(List<DeliveredKey> keys) {
        int size = 32
                + keys.stream().mapToInt(key -> 80 + key.key().length() * 3 / 2).sum();
        try (WipedBuffer out = new WipedBuffer(size);
                JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("keys");
            for (DeliveredKey key : keys) {
                json.writeStartObject();
                json.writeStringField("key_ID", key.id().toString());
                json.writeBinaryField("key", key.key().exposed());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        } finally {
            keys.forEach(key -> key.key().close());
        }
    }

    /** Large enough never to grow, and overwritten in the end. */
    private static final class WipedBuffer extends ByteArrayOutputStream {
        WipedBuffer(int size) {
            super(size);
        }

        @Override
        public void close() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}

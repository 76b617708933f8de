package dk.kronborg.etsi014;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.plane.Exchange;
import dk.kronborg.topology.identity.DomainId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The Key container, clause 6.3, Table 11, written straight to bytes: key bytes never become a string. */
final class KeyContainer {

    private static final JsonFactory JSON = Exchange.JSON.getFactory();

    private KeyContainer() {}

    /**
     * The body; closes the keys.
     *
     * @param extension of the container
     */
    static byte[] write(List<DeliveredKey> keys, DomainId domain, Optional<ModeJson> extension) {
        Map<KeyProvenance, SerializableString> extensions = new HashMap<>();
        for (DeliveredKey key : keys) {
            extensions.computeIfAbsent(key.provenance(), provenance -> ProvenanceJson.keyExtension(provenance, domain));
        }
        try (WipedBuffer out = new WipedBuffer(size(keys, extensions));
                JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("keys");
            for (DeliveredKey key : keys) {
                json.writeStartObject();
                json.writeStringField("key_ID", key.id().toString());
                json.writeBinaryField("key", key.key().exposed());
                json.writeFieldName("key_extension");
                json.writeRawValue(Objects.requireNonNull(extensions.get(key.provenance())));
                json.writeEndObject();
            }
            json.writeEndArray();
            if (extension.isPresent()) {
                json.writeObjectField("key_container_extension", extension.get());
            }
            json.writeEndObject();
            json.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        } finally {
            keys.forEach(key -> key.key().close());
        }
    }

    private static int size(List<DeliveredKey> keys, Map<KeyProvenance, SerializableString> extensions) {
        int size = 256;
        for (DeliveredKey key : keys) {
            SerializableString extension = Objects.requireNonNull(extensions.get(key.provenance()));
            size += 128 + extension.getValue().length() + key.key().length() * 3 / 2;
        }
        return size;
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

package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.publication.CentreKey;
import java.io.IOException;
import java.util.Base64;
import org.erdtman.jcs.JsonCanonicalizer;

/** Signs what the centre says as devices sign what they say: over the canonical JSON (RFC 8785) without {@code sig}. */
public final class SignedJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SignedJson() {}

    /**
     * The same object with the members {@code sig_key_id} and {@code sig}.
     *
     * @throws IllegalArgumentException if the text is no JSON object
     */
    public static String signed(String text, CentreKey key) {
        try {
            if (!(MAPPER.readTree(text) instanceof ObjectNode message)) {
                throw new IllegalArgumentException("what is signed is one JSON object");
            }
            message.remove("sig");
            message.put("sig_key_id", key.id());
            byte[] canonical = new JsonCanonicalizer(message.toString()).getEncodedUTF8();
            message.put("sig", Base64.getEncoder().encodeToString(key.sign(canonical)));
            return message.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what is signed is one JSON object", e);
        } catch (IOException e) {
            throw new IllegalStateException("an object of names and finite numbers has a canonical form", e);
        }
    }
}

package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

class TelemetrySignerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void signsWhatAReaderFindsWithoutTheSignature() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        ObjectNode event =
                JSON.createObjectNode().put("b", 4e-10).put("a", "Søborg").put("seq", 7);

        byte[] wire = new TelemetrySigner(keys.getPrivate(), "key-1").signed(event);

        ObjectNode read = (ObjectNode) JSON.readTree(wire);
        byte[] signature = Base64.getDecoder().decode(read.remove("sig").asText());
        String canonical = new JsonCanonicalizer(read.toString()).getEncodedString();
        assertThat(canonical).isEqualTo("{\"a\":\"Søborg\",\"b\":4e-10,\"seq\":7,\"sig_key_id\":\"key-1\"}");
        assertThat(verifies(keys, canonical, signature)).isTrue();
        assertThat(verifies(keys, canonical.replace("7", "8"), signature)).isFalse();
    }

    private static boolean verifies(KeyPair keys, String text, byte[] signature) throws Exception {
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(keys.getPublic());
        verifier.update(text.getBytes(StandardCharsets.UTF_8));
        return verifier.verify(signature);
    }

    @Test
    void refusesAnotherKindOfKey() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();

        assertThatThrownBy(() -> new TelemetrySigner(keys.getPrivate(), "key-1"))
                .hasMessageContaining("Ed25519, got a key for EC");
    }
}

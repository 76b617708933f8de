package dk.kronborg.linkmonitor.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.linkmonitor.health.Administration;
import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkState;
import dk.kronborg.linkmonitor.publication.CentreKey;
import dk.kronborg.topology.identity.LinkId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds docs/link-monitor.md to what the centre says on the bus. */
class LinkMonitorDocumentTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Instant AT = Instant.parse("2026-07-02T08:00:11.250Z");

    private static String example(String document, String name) throws IOException {
        Matcher found = Pattern.compile(
                        "<!-- example: " + Pattern.quote(name) + " -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs", document)));
        assertThat(found.find()).as("example \"%s\"", name).isTrue();
        return found.group(1);
    }

    private static String example(String name) throws IOException {
        return example("link-monitor.md", name);
    }

    @Test
    void theStateOfALinkIsSaidAndSignedAsWritten() throws IOException {
        LinkState state = new LinkState(
                new LinkId("MFA-MOD"),
                Administration.UNLOCKED,
                true,
                "GENERATING",
                "SUSPECT",
                Freshness.FRESH,
                Optional.of(LinkClass.EAVESDROP_SUSPECT),
                Severity.MAJOR,
                true);
        String key = example("drivers.md", "private key, PKCS#8, Base64");

        ObjectNode signed = (ObjectNode) MAPPER.readTree(SignedJson.signed(
                LinkStateJson.of(state, 4711, AT, true).text(),
                CentreKey.of("centre-1", Base64.getDecoder().decode(key))));

        assertThat(signed.remove("sig").asText()).isEqualTo(example("signature"));
        assertThat(signed).isEqualTo(MAPPER.readTree(example("link state")));
        assertThat(new String(new JsonCanonicalizer(signed.toString()).getEncodedUTF8(), UTF_8))
                .isEqualTo(example("canonical"));
    }

    @Test
    void anAlarmIsSaidAsWritten() throws IOException {
        Condition condition = new Condition(
                Resource.parse("link:MFA-MOD"),
                AlarmKind.EAVESDROP_SUSPECT,
                "",
                Severity.MAJOR,
                "noise is 0.47 of what leaves no key",
                new Evidence(Map.of("noise_ratio", 0.47), Map.of("rule", "6")));
        Alarm alarm = Alarm.raised(UUID.fromString("6f6c1a52-9d0e-4a58-9b1f-2e6d4c8a9b10"), condition, AT, false);

        String said = AlarmJson.of(alarm, 1042, "RAISED").document();

        assertThat(MAPPER.readTree(said)).isEqualTo(MAPPER.readTree(example("alarm")));
    }

    /** The JDK checks what Bouncy Castle signed. */
    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "ML-DSA-65"})
    void whatIsSignedCanBeCheckedByOthers(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();

        ObjectNode signed = (ObjectNode) MAPPER.readTree(SignedJson.signed(
                "{\"b\": 1e-3, \"a\": \"\u00e9\"}",
                CentreKey.of("centre-7", pair.getPrivate().getEncoded())));

        byte[] signature = Base64.getDecoder().decode(signed.remove("sig").asText());
        assertThat(signed.path("sig_key_id").asText()).isEqualTo("centre-7");
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(pair.getPublic());
        verifier.update("{\"a\":\"\u00e9\",\"b\":0.001,\"sig_key_id\":\"centre-7\"}".getBytes(UTF_8));
        assertThat(verifier.verify(signature)).isTrue();
    }
}

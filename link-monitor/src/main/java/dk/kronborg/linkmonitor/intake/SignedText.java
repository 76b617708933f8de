package dk.kronborg.linkmonitor.intake;

import java.nio.charset.StandardCharsets;

/**
 * What a device signs: its event without the signature, as canonical JSON (RFC 8785).
 *
 * @param canonicalJson holds everything the device said, also what this version does not know
 */
public record SignedText(String canonicalJson) {

    byte[] bytes() {
        return canonicalJson.getBytes(StandardCharsets.UTF_8);
    }
}

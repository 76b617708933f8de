package dk.kronborg.topology.enrolment;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.KeySignature;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a KME answers to an invitation: keys that were made there, of which only the public halves leave it.
 *
 * @param statement all of it, as the KME's identity key signed it and the code sealed it
 * @param identity  its signature; whose key is to be the KME's identity key
 * @param seal      by the one-time code
 */
public record EnrolmentRequest(Statement statement, KeySignature identity, String seal) {

    /**
     * What is said.
     *
     * @param invitation   that is answered
     * @param certificates requests for certificates (PKCS #10, RFC 2986) by the plane that they are for, DER in Base64
     * @param text         these words in their one form
     */
    public record Statement(
            UUID invitation, DomainId domain, KmeId kme, SortedMap<String, String> certificates, String text) {

        public Statement {
            certificates = new TreeMap<>(certificates);
        }
    }

    /** Whether the identity key's owner made it. */
    public boolean isSigned() {
        return identity.isOver(statement.text.getBytes(StandardCharsets.UTF_8));
    }

    /** By which two people compare it. */
    public Digest digest() {
        return Digest.of((statement.text + identity.key()).getBytes(StandardCharsets.UTF_8));
    }
}

package dk.kronborg.topology.audit.json;

import dk.kronborg.topology.map.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Lines of an audit file, counted and hashed as they pass. */
final class AuditLines {

    private final MessageDigest hash;
    private long count;

    AuditLines() {
        try {
            hash = MessageDigest.getInstance("SHA-384");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }

    void add(byte[] line) {
        hash.update(line);
        hash.update((byte) '\n');
        count++;
    }

    long count() {
        return count;
    }

    /** Of all lines; called once. */
    Digest digest() {
        return new Digest(Base64.getUrlEncoder().encodeToString(hash.digest()));
    }
}

package dk.kronborg.topology.audit.json;

import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.Statement;
import java.time.Instant;

/**
 * The last line of an audit file, which holds those before it.
 *
 * @param lines  before it
 * @param digest of them, each with its line feed
 * @param at     when the file was written
 */
record AuditEnd(String log, long lines, Digest digest, Instant at) {

    byte[] bytes() {
        return new Statement("kronborg-audit-end/1")
                .with("log", log)
                .with("lines", lines)
                .with("digest", digest)
                .with("at", at.toString())
                .bytes();
    }
}

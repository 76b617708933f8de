package dk.kronborg.topology.audit;

import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The beginning of what one process wrote.
 *
 * @param log     whose log it is: the name of a KME, or {@code centre}
 * @param id      of no other run
 * @param at      by the clock of the process
 * @param follows the newest place of the log when it began; nothing if there was none
 */
public record AuditRun(String log, UUID id, Instant at, Optional<AuditPoint> follows) {

    /** Where its chain begins. */
    public AuditPoint beginning() {
        Statement statement = new Statement("kronborg-audit-run/1")
                .with("log", log)
                .with("run", id.toString())
                .with("at", at.toString());
        follows.ifPresent(point -> statement.with("follows", point.statement()));
        return new AuditPoint(id, 0, Digest.of(statement.text()));
    }
}

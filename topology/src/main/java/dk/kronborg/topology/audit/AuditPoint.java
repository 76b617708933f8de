package dk.kronborg.topology.audit;

import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.Statement;
import java.util.UUID;

/**
 * A place in an audit log, and all that is before it in its run.
 *
 * @param run    of the process that wrote it
 * @param number of the batch, from 1; 0 for the beginning of the run
 * @param chain  hash over that batch and what was before it
 * @throws IllegalArgumentException if the number is negative
 */
public record AuditPoint(UUID run, long number, Digest chain) {
    public AuditPoint {
        if (number < 0) {
            throw new IllegalArgumentException("batches are numbered from 1, got " + number);
        }
    }

    Statement statement() {
        return Statement.part()
                .with("run", run.toString())
                .with("number", number)
                .with("chain", chain);
    }
}

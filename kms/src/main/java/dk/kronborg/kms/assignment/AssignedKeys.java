package dk.kronborg.kms.assignment;

import dk.kronborg.topology.identity.SaeId;
import java.util.List;
import java.util.UUID;

/** The assigned-key table. */
public interface AssignedKeys {

    /**
     * All rows of these keys, one for each target. Bytes, to be closed by the caller, come only with those of the
     * target who asks, as long as it has not fetched them and they are not void.
     */
    List<AssignedKey> find(SaeId asking, List<UUID> ids);
}

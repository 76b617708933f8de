package dk.kronborg.topology.enrolment;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.version.Authorship;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How far the enrolment of a KME has come.
 *
 * @param invitation as it was written
 * @param key        of the one-time code, while that can be used
 * @param request    as it came, once it has come
 * @param proposal   of a network that knows the KME by its new key, once it is made
 */
public record Enrolment(
        UUID id,
        KmeId kme,
        Authorship by,
        Instant expires,
        State state,
        int wrong,
        String invitation,
        Optional<CodeKey> key,
        Optional<String> request,
        Optional<UUID> proposal) {

    /** What became of an invitation. */
    public enum State {
        /** The KME's request is waited for. */
        INVITED,
        /** It came, and the code is used up. */
        REQUESTED,
        /** It counts no more: withdrawn, or answered wrongly too often. */
        VOID
    }
}

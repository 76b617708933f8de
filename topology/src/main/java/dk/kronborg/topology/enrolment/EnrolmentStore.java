package dk.kronborg.topology.enrolment;

import dk.kronborg.topology.version.VersionsUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps enrolments. Whatever processes do at once, a code is used once.
 *
 * <p>Methods throw {@link VersionsUnavailableException} if the database does not answer.
 */
public interface EnrolmentStore {

    void add(Enrolment invited);

    Optional<Enrolment> find(UUID id);

    /** The newest first. */
    List<Enrolment> newest(int limit);

    /**
     * Keeps the request of one who is invited, and forgets the code's key.
     *
     * @return whether that state was there
     */
    boolean requested(UUID id, String request);

    /** Notes the proposal of one whose request came. */
    void proposed(UUID id, UUID proposal);

    /** Counts a wrong answer; the last that may be makes the invitation void, and forgets the code's key. */
    void wrong(UUID id, int most);

    /**
     * Makes an invitation void, and forgets the code's key.
     *
     * @return whether the request was still waited for
     */
    boolean withdraw(UUID id);
}

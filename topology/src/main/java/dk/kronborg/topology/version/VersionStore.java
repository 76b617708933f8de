package dk.kronborg.topology.version;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where versions and proposals are kept. Every method is one transaction, durable when it returns.
 *
 * <p>All throw {@link VersionsUnavailableException} while the store cannot be reached.
 */
public interface VersionStore {

    /** Proposals that may be open at once. */
    int MOST_OPEN = 100;

    /** Approvals that are kept of a proposal. */
    int MOST_APPROVALS = 20;

    /** The version in force, if there is any. */
    Optional<NetworkVersion> newest();

    Optional<NetworkVersion> version(long number);

    /** Versions with smaller numbers, newest first. */
    List<NetworkVersion> versions(long before, int limit);

    Optional<String> document(long number);

    Optional<Difference> difference(long number);

    /**
     * Puts a version in force, and closes its proposal, if it was one.
     *
     * @return whether it is; not if its number is taken or its proposal is not open any more
     */
    boolean append(NetworkVersion version, String document, Difference difference);

    /**
     * Keeps a proposal.
     *
     * @return whether it is; not if as many as may be are open
     */
    boolean propose(Proposal proposal, String document, Difference difference);

    Optional<Proposal> proposal(UUID id);

    /** The newest, open ones before others. */
    List<Proposal> proposals(int limit);

    Optional<String> proposedDocument(UUID id);

    Optional<Difference> proposedDifference(UUID id);

    /**
     * Closes an open proposal.
     *
     * @return whether it was open
     */
    boolean withdraw(UUID id, Authorship by);

    List<Approval> approvals(UUID id);

    /**
     * Keeps an approval of an open proposal; the same one a second time changes nothing.
     *
     * @return whether it is kept; not if the proposal is not open or has as many as may be
     */
    boolean approve(UUID id, Approval approval);
}

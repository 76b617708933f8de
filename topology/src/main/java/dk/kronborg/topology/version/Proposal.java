package dk.kronborg.topology.version;

import java.util.Optional;
import java.util.UUID;

/**
 * A change that is in force only when two officers have approved it. Document and difference are kept beside it.
 *
 * @param base      the version that it changes, and no other
 * @param by        who proposes it
 * @param changes   how many parts differ from the base
 * @param approvals that have come
 * @param state     what became of it
 * @param closed    who withdrew it, why and when, if somebody did
 */
public record Proposal(
        UUID id, VersionTag base, Authorship by, int changes, int approvals, State state, Optional<Authorship> closed) {

    /** What becomes of a proposal. */
    public enum State {
        OPEN,
        WITHDRAWN,
        IN_FORCE
    }

    boolean isOpen() {
        return state == State.OPEN;
    }
}

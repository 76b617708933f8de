package dk.kronborg.topology.version;

import dk.kronborg.topology.map.Authorities;
import java.util.List;
import java.util.Set;

/** Who approved a proposal, by their signatures. */
public interface Approvals {

    /** How many different officers have to approve what touches security. */
    int QUORUM = 2;

    /**
     * What signatures are worth.
     *
     * @param officers whose signature under this change is good
     * @param faults   what is wrong with the others, in words
     */
    record Verdict(Set<String> officers, List<String> faults) {

        public boolean suffices() {
            return officers.size() >= QUORUM;
        }
    }

    /**
     * Verifies approvals of the step from a version to the next. Whose signature counts, the version in force says,
     * never what is proposed.
     */
    Verdict verify(VersionTag base, Description after, List<Approval> approvals);

    /**
     * Who signs after whom.
     *
     * @param present now
     * @param next    then
     */
    record Succession(Authorities present, Authorities next) {}

    /**
     * What comes of it if these are to sign the map from the version after that one on.
     *
     * @param base the version in force
     * @param wish who is named: what serves no more is not among them
     * @throws IllegalArgumentException if they may not; the message says why
     */
    Succession succession(VersionTag base, Authorities wish);
}

package dk.kronborg.topology.version;

import dk.kronborg.topology.network.Network;
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
     * Verifies approvals of the step from one network to the next. Whose signature counts, the version in force says,
     * never what is proposed.
     */
    Verdict verify(VersionTag base, Network before, Network after, List<Approval> approvals);
}

package dk.kronborg.kms.epoch;

/** The way to the KME at the to end of a pool, over the peer plane. */
public interface EpochWay {

    /** What the to end says to a proposal. It may hold anything. */
    sealed interface Reply {

        /** An epoch begins; it is on the to end's disk. */
        record Accepted(EpochAcceptance acceptance) implements Reply {}

        /** None begins. */
        record Refused(EpochRefusal refusal) implements Reply {}
    }

    /**
     * Proposes an epoch.
     *
     * @throws dk.kronborg.kms.confirmation.PeerUnreachable if the peer does not answer; there may be an epoch at its
     *     end or not
     */
    Reply propose(EpochProposal proposal);
}
